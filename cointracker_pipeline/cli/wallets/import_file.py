"""``cointracker wallets import``."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import print_table, table_options
from cointracker_pipeline.errors import InputError

if TYPE_CHECKING:
    from cointracker_pipeline.inbox.rows import Decision

FATES = ("added", "updated", "already tracked", "duplicate", "refused")
RARE_FATES = ("deleted", "not tracked")
COLUMNS = ("line", "accepted", "wallet_id", "reason", "outcome")
EMPTY = "The sheet has no rows."


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Decide every row and change nothing.")
@table_options
def import_file(file: Path, dry_run: bool, form: str | None) -> None:
    """Import the wallets of a spreadsheet: CSV, TSV, XLSX, XLS or ODS; the file itself stays where it is.

    A row that is refused never keeps the others out. With --json or --csv, each row gives line, accepted, wallet_id,
    reason and outcome.
    """
    from cointracker_pipeline.inbox.file_name import show_name
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.pipeline.importing import import_rows

    if not file.exists():
        raise InputError(f"{file} does not exist. Name a spreadsheet with the columns chain, address, label, tags.")
    with open_pipeline() as pipeline:
        decisions = pipeline.preview_file(file)
        if not dry_run:
            import_rows(pipeline, decisions, f"file {show_name(file)}")
    if form:
        rows = [{name: getattr(one, name) for name in COLUMNS} for one in decisions]
        print_table(COLUMNS, rows, form, empty=EMPTY)
    else:
        _print_summary(decisions, dry_run=dry_run)


def _print_summary(decisions: "Sequence[Decision]", *, dry_run: bool) -> None:
    for one in decisions:
        if not one.accepted:
            click.echo(f"Line {one.line} refused: {one.reason}")
        elif one.reason:
            click.echo(f"Line {one.line}: {one.reason}")
    counts = Counter(str(one.outcome) for one in decisions)
    fates = [*FATES, *(fate for fate in RARE_FATES if counts[fate])]
    click.echo(f"{len(decisions)} rows: " + ", ".join(f"{counts[fate]} {fate}" for fate in fates) + ".")
    if dry_run:
        click.echo("Nothing was changed. Import them without --dry-run.")
        return
    if counts["added"]:
        click.echo("The first sync starts by itself while `cointracker up` runs, or now with: cointracker sync")
    if counts["deleted"]:
        click.echo("What is to be deleted leaves by itself while `cointracker up` runs.")
