"""Makes accounts of recorded ones: their calls, and fees and withdrawals by which their balances are met exactly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.ethereum.account import CALLS_LAG
from cointracker_pipeline.sandbox.ethereum.acts import SIMPLE_GAS, outsider
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed, change_of, parties
from cointracker_pipeline.sandbox.rows import UNCONFIRMED, parse_time

_ROUNDED = 10**12
"""How far rounded fees may be from the true ones, in wei."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One row of a recorded call list; ``key`` tells its transaction or reward from others."""

    key: Key
    block_id: int
    time: int
    tx_hash: str | None
    call: Call


@dataclass(frozen=True, slots=True)
class RecordedAccount:
    """One recorded account, its calls oldest first; ``balance`` and ``fees`` in wei as far as they are told."""

    address: str
    calls: tuple[RecordedCall, ...]
    balance: int | None = None
    fees: int | None = None
    contract: bool = False


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


def read_account(line: Mapping[str, Any], folder: Path | None = None) -> RecordedAccount | None:
    """Return the account of a line, or ``None`` when there are no calls in it and none in its source.

    Raises: KeyError, TypeError or ValueError for what is no such account.
    """
    address = str(line["address"]).lower()
    told: dict[str, Any] = dict(line.get("expected_by_provider") or {})
    items = line.get("calls") or []
    source = folder / str(line.get("source") or "") if folder else None
    if not items and source and source.is_file():
        found = msgspec.json.decode(source.read_bytes(), type=dict[str, Any])["data"][address]
        items, told = found["calls"], {**found["address"], **told}
    if not items:
        return None
    balance, fees = told.get("balance"), told.get("fees_approximate")
    return RecordedAccount(
        address,
        tuple(_read_call(item) for item in reversed(items)),
        None if balance is None else int(balance),
        None if fees is None else int(fees),
        contract=told.get("type") == "contract",
    )


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


def _read_call(item: Mapping[str, Any]) -> RecordedCall:
    sender, tx_hash = item.get("sender"), item.get("transaction_hash")
    recipient, index, height = str(item["recipient"]).lower(), str(item["index"]), item.get("block_id")
    block_id = UNCONFIRMED if height is None else int(height)
    call = Call(
        index,
        str(sender).lower() if sender else None,
        recipient,
        read_wei(item["value"]),
        transferred=bool(item.get("transferred", True)),
        failed=bool(item.get("failed", False)),
        usd=item.get("value_usd"),
    )
    key: Key = (tx_hash,) if tx_hash else (block_id, recipient, index)
    return RecordedCall(key, block_id, parse_time(item["time"]), tx_hash, call)


def read_wei(value: float | str) -> int:
    """Return exact wei; of a float, such as print to the same float."""
    return int(Decimal(repr(value))) if isinstance(value, float) else int(value)


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
