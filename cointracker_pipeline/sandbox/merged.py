"""The merged list of several addresses: newest first, one row for each address a transaction touches."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.query import Query
from cointracker_pipeline.sandbox.rows import Row
from cointracker_pipeline.sandbox.unspent import list_unspent


@dataclass(frozen=True, slots=True)
class Merged:
    """A page of the merged list; ``transaction_count`` counts distinct transactions of the whole list."""

    rows: list[Row]
    owners: list[str]
    unspent: list[dict[str, object]]
    transaction_count: int


def merge_histories(histories: Mapping[str, History], query: Query) -> Merged:
    """Return the asked page of what these addresses did; without details each transaction once."""
    start, stop = query.offset.transactions, query.offset.transactions + query.limit.transactions
    wanted = stop if stop > start else 0
    rows, owners = _merge(histories, wanted, query.latest, distinct=not query.details)
    return Merged(rows[start:stop], owners[start:stop], _merge_unspent(histories, query), _count(histories, query))


def _merge(
    histories: Mapping[str, History], count: int, latest: bool, *, distinct: bool
) -> tuple[list[Row], list[str]]:
    """Return the newest rows of all; an address's own order is kept even where block times go backward."""
    if not count:
        return [], []
    names = list(histories)
    times = [np.minimum.accumulate(histories[name].newest_times(count, latest)) for name in names]
    which = np.repeat(np.arange(len(names)), [len(one) for one in times])
    order = np.argsort(-np.concatenate(times), kind="stable")
    sources = [histories[name].newest_first(latest) for name in names]
    rows, owners, met = list[Row](), list[str](), set[tuple[int, str]]()
    for index in which[order].tolist():
        row = next(sources[index])
        if distinct and (row.block_id, row.tx_hash) in met:
            continue
        met.add((row.block_id, row.tx_hash))
        rows.append(row)
        owners.append(names[index])
        if len(rows) == count:
            break
    return rows, owners


def _count(histories: Mapping[str, History], query: Query) -> int:
    """Return the number of distinct transactions; only rows outside the columns can share one."""
    shared = {
        (row.block_id, row.tx_hash)
        for history in histories.values()
        for row in (history.tail if query.latest else history.tail + history.pending)
    }
    return len(shared) + sum(history.column_count for history in histories.values())


def _merge_unspent(histories: Mapping[str, History], query: Query) -> list[dict[str, object]]:
    """Return the asked page of all unspent outputs, each with its address, one address after the other."""
    start, stop = query.offset.utxo, query.offset.utxo + query.limit.utxo
    found: list[dict[str, object]] = []
    for address, history in histories.items():
        count = history.totals(query.latest).unspent
        low, high = max(0, start), min(count, stop)
        if low < high:
            found += [{**item, "address": address} for item in list_unspent(history, query.unspent_page(low, high))]
        start, stop = start - count, stop - count
    return found
