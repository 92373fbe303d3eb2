"""Every error this project raises on purpose.

::

    CointrackerError
    ├── InputError                what a person gave cannot be used; the message says why and what to do
    │   ├── AddressError          not an address of that chain
    │   ├── UnknownChainError     not a chain that is supported
    │   ├── UnknownWalletError    not a wallet that is tracked
    │   ├── PersonError           a person who is not known, or cannot be added or changed like that
    │   ├── SignInError           nobody whom the sign-in service vouches for may come in
    │   ├── SpreadsheetError      a file that cannot be read as a table of wallets
    │   ├── PriceFileError        a file that cannot be read as prices or rates
    │   └── SettingsError         a setting with a value that cannot work
    ├── HomeError                 the home folder or a file in it cannot be used
    ├── StoreError                a store has a form this version cannot work with
    ├── ProviderError             Blockchair did not give what was asked
    │   ├── TransientError        worth another try within seconds; the client does that itself
    │   ├── RequestRefusedError   400 or 404: asking again gives the same answer
    │   ├── KeyRefusedError       the key is not valid
    │   ├── QuotaError            today's points or this minute's requests are spent; ``resume_at`` says until when
    │   ├── BlockedError          this address is blocked by the service
    │   └── UnreadableAnswerError an answer that is not what the API promises: never taken for "empty"
    ├── SyncError                 a wallet could not be brought up to date
    │   └── MismatchError         the sum of the changes is not the chain's balance
    ├── ServiceError              what runs for daily use could not go on
    └── ChannelError              alerts could not be handed over; they wait and come again

Messages never hold an API key or a private key.
"""

from datetime import datetime


class CointrackerError(Exception):
    """Anything this project raises on purpose."""


class InputError(CointrackerError):
    """What a person gave cannot be used; the message says why and what to do."""


class AddressError(InputError):
    """Not an address of that chain."""


class UnknownChainError(InputError):
    """Not a chain that is supported."""


class UnknownWalletError(InputError):
    """Not a wallet that is tracked."""


class PersonError(InputError):
    """A person who is not known, or cannot be added or changed like that."""


class SignInError(InputError):
    """Nobody whom the sign-in service vouches for may come in; the message is for the person who tries."""


class SpreadsheetError(InputError):
    """A file that cannot be read as a table of wallets."""


class PriceFileError(InputError):
    """A file that cannot be read as prices or rates."""


class SettingsError(InputError):
    """A setting with a value that cannot work."""


class HomeError(CointrackerError):
    """The home folder or a file in it cannot be used."""


class StoreError(CointrackerError):
    """A store has a form this version cannot work with."""


class ProviderError(CointrackerError):
    """Blockchair did not give what was asked."""


class TransientError(ProviderError):
    """Worth another try within seconds; the client has already tried several times when this is seen."""


class RequestRefusedError(ProviderError):
    """Code 400 or 404: asking again gives the same answer."""


class KeyRefusedError(ProviderError):
    """The API key is not valid."""


class QuotaError(ProviderError):
    """Today's points or this minute's requests are spent; nothing more can be asked before ``resume_at``."""

    def __init__(self, message: str, resume_at: datetime) -> None:
        super().__init__(message)
        self.resume_at = resume_at


class BlockedError(ProviderError):
    """The service blocks this machine's address (codes 430 and 434)."""


class UnreadableAnswerError(ProviderError):
    """An answer that is not what the API promises; it is never taken for "empty"."""


class SyncError(CointrackerError):
    """A wallet could not be brought up to date."""


class MismatchError(SyncError):
    """The sum of a wallet's changes is not the balance the chain reports; ``is_new`` unless that was known before."""

    def __init__(self, message: str, *, is_new: bool = True) -> None:
        super().__init__(message)
        self.is_new = is_new


class ChannelError(CointrackerError):
    """Alerts could not be handed over; they wait and come again. ``channels`` tells which failed, where several may."""

    def __init__(self, message: str, channels: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.channels = channels


class ServiceError(CointrackerError):
    """What runs for daily use could not go on."""
