"""The tables of Ethereum with exact wei (Blockchair API v2.0.80, Infinitable endpoints); one line is one column."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context
from cointracker_pipeline.sandbox.ethereum.account import CALLS_LAG
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Deed, sort_path
from cointracker_pipeline.sandbox.ethereum.filters import Columns, TableQuery, read_table_query
from cointracker_pipeline.sandbox.ethereum.rows import (
    call_row,
    call_type,
    count_children,
    transaction_row,
    transaction_type,
    transfer_id,
    transfer_row,
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its base price in points, its columns, its rows of a deed in their order, and how one is printed."""

    base: int
    columns: Columns
    rows: Callable[[EthereumChain, Deed], Iterable[Any]]
    render: Callable[[EthereumChain, Any], dict[str, object]]


def answer_calls(chain: EthereumChain, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``calls``: no internal ones of the newest six blocks."""
    return _answer(_CALLS, chain, params, now)


def answer_transactions_table(chain: EthereumChain, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``transactions``: rewards are among them, without a hash."""
    return _answer(_TRANSACTIONS, chain, params, now)


def answer_transfers(chain: EthereumChain, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``erc-20/transactions``: nothing above the block tokens are known for."""
    return _answer(_TRANSFERS, chain, params, now)


def _answer(table: Table, chain: EthereumChain, params: Mapping[str, str], now: float) -> Answer:
    query = read_table_query(params, table.columns)
    found = _filter(table, chain, query)
    page = found[query.offset : query.offset + query.limit]
    cost = query.millipoints(table.base, len(page))
    context = render_context(
        chain.facts,
        cost,
        now,
        limit=query.limit,
        offset=query.offset,
        rows=len(page),
        total_rows=len(found),
        state=chain.height,
        state_layer_2=chain.height_layer_2,
    )
    return render_answer([table.render(chain, row) for row in page], context, cost)


def _filter(table: Table, chain: EthereumChain, query: TableQuery) -> list[Any]:
    """Return the rows that match, ordered; the newest first unless asked otherwise."""
    rows = [row for deed in _candidates(table, chain, query) for row in table.rows(chain, deed)]
    for one in query.filters:
        value = table.columns[one.column]
        rows = [row for row in rows if one.matches(value(row))]
    rows.reverse()
    for column, descends in reversed(query.order):
        value = table.columns[column]
        rows.sort(key=lambda row, value=value: (value(row) is not None, value(row) or 0), reverse=descends)  # type: ignore[misc]
    return rows


def _candidates(table: Table, chain: EthereumChain, query: TableQuery) -> Iterable[Deed]:
    """Return the deeds that can match, oldest first: those of the blocks asked for, of an account if one is named."""
    low, high = query.bounds("block_id")
    first, last = low if isinstance(low, int) else 0, high if isinstance(high, int) else chain.height
    for column in ("sender", "recipient"):
        named, same = query.bounds(column)
        account = chain.find(named) if named == same and isinstance(named, str) else None
        if account:
            deeds = [deed for deed in account.deeds if first <= deed.block_id <= min(last, chain.height)]
            return sorted(deeds, key=lambda deed: (deed.block_id, deed.place))
    return chain.in_blocks(first, min(last, chain.height))


def _call_rows(chain: EthereumChain, deed: Deed) -> Iterable[Any]:
    calls = sorted(deed.calls, key=lambda call: sort_path(call.path)) if len(deed.calls) > 1 else deed.calls
    traced = deed.block_id <= chain.height - CALLS_LAG
    return [(deed, call) for call in calls if traced or not call.internal]


def _transaction_rows(_chain: EthereumChain, deed: Deed) -> Iterable[Any]:
    return [] if deed.kind == "withdrawal" else [(deed,)]


def _transfer_rows(chain: EthereumChain, deed: Deed) -> Iterable[Any]:
    return [(deed, one) for one in deed.transfers] if deed.block_id <= chain.height_layer_2 else []


_CALLS = Table(
    10,
    {
        "block_id": lambda row: row[0].block_id,
        "transaction_id": lambda row: row[0].deed_id,
        "transaction_hash": lambda row: row[0].tx_hash,
        "index": lambda row: row[1].path,
        "depth": lambda row: row[1].path.count("."),
        "time": lambda row: row[0].time,
        "failed": lambda row: row[1].failed,
        "type": lambda row: call_type(*row),
        "sender": lambda row: row[1].sender,
        "recipient": lambda row: row[1].recipient,
        "child_call_count": lambda row: count_children(*row),
        "value": lambda row: row[1].value,
        "transferred": lambda row: row[1].transferred,
    },
    _call_rows,
    lambda chain, row: call_row(row[0], row[1], chain.facts.price_usd),
)

_TRANSACTIONS = Table(
    5,
    {
        "block_id": lambda row: row[0].block_id,
        "id": lambda row: row[0].deed_id,
        "hash": lambda row: row[0].tx_hash,
        "time": lambda row: row[0].time,
        "failed": lambda row: row[0].failed,
        "type": lambda row: transaction_type(row[0]),
        "sender": lambda row: row[0].sender,
        "recipient": lambda row: row[0].recipient,
        "call_count": lambda row: len(row[0].calls),
        "value": lambda row: row[0].value,
        "internal_value": lambda row: row[0].internal_value,
        "fee": lambda row: row[0].fee if row[0].sender else None,
        "gas_used": lambda row: row[0].gas_used if row[0].sender else None,
        "nonce": lambda row: row[0].nonce if row[0].sender else None,
    },
    _transaction_rows,
    lambda chain, row: transaction_row(row[0], chain.facts.price_usd),
)

_TRANSFERS = Table(
    5,
    {
        "block_id": lambda row: row[0].block_id,
        "id": lambda row: transfer_id(*row),
        "transaction_hash": lambda row: row[0].tx_hash,
        "time": lambda row: row[0].time,
        "token_address": lambda row: row[1].token,
        "sender": lambda row: row[1].sender,
        "recipient": lambda row: row[1].recipient,
        "value": lambda row: row[1].value,
    },
    _transfer_rows,
    lambda chain, row: transfer_row(row[0], row[1], chain.tokens[row[1].token]),
)
