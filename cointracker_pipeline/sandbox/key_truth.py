"""What really is behind an extended public key: its used addresses, and what their transactions sum to."""

from collections.abc import Iterator
from typing import Any

from cointracker_pipeline.sandbox.extended_keys import ExtendedKey
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.rows import Row, render_time
from cointracker_pipeline.sandbox.world import ChainState

FARTHEST_GAP = 200
"""The truth is looked for beyond any gap a reader would look into."""


def tell_key_truth(chain: ChainState, key: ExtendedKey) -> dict[str, Any]:
    """Return the confirmed rows of a key, newest first, each the sum over its addresses, and what is unconfirmed."""
    found = dict(find_used(chain, key))
    histories = [history for history, _, _ in found.values()]
    confirmed = [row for history in histories for row in history.newest_first(latest=True)]
    rows = _net(confirmed)
    return {
        "chain": chain.facts.name,
        "key": key.text,
        "state": chain.height,
        "balance": sum(row["balance_change"] for row in rows),
        "transactions": rows,
        "pending": _net([row for history in histories for row in history.pending]),
        "addresses": {address: f"{branch}/{index}" for address, (_, branch, index) in found.items()},
    }


def find_used(chain: ChainState, key: ExtendedKey) -> Iterator[tuple[str, tuple[History, int, int]]]:
    """Give the used addresses of both branches, with history, branch and index."""
    for branch in (0, 1):
        index = unused = 0
        while unused < FARTHEST_GAP:
            address = key.address(branch, index)
            history = chain.find(address)
            unused = 0 if history else unused + 1
            if history:
                yield address, (history, branch, index)
            index += 1


def _net(rows: list[Row]) -> list[dict[str, Any]]:
    """Return one row for each transaction in each block."""
    sums: dict[tuple[int, str], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda one: (-one.block_id, one.tx_hash)):
        netted = sums.setdefault(
            (row.block_id, row.tx_hash),
            {"block_id": row.block_id, "hash": row.tx_hash, "time": render_time(row.time), "balance_change": 0},
        )
        netted["balance_change"] += row.change
    return list(sums.values())
