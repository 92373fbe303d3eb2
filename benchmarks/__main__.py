"""``python -m benchmarks``: measure, print one table, and fail when a bar is missed."""

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.bars import Line, judge
from benchmarks.growth import describe_growth
from benchmarks.many_wallets import measure_many
from benchmarks.rounds import measure_rounds

SMALL = 10_000
LARGE = 1_000_000


@click.command()
@click.option("--transactions", default=100_000, show_default=True, help="Length of the wallet's history.")
@click.option("--rounds", default=3, show_default=True, help="How often each way is measured, in turn.")
@click.option("--large", is_flag=True, help=f"Also measure {LARGE:,} transactions, once.")
def main(transactions: int, rounds: int, large: bool) -> None:
    """Measure a wallet's first sync, as a Dagster run against a local sandbox, beside a script that only copies.

    The sync step is everything between the start and the end of the step in Dagster: requests, budget, decoding,
    storing, proof, reports, checks and events. Python's and Dagster's imports and the start of the run are left out
    on both sides, and shown as the run and the whole process.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compared = measure_rounds(transactions, rounds, folder / "compared")
        sizes = {SMALL: rounds} | ({LARGE: 1} if large else {})
        others = [
            measure_rounds(size, count, folder / str(size), with_plain=False)
            for size, count in sizes.items()
            if size != transactions
        ]
        many = measure_many(folder / "many")
    lines = judge(compared)
    growth = describe_growth(sorted([compared, *others], key=lambda one: one.transactions))
    title = f"First sync of {transactions:,} transactions: median of {rounds} rounds (least to most)"
    _print_table(title, lines + growth)
    _print_table("Many wallets of 1 to 30 transactions", many)
    sys.exit(any(line.is_met is False for line in [*lines, *many]))


def _print_table(title: str, lines: list[Line]) -> None:
    table = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for name in ("", "measured", "bar", ""):
        table.add_column(name)
    verdicts = {True: "met", False: "MISSED", None: ""}
    for line in lines:
        table.add_row(line.what, line.measured, line.bar, verdicts[line.is_met])
    Console(width=None if sys.stdout.isatty() else 120).print(table)


if __name__ == "__main__":
    main()
