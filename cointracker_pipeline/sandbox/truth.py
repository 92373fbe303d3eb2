"""What really is in the world: the yardstick for tests of whoever reads it through the API."""

from typing import Any

from cointracker_pipeline.sandbox.ethereum.truth import tell_ethereum_truth
from cointracker_pipeline.sandbox.facts import ETHEREUM
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.rows import Row, Totals, render_time
from cointracker_pipeline.sandbox.world import World


def list_wallets(world: World, chain: str | None = None) -> list[dict[str, object]]:
    """Return the known addresses, with chain and number of confirmed transactions."""
    return [
        {"chain": name, "address": address, "transaction_count": count}
        for name, address, count in world.addresses(chain)
    ]


def tell_truth(world: World, chain: str, address: str, offset: int = 0, limit: int | None = None) -> dict[str, Any]:
    """Return the confirmed rows of an address, newest first, their totals, and what is unconfirmed."""
    if world.find_facts(chain) is ETHEREUM:
        return tell_ethereum_truth(world.ethereum, address, offset, limit)
    state = world.chain(chain)
    history = state.find(address) or History()
    totals = history.totals(latest=True)
    stop = totals.count if limit is None else offset + limit
    return {
        "chain": state.facts.name,
        "address": address,
        "state": state.height,
        "totals": _plain_totals(totals),
        "transactions": [_plain_row(row) for row in history.rows(offset, stop, latest=True)],
        "pending": [_plain_row(row) for row in history.pending],
    }


def _plain_totals(totals: Totals) -> dict[str, int]:
    return {
        "balance": totals.balance,
        "received": totals.received,
        "spent": totals.spent,
        "output_count": totals.outputs,
        "unspent_output_count": totals.unspent,
        "transaction_count": totals.count,
    }


def _plain_row(row: Row) -> dict[str, object]:
    return {
        "block_id": row.block_id,
        "hash": row.tx_hash,
        "time": render_time(row.time),
        "balance_change": row.change,
        "received": row.received,
        "spent": row.spent,
    }
