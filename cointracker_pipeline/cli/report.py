"""``cointracker report``."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import print_table, table_options

if TYPE_CHECKING:
    from cointracker_pipeline.reports import Report


@click.command()
@click.argument("name", metavar="[REPORT]", required=False)
@click.option("--only", metavar="COLUMN=TEXT", multiple=True, help="Only rows with this text; may be repeated.")
@click.option("--limit", type=click.IntRange(min=0), default=50, show_default=True, help="How many rows; 0 for all.")
@table_options
def report(name: str | None, only: tuple[str, ...], limit: int, form: str | None) -> None:
    """Derive REPORT anew and print it; without REPORT, list what there is.

    For example: cointracker report gains_by_year --only method=FIFO. Programs get all rows unless --limit is given.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.pipeline.reports import find_report, show_report

    if name is None:
        _print_list(form)
        return
    found = find_report(name)
    with open_pipeline() as pipeline:
        rows = show_report(pipeline, name, dict(map(_split, only)), _limit(limit, form))
    columns = [one.name for one in found.columns] + ["symbol"]
    empty = "Nothing to tell. Are wallets synced? Run: cointracker sync"
    print_table(columns, rows, form, empty=empty, shown=_shown(found))


def _limit(limit: int, form: str | None) -> int | None:
    source = click.get_current_context().get_parameter_source("limit")
    is_asked = source is not click.core.ParameterSource.DEFAULT
    return (limit or None) if is_asked or form is None else None


def _shown(found: "Report") -> list[str]:
    """Return the columns for people: those that are long, such as hashes, are for programs."""
    return [one.name for one in found.columns if one.name not in ("place", "disposed_in", "acquired_in")] + ["symbol"]


def _split(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--only {text!r} has no =; write it like --only method=FIFO.")
    return column.strip(), value


def _print_list(form: str | None) -> None:
    from cointracker_pipeline.reports import load_reports

    rows = [{"report": name, "description": one.description} for name, one in sorted(load_reports().items())]
    print_table(("report", "description"), rows, form, empty="There are no reports.")
