"""``cointracker wallets import``."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.errors import InputError

if TYPE_CHECKING:
    from cointracker_pipeline.inbox.rows import Decision

FATES = ("added", "updated", "already tracked", "duplicate", "refused")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Decide every row and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row: line, accepted, wallet_id, reason.")
def import_file(file: Path, dry_run: bool, as_json: bool) -> None:
    """Import the wallets of a spreadsheet; the file itself stays where it is.

    A row that is refused never keeps the others out.
    """
    from cointracker_pipeline.pipeline import open_pipeline

    if not file.exists():
        raise InputError(f"{file} does not exist. Name a spreadsheet with the columns chain, address, label, tags.")
    with open_pipeline() as pipeline:
        decisions = pipeline.preview_file(file)
        accepted = [one.wallet for one in decisions if one.wallet and one.changes_something]
        if accepted and not dry_run:
            pipeline.add_wallets(accepted, f"file {file.name}")
    if as_json:
        _print_rows(decisions)
    else:
        _print_summary(decisions, dry_run=dry_run)


def _print_rows(decisions: "Sequence[Decision]") -> None:
    for one in decisions:
        row = {"line": one.line, "accepted": one.accepted, "wallet_id": one.wallet_id, "reason": one.reason}
        click.echo(json.dumps(row, ensure_ascii=False))


def _print_summary(decisions: "Sequence[Decision]", *, dry_run: bool) -> None:
    for one in decisions:
        if not one.accepted:
            click.echo(f"Line {one.line} refused: {one.reason}")
        elif one.reason:
            click.echo(f"Line {one.line}: {one.reason}")
    counts = Counter(str(one.outcome) for one in decisions)
    click.echo(f"{len(decisions)} rows: " + ", ".join(f"{counts[fate]} {fate}" for fate in FATES) + ".")
    if dry_run:
        click.echo("Nothing was changed. Import them without --dry-run.")
    elif counts["added"]:
        click.echo("The first sync starts by itself while `cointracker up` runs, or now with: cointracker sync")
