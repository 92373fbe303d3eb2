"""An account's calls, decoded into rows: to the last wei where the answer tells it, and marked where it does not.

``calls[].value`` is a JSON number: one printed as an integer is exact, one printed as a float (above 2^63) is not.
Neither ever becomes a float here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.paging import Window, applied_limit, checked_offset, tip_of
from cointracker_pipeline.blockchair.shapes import as_list, data_of, decode, parse_moment, parse_times, to_heights
from cointracker_pipeline.domain.history import HistoryPage, Summary
from cointracker_pipeline.domain.transaction import FEE, Transaction, name_block_row, name_part

Wei = str | int | None


class Call(msgspec.Struct, gc=False):
    """One call of a transaction, or what a block gave without one: then it has no hash, and no sender."""

    block_id: int
    transaction_hash: str | None
    index: str
    time: str
    sender: str | None
    recipient: str | None
    value: int | Decimal
    transferred: bool


class Account(msgspec.Struct):
    """The chain's own figures; all but the balance and the counts are rounded."""

    balance: Wei = None
    received_approximate: Wei = None
    spent_approximate: Wei = None
    call_count: int | None = None
    first_seen_receiving: str | None = None


class _Found(msgspec.Struct):
    address: Account
    calls: list[Call] | dict[str, Call] | None = None


def decode_account(envelope: Envelope, address: str, window: Window, millipoints: int) -> HistoryPage:
    """Return one account's page; each call of the answer is a row, each transaction it sent has a row for its fee.

    A call that failed or was not transferred is a row that changes nothing, so that the chain's own count of calls
    can prove that none is missing. What a fee was is not told here: its row is not exact until that is known.
    """
    found = _pick(decode(data_of(envelope), dict[str, _Found]), address)
    calls = as_list(found.calls)
    rows = to_rows(calls, address)
    return HistoryPage(
        tip_height=tip_of(envelope),
        summary=_to_summary(found.address, len(rows)),
        transactions=rows,
        offset=checked_offset(envelope, window.offset),
        limit=applied_limit(envelope, window.limit, len(rows)),
        millipoints=millipoints,
        fees=tuple(_list_fees(calls, rows, address)),
    )


def to_rows(calls: Sequence[Call], address: str) -> tuple[Transaction, ...]:
    """Return each call as the row it is for an address, in the same order.

    Raises: ValueError when one of them is not about the address, or has an amount that cannot be.
    """
    heights = to_heights([call.block_id for call in calls])
    times = parse_times([call.time for call in calls])
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for call, height, time in zip(calls, heights, times, strict=True):
        tx_hash = call.transaction_hash or name_block_row(call.block_id)
        seen[tx_hash, call.index] += 1
        part = name_part(call.index, seen[tx_hash, call.index])
        amount = _read_amount(call.value)
        change = amount * _sign_of(call, address)
        exact = isinstance(call.value, int) or not change
        rows.append(Transaction(tx_hash, height, time, change, part, exact))
    return tuple(rows)


def read_wei(text: Wei) -> int:
    """Return an amount of wei; none is told where nothing ever was.

    Raises: ValueError when it is neither digits nor an integer.
    """
    if text is None:
        return 0
    if isinstance(text, str) and not (text.isascii() and text.isdigit()):
        raise ValueError("it has an amount that is no whole number of wei")
    return int(text)


def _read_amount(value: int | Decimal) -> int:
    if value < 0 or value != int(value):
        raise ValueError("it has a call whose value is no whole number of wei")
    return int(value)


def _sign_of(call: Call, address: str) -> int:
    """Return what the value does to the balance: 1, -1, or 0 where nothing moved or it came back to the sender."""
    sent, received = _same(call.sender, address), _same(call.recipient, address)
    if not (sent or received):
        raise ValueError("it has a call of an address that was not asked for")
    return (received - sent) if call.transferred else 0


def _list_fees(calls: Sequence[Call], rows: Sequence[Transaction], address: str) -> Iterable[Transaction]:
    """Return the rows of the fees: the address pays for each transaction whose outermost call is its own."""
    for call, row in zip(calls, rows, strict=True):
        if call.transaction_hash and call.index == "0" and _same(call.sender, address):
            yield row._replace(part=FEE, balance_change=0, exact=False)


def _same(one: str | None, address: str) -> bool:
    return one is not None and one.lower() == address.lower()


def _pick(found: dict[str, _Found], address: str) -> _Found:
    """Return what is said of the address: keys come in lower case, whatever was asked."""
    for key, value in found.items():
        if _same(key, address):
            return value
    raise ValueError(f"it speaks of {len(found)} addresses and not of the one that was asked for")


def _to_summary(account: Account, shown: int) -> Summary:
    """Return the figures; each call counts as one output, since a history has as many rows as calls."""
    calls = shown if account.call_count is None else account.call_count
    return Summary(
        read_wei(account.balance),
        read_wei(account.received_approximate),
        read_wei(account.spent_approximate),
        calls,
        calls,
        account.call_count,
        confirmed_only=True,
        first_seen=parse_moment(account.first_seen_receiving),
        rows_sum_up=False,
    )
