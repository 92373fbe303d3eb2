"""The figures of an address and of a set (Blockchair API v2.0.80, section Address info)."""

from collections.abc import Sequence

from cointracker_pipeline.sandbox.addresses import describe_script
from cointracker_pipeline.sandbox.facts import ChainFacts
from cointracker_pipeline.sandbox.rows import Totals, add_totals, render_time


def address_figures(facts: ChainFacts, address: str, totals: Totals, *, known: bool) -> dict[str, object]:
    """Return the figures of one address; never seen has no type and no script."""
    kind, script = describe_script(facts, address) if known else (None, "")
    return {
        "type": kind,
        "script_hex": script,
        "balance": totals.balance,
        "balance_usd": _usd(facts, totals.balance),
        "received": totals.received,
        "received_usd": _usd(facts, totals.received),
        "spent": totals.spent,
        "spent_usd": _usd(facts, totals.spent),
        **_counters(totals),
    }


def set_figures(facts: ChainFacts, parts: Sequence[Totals], count: int | None) -> dict[str, object]:
    """Return the figures of a set of addresses; ``count`` is that of distinct transactions."""
    totals = add_totals(parts)
    return {
        "address_count": len(parts),
        "balance": totals.balance,
        "balance_usd": _usd(facts, totals.balance),
        "received": totals.received,
        "spent": totals.spent,
        **_counters(totals),
        "transaction_count": count,
    }


def _counters(totals: Totals) -> dict[str, object]:
    first_seen, last_seen = totals.seen or (None, None)
    first_spent, last_spent = totals.spent_at or (None, None)
    return {
        "output_count": totals.outputs,
        "unspent_output_count": totals.unspent,
        "first_seen_receiving": render_time(first_seen),
        "last_seen_receiving": render_time(last_seen),
        "first_seen_spending": render_time(first_spent),
        "last_seen_spending": render_time(last_spent),
    }


def _usd(facts: ChainFacts, amount: int) -> float:
    return 0 if facts.testnet else amount / 10**facts.decimals * facts.price_usd
