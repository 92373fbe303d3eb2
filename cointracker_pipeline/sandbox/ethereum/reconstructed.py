"""Makes accounts of recorded ones: their calls, and fees and withdrawals by which their balances are met exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.ethereum.account import CALLS_LAG
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, change_of, parties
from cointracker_pipeline.sandbox.ethereum.outside import SIMPLE_GAS, outsider
from cointracker_pipeline.sandbox.ethereum.recorded import Key, RecordedAccount, RecordedCall

_ROUNDED = 10**12
"""How far rounded fees may be from the true ones, in wei."""


@dataclass(slots=True)
class _Book:
    """What a file tells of all accounts together: a deed that two of them list is one."""

    deeds: dict[Key, Deed] = field(default_factory=dict)

    def add(self, rows: Iterable[RecordedCall]) -> None:
        for row in rows:
            deed = self.deeds.get(row.key) or Deed(row.block_id, 0, row.time, row.tx_hash)
            if all(row.call.path != call.path for call in deed.calls):
                deed = deed._replace(calls=(*deed.calls, row.call))
            self.deeds[row.key] = deed


def add_recorded(chain: EthereumChain, accounts: Sequence[RecordedAccount]) -> None:
    """Add recorded accounts to a chain, which then stands so far above them, at least, that every call is shown.

    Raises: InputError for a balance that cannot be: less than came in, and nothing sent that fees were paid for.
    """
    book = _Book()
    for account in accounts:
        book.add(account.calls)
    for key, deed in book.deeds.items():
        book.deeds[key] = _complete(deed, {account.address for account in accounts})
    for account in accounts:
        _meet_balance(book, account)
    _number(book)
    for account in accounts:
        _add(chain, book, account)
    confirmed = [deed for deed in book.deeds.values() if not deed.waits]
    chain.pending += [deed for deed in book.deeds.values() if deed.waits]
    newest = max(confirmed, key=lambda deed: deed.block_id, default=None)
    if newest and newest.block_id + CALLS_LAG > chain.height:
        chain.height = newest.block_id + CALLS_LAG
        chain.clock = replace(chain.clock, height=newest.block_id, time=newest.time)
    chain.forget()


def _complete(deed: Deed, known: set[str]) -> Deed:
    """Return a deed with what its calls tell of it; a tree without its first call gets one from the world outside."""
    if deed.tx_hash is None:
        call = deed.calls[0]
        return deed._replace(recipient=call.recipient, value=call.value, kind="reward")
    first = next((call for call in deed.calls if not call.internal), None)
    if first is None:
        word, inner = int(deed.tx_hash[-8:], 16), deed.calls[0].sender
        contract = inner if inner and inner not in known else outsider(word, "contract")
        first = Call("0", outsider(word), contract, 0)
        deed = deed._replace(calls=(first, *deed.calls))
    return deed._replace(
        sender=first.sender,
        recipient=first.recipient,
        value=first.value,
        gas_used=SIMPLE_GAS,
        failed=not first.transferred,
    )


def _meet_balance(book: _Book, account: RecordedAccount) -> None:
    """Share fees among what an account sent, and let a withdrawal pay what fees cannot explain."""
    touched = [deed for deed in book.deeds.values() if not deed.waits and account.address in parties(deed)]
    sent = [key for key, deed in book.deeds.items() if not deed.waits and deed.sender == account.address]
    moved = sum(change_of(deed, account.address) for deed in touched)
    told = account.fees or 0
    fees = told if account.balance is None else moved - account.balance
    if account.fees is not None and fees < told - _ROUNDED:
        fees = told
    fees = max(fees, 0)
    withdrawn = 0 if account.balance is None else account.balance - moved + (fees if sent else 0)
    if withdrawn < 0:
        raise InputError(f"{account.address} sent nothing, and has less than came in.")
    share, rest = divmod(fees, len(sent) or 1)
    for number, key in enumerate(sent):
        book.deeds[key] = book.deeds[key]._replace(fee=share + (number < rest), nonce=number)
    if withdrawn:
        newest = max(touched, key=lambda deed: deed.block_id)
        book.deeds["withdrawal", account.address] = Deed(
            newest.block_id, 0, newest.time, None, None, account.address, withdrawn, kind="withdrawal"
        )


def _number(book: _Book) -> None:
    """Give the deeds of each block their places, in the order of the file."""
    places: dict[int, int] = {}
    for key, deed in book.deeds.items():
        places[deed.block_id] = places.get(deed.block_id, -1) + 1
        book.deeds[key] = deed._replace(place=places[deed.block_id])


def _add(chain: EthereumChain, book: _Book, account: RecordedAccount) -> None:
    """Add an account with its deeds in the order its own list has."""
    own = list(dict.fromkeys(row.key for row in account.calls))
    others = [key for key, deed in book.deeds.items() if account.address in parties(deed) and key not in set(own)]
    deeds = [book.deeds[key] for key in [*own, *others] if not book.deeds[key].waits]
    state = chain.touch(account.address)
    state.contract = account.contract
    for deed in sorted(deeds, key=lambda one: one.block_id):
        state.append(deed)
