"""What a night over three chains costs while a seventh of the wallets is swept."""

import math
from dataclasses import replace

from benchmarks.lines import Line
from benchmarks.stands import Stands

WALLETS, CHANGED = 25_000, 250
NIGHTS = 7


def measure(stands: Stands) -> list[Line]:
    """Return the cost of 25,000 wallets of which 1 % changed, and its ratio to the least it can be."""
    home = replace(stands.growing.home(WALLETS), sweep_fraction=1 / NIGHTS)
    stands.growing.change(WALLETS, CHANGED)
    cost = home.sync_due().cost
    chains = stands.growing.chains_of(WALLETS).values()
    least = sum(least_points(count, CHANGED * count // WALLETS) for count in chains)
    return [
        Line(f"night of {WALLETS:,}, 3 chains, 1 % changed, swept", cost.render()),
        Line(
            "  least: balances, a seventh swept, the changed read", f"{least:,.1f} points ({cost.points / least:.2f} x)"
        ),
    ]


def least_points(wallets: int, changed: int) -> float:
    """Return the least a chain's night can cost: nobody is swept who is refreshed anyway.

    Balances: 1 point and a thousandth an address. Sweep: 100 counters for 0.9 points and a tenth an address, the
    changed: 1.9 points and a tenth (Blockchair API v2, Address balance mass check and Address info).
    """
    swept = math.ceil((wallets - changed) / NIGHTS)
    balances = 1 + 0.001 * wallets
    sweep = 0.9 * math.ceil(swept / 100) + 0.1 * swept
    return balances + sweep + 1.9 * math.ceil(changed / 100) + 0.1 * changed
