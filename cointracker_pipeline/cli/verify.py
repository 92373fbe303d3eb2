"""``cointracker verify``: read whole histories again beside the stored ones, and tell what differed."""

import sys
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.balances import WORDS
from cointracker_pipeline.cli.sync import run_sync
from cointracker_pipeline.cli.tables import count, print_table, table_options
from cointracker_pipeline.cli.wallets import NO_WALLETS
from cointracker_pipeline.errors import SyncError

if TYPE_CHECKING:
    from cointracker_pipeline.reports.wallet_balances import BalanceRow
    from cointracker_pipeline.settings import Settings
    from cointracker_pipeline.storage.registry import SyncRecord

COLUMNS = ("wallet_id", "proven", "missing", "surplus", "changed", "reason")
SHOWN = COLUMNS[:-1]
NOT_READ = "not read"
MOST_REASONS = 3
GOOD = ("yes", "inexact", "unexplained")
"""No row is missing; what the last two say is no fault of what is stored."""
POINTS_SPENT = "Its turn did not come: the points are spent. Verify it by name when there are new ones."

Row = dict[str, object]


@click.command()
@click.argument("wallet_ids", metavar="[WALLET]...", nargs=-1)
@table_options
def verify(wallet_ids: tuple[str, ...], form: str | None) -> None:
    """Read the whole history of each WALLET (all unless named) again, and print how the stored one differed.

    Missing rows were not stored, surplus ones are not on the chain, changed ones stand there with another block, time
    or amount: 0 0 0 is the normal case. What differs is put right once the balance is proven; rows stay readable
    meanwhile. The exit status is 1 when any wallet is not proven; one of Ethereum of which no row is missing may have
    rounded amounts, or an unexplained part, all the same.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.sync.telling import tell_estimate

    with open_pipeline() as pipeline:
        names = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id).wallet_id for name in wallet_ids]
        chosen = list(dict.fromkeys(names or [one.wallet_id for one in pipeline.registry.list_wallets()]))
        settings = pipeline.settings
        if chosen:
            pipeline.reconcile()
            estimate = pipeline.plan_sync([pipeline.parse_wallet(name) for name in chosen], full=True)
            lines = tell_estimate(estimate, pipeline.clock())
            click.echo(
                f"Reading the whole history of {count(len(chosen), 'wallet')} again. {' '.join(lines)}", err=True
            )
    rows = _verify(settings, chosen) if chosen else []
    print_table(COLUMNS, rows, form, empty=NO_WALLETS, shown=SHOWN, long="wallet_id")
    _print_reasons([row for row in rows if row["reason"]])
    if rows and form is None:
        click.echo(_sum_up(rows))
    sys.exit(0 if all(row["proven"] in GOOD for row in rows) else 1)


def _verify(settings: "Settings", wallet_ids: Sequence[str]) -> list[Row]:
    """Read the wallets in a run, and return what is recorded of it; a run in which nothing was begun raises."""
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.reports.wallet_balances import read_balances

    run_id, failure = str(uuid.uuid4()), None
    try:
        run_sync(settings, {"wallets": list(wallet_ids), "full": True}, run_id)
    except SyncError as error:
        failure = error
    with open_pipeline(settings) as pipeline:
        records = {one.wallet_id: one for one in pipeline.registry.list_run(run_id)}
        with pipeline.warehouse.transaction() as connection:
            balances = {one.wallet_id: one for one in read_balances(connection, wallet_ids)}
    if failure and not records:
        raise failure
    return [_to_row(one, records, balances, str(failure or POINTS_SPENT)) for one in wallet_ids]


def _to_row(
    wallet_id: str, records: Mapping[str, "SyncRecord"], balances: Mapping[str, "BalanceRow"], why_not: str
) -> Row:
    """Return how a wallet stands; ``why_not`` is why one that was not begun was not."""
    record, balance = records.get(wallet_id), balances.get(wallet_id)
    proof = balance.proof if balance else "NO"
    was_read = record is not None and record.outcome in ("succeeded", "unchanged")
    return {
        "wallet_id": wallet_id,
        "proven": proof if was_read or (record and balance and proof == "NO") else NOT_READ,
        "missing": record.missing if record else None,
        "surplus": record.surplus if record else None,
        "changed": record.changed if record else None,
        "reason": record.error if record else why_not,
    }


def _print_reasons(rows: Sequence[Row]) -> None:
    for reason in list(dict.fromkeys(str(row["reason"]) for row in rows))[:MOST_REASONS]:
        click.echo(reason, err=True)


def _sum_up(rows: Sequence[Row]) -> str:
    """Return the result of all wallets in one sentence."""
    proofs = [row["proven"] for row in rows]
    words = [*WORDS.items(), (NOT_READ, "not read")]
    bad = [f"{proofs.count(word):,} {text}" for word, text in words if word in proofs]
    differing = sum(bool(row["missing"] or row["surplus"] or row["changed"]) for row in rows)
    found = f"what differed in {count(differing, 'wallet')} was put right" if differing else "nothing stored differed"
    return (
        f"{proofs.count('yes'):,} of {count(len(rows), 'wallet')} proven{''.join(f', {one}' for one in bad)}; {found}."
    )
