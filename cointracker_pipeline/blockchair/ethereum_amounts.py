"""Exact wei: of whole transactions, and from the table of transactions."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from cointracker_pipeline.blockchair.envelope import Envelope
from cointracker_pipeline.blockchair.ethereum_pages import read_wei
from cointracker_pipeline.blockchair.shapes import as_list, decode, decode_map
from cointracker_pipeline.domain.exact import ExactAmount, ExactAmounts, TableQuestion, TransactionsQuestion
from cointracker_pipeline.domain.transaction import FEE, name_block_row, name_part

OUTERMOST = "0"
"""The index of a transaction's own call."""


class _Row(msgspec.Struct):
    """A transaction, or what a block gave without one: then it has no hash and no fee."""

    block_id: int
    hash: str | None
    failed: bool
    value: str
    fee: str | None = None


class _Call(msgspec.Struct):
    index: str
    value: str
    transferred: bool


class _Transaction(msgspec.Struct):
    transaction: _Row
    calls: list[_Call] | dict[str, _Call] | None = None


def decode_transactions(envelope: Envelope, question: TransactionsQuestion, millipoints: int) -> ExactAmounts:
    """Return the fee and all calls of each transaction that the service knows; in the newest blocks it knows no calls.

    Raises: ValueError when one is not among those that were asked for.
    """
    asked, amounts = set(question.hashes), list[ExactAmount]()
    for tx_hash, found in decode_map(envelope, _Transaction).items():
        if tx_hash not in asked:
            raise ValueError("it speaks of a transaction that was not asked for")
        amounts += _list_parts(tx_hash, found)
    return ExactAmounts(tuple(amounts), millipoints)


def decode_table(envelope: Envelope, question: TableQuestion, millipoints: int) -> ExactAmounts:
    """Return each row's outermost call and its fee; rows of one block without a hash are told apart by their order."""
    rows = [] if envelope.data is None else as_list(decode(envelope.data, list[_Row]))
    seen: Counter[int] = Counter()
    amounts = list[ExactAmount]()
    for row in rows:
        if not question.lowest <= row.block_id <= question.highest:
            raise ValueError("it has a row of a block that was not asked for")
        if row.hash is None:
            seen[row.block_id] += 1
        part = OUTERMOST if row.hash else name_part(OUTERMOST, seen[row.block_id])
        amounts.append(
            ExactAmount(row.hash or name_block_row(row.block_id), part, row.block_id, _moved(row.value, not row.failed))
        )
        amounts += _list_fee(row)
    return ExactAmounts(tuple(amounts), millipoints)


def _list_parts(tx_hash: str, found: _Transaction) -> Iterable[ExactAmount]:
    height = found.transaction.block_id
    if height < 0:
        return
    yield from _list_fee(found.transaction)
    for call in as_list(found.calls):
        yield ExactAmount(tx_hash, call.index, height, _moved(call.value, call.transferred))


def _list_fee(row: _Row) -> Iterable[ExactAmount]:
    if row.hash is not None and row.fee is not None:
        yield ExactAmount(row.hash, FEE, row.block_id, read_wei(row.fee))


def _moved(value: str, has_moved: bool) -> int:
    return read_wei(value) if has_moved else 0
