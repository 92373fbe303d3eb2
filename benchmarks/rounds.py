"""Both ways of copying one history, in turn, several times."""

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.children import Measured, measure
from benchmarks.sandbox_process import Served, serving_wallet


@dataclass(frozen=True, slots=True)
class Rounds:
    """What every round took: our run, and the plain script."""

    transactions: int
    ours: list[Measured] = field(default_factory=list)
    plain: list[Measured] = field(default_factory=list)


def measure_rounds(transactions: int, rounds: int, folder: Path, *, with_plain: bool = True) -> Rounds:
    """Serve a wallet of that many transactions and copy it both ways in each round, into new homes and files."""
    result = Rounds(transactions)
    folder.mkdir()
    with serving_wallet(transactions, folder) as served:
        for number in range(rounds):
            result.ours.append(_run_ours(served, folder / f"home-{number}"))
            if with_plain:
                result.plain.append(_run_plain(served, folder / f"plain-{number}.duckdb"))
    return result


def _run_ours(served: Served, home: Path) -> Measured:
    environment = {
        "COINTRACKER_HOME": str(home),
        "BLOCKCHAIR_BASE_URL": served.base_url,
        "BLOCKCHAIR_API_KEY": "",
        "BLOCKCHAIR_REQUESTS_PER_MINUTE": "0",
        "BLOCKCHAIR_POINTS_PER_DAY": "0",
        "COINTRACKER_REGISTRY_URL": "",
    }
    return measure("benchmarks.first_sync", [served.wallet_id], environment)


def _run_plain(served: Served, file: Path) -> Measured:
    return measure("benchmarks.plain_script", [served.base_url, served.chain, served.address, str(file)], {})
