"""The answers about addresses, decoded into values.

Every decoder raises ValueError with the reason when the data is not what the API promises.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.paging import Window, applied_limit, checked_offset, tip_of
from cointracker_pipeline.blockchair.shapes import (
    Facts,
    Row,
    as_list,
    as_map,
    bare,
    decode,
    decode_map,
    to_summary,
    to_transactions,
)
from cointracker_pipeline.domain.history import Balances, HistoryPage, SetPage
from cointracker_pipeline.domain.transaction import Transaction

T = TypeVar("T")


class _Address(msgspec.Struct):
    address: Facts
    transactions: list[Row] | dict[str, Row] | None = None


class _Set(msgspec.Struct):
    addresses: dict[str, Facts] | list[Facts] | None = None
    transactions: list[Row] | dict[str, Row] | None = None


def decode_page(envelope: Envelope, address: str, window: Window, millipoints: int) -> HistoryPage:
    """Return one address's page; every row of the answer is in it, in the answer's order.

    The page's limit is what the server says it applied: where it allows fewer rows than were asked for, a full
    page is not taken for the last one.
    """
    found = decode(_pick(decode_map(envelope, msgspec.Raw), address), _Address)
    transactions = tuple(to_transactions(as_list(found.transactions)))
    return HistoryPage(
        tip_height=tip_of(envelope),
        summary=to_summary(found.address, window.confirmed_only),
        transactions=transactions,
        offset=checked_offset(envelope, window.offset),
        limit=applied_limit(envelope, window.limit, len(transactions)),
        millipoints=millipoints,
    )


def decode_set(
    envelope: Envelope, addresses: Sequence[str], *, limit: int, confirmed_only: bool, millipoints: int
) -> SetPage:
    """Return the figures and newest rows of a set; an address that the answer leaves out was never seen."""
    found = _Set() if envelope.data is None else decode(envelope.data, _Set)
    asked = {bare(address): address for address in addresses}
    facts = _by_asked(asked, as_map(found.addresses))
    rows = as_list(found.transactions)
    return SetPage(
        tip_height=None if envelope.data is None else tip_of(envelope),
        summaries={a: to_summary(facts.get(a), confirmed_only) for a in addresses},
        rows_by_address=_group(asked, rows),
        row_count=len(rows),
        limit=applied_limit(envelope, limit, len(rows)),
        millipoints=millipoints,
    )


def decode_balances(envelope: Envelope, addresses: Sequence[str], *, millipoints: int) -> Balances:
    """Return every asked address's balance; one that the answer leaves out has none."""
    balances = decode_map(envelope, int)
    found = _by_asked({bare(address): address for address in addresses}, balances)
    return Balances(tip_of(envelope), {address: found.get(address, 0) for address in addresses}, millipoints)


def _pick(found: dict[str, T], address: str) -> T:
    """Return what is said of an address: under its own name, without its prefix, or as the only one."""
    if len(found) == 1:
        return next(iter(found.values()))
    for key, value in found.items():
        if bare(key) == bare(address):
            return value
    raise ValueError(f"it speaks of {len(found)} addresses and not of the one that was asked for")


def _by_asked(asked: dict[str, str], found: dict[str, T]) -> dict[str, T]:
    """Return what was found under the addresses as they were asked for."""
    if any(bare(key) not in asked for key in found):
        raise ValueError("it speaks of an address that was not asked for")
    return {asked[bare(key)]: value for key, value in found.items()}


def _group(asked: dict[str, str], rows: list[Row]) -> dict[str, tuple[Transaction, ...]]:
    grouped: dict[str, list[Transaction]] = {address: [] for address in asked.values()}
    for row, transaction in zip(rows, to_transactions(rows), strict=True):
        if bare(row.address) not in asked:
            raise ValueError("it has a row of an address that was not asked for")
        grouped[asked[bare(row.address)]].append(transaction)
    return {address: tuple(transactions) for address, transactions in grouped.items()}
