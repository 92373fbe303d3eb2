"""Unspent outputs: as many as the totals say, worth the balance together, in the newest receiving transactions."""

from collections.abc import Iterator
from itertools import islice

from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.query import Query
from cointracker_pipeline.sandbox.rows import Row


def list_unspent(history: History, query: Query) -> list[dict[str, object]]:
    """Return the asked page of an address's unspent outputs, newest first.

    Which outputs are left is made up: the sandbox knows how many there are and what they are worth in all.
    """
    totals = history.totals(query.latest)
    count = totals.unspent
    start, stop = query.offset.utxo, min(count, query.offset.utxo + query.limit.utxo)
    if start >= stop:
        return []
    share, rest = divmod(max(0, totals.balance), count)
    rows = list(islice(_receiving(history, query.latest), stop))
    return [
        {
            "block_id": rows[place % len(rows)].block_id,
            "transaction_hash": rows[place % len(rows)].tx_hash,
            "index": place // len(rows),
            "value": share + (rest if place == 0 else 0),
        }
        for place in range(start, stop)
        if rows
    ]


def _receiving(history: History, latest: bool) -> Iterator[Row]:
    """Give the rows with outputs to the address, newest first."""
    return (row for row in history.newest_first(latest) if row.outputs)
