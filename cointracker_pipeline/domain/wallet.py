"""A wallet: what a person gave us to follow."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from cointracker_pipeline.errors import UnknownWalletError

KEY_FORM = re.compile(r"[xyztuv]pub[1-9A-HJ-NP-Za-km-z]{107}")
"""An extended public key in canonical form (BIP-32, SLIP-132); no address is half as long."""


@dataclass(frozen=True, slots=True, order=True)
class Wallet:
    """One address on one chain, or an extended public key that stands for many, in canonical form."""

    chain: str
    address: str

    @property
    def wallet_id(self) -> str:
        """The id people see and Dagster uses as partition key, such as ``bitcoin:1A1z…``."""
        return f"{self.chain}:{self.address}"

    @property
    def is_key(self) -> bool:
        """Whether it is an extended public key, whose addresses are derived."""
        return KEY_FORM.fullmatch(self.address) is not None


@dataclass(frozen=True, slots=True)
class TrackedWallet:
    """A wallet together with what a person says of it; ``owner`` tells whose it is, and is empty when nobody said.

    ``note`` is a longer text than the label, for people alone.
    """

    wallet: Wallet
    label: str = ""
    tags: tuple[str, ...] = field(default=())
    added_at: datetime | None = None
    owner: str = ""
    note: str = ""

    @property
    def wallet_id(self) -> str:
        """The wallet's id."""
        return self.wallet.wallet_id

    def take_over(self, new: "TrackedWallet") -> "TrackedWallet":
        """Return this wallet with what a newer word says of it; what that leaves empty stays."""
        return replace(
            self,
            label=new.label or self.label,
            tags=tuple(new.tags) or self.tags,
            owner=new.owner or self.owner,
            note=new.note or self.note,
        )


def parse_wallet_id(text: str) -> Wallet:
    """Read ``chain:address``; the address itself is not checked.

    Raises: UnknownWalletError when there is no colon with something on both sides.
    """
    chain, colon, address = text.strip().partition(":")
    if not (chain and colon and address):
        # Without the text: it may be a private key, pasted by mistake.
        raise UnknownWalletError("This is not a wallet id; one looks like bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa.")
    return Wallet(chain, address)
