"""``cointracker export``: tables and reports as CSV or Parquet files, and movements in the columns of tax tools."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cointracker_pipeline.cli.tables import count

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline import Pipeline
    from cointracker_pipeline.storage.warehouse import Wanted

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_CURRENCY = re.compile(r"[A-Za-z]{3}")


class Table(click.ParamType[str]):
    """A table or report that can be exported; reports are found when one is asked for, not when the command starts."""

    name = "table"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name. Raises: BadParameter with the names there are."""
        from cointracker_pipeline.pipeline.reports import list_exports

        names = list_exports()
        if value not in names:
            self.fail(f"{value!r} cannot be exported; these can: {', '.join(names)}.", param, ctx)
        return str(value)


@click.command()
@click.argument("tables", metavar="[TABLE]...", nargs=-1, type=Table())
@click.option("--format", "file_format", type=click.Choice(("csv", "parquet")), help="Of tables; csv unless named.")
@click.option("--form", "forms", multiple=True, metavar="FORM", help="A tax tool's CSV; may be given several times.")
@click.option("--forms", "list_forms", is_flag=True, help="List the forms there are.")
@click.option("--wallet", "wallets", multiple=True, help="Of a form: only this wallet; may be given several times.")
@click.option("--owner", "owners", multiple=True, help="Of a form: only wallets of this owner.")
@click.option("--tag", "tags", multiple=True, help="Of a form: only wallets with this tag.")
@click.option("--from", "first_day", type=_DAY, help="Of a form: the first day, in UTC.")
@click.option("--until", "last_day", type=_DAY, help="Of a form: the last day, in UTC.")
@click.option("--currency", default="USD", show_default=True, help="Of a form: what worth is told in.")
@click.option("--to", "folder", help="A folder, exports/ in the home unless named; - prints a form.")
def export(
    tables: tuple[str, ...],
    file_format: str | None,
    forms: tuple[str, ...],
    list_forms: bool,
    currency: str,
    folder: str | None,
    **chosen: Any,
) -> None:
    """Write TABLEs (all unless named, reports too) to files: exact, in base units and in coins, in a fixed order.

    With --form, write what came and went in the columns that a tax tool reads, the oldest first.
    """
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.pipeline.exporting import export_forms, export_tables

    if list_forms:
        _print_forms()
        return
    _check_forms(forms, currency)
    _check_together(forms, tables, file_format, folder, any(chosen.values()))
    with open_pipeline() as pipeline:
        target = Path(folder) if folder else pipeline.settings.exports
        if forms:
            wanted, place = _wanted(pipeline, **chosen), None if folder == "-" else target
            written = export_forms(pipeline, forms, wanted, currency.upper(), place)
        else:
            written = export_tables(pipeline, tables, file_format or "csv", target)
        for path, rows in written:
            click.echo(f"{path}: {count(rows, 'row')}", err=folder == "-")


def _print_forms() -> None:
    from cointracker_pipeline.exports import load_forms

    for form in load_forms().values():
        click.echo(f"{form.name:<20} {form.title}")


def _check_forms(forms: Sequence[str], currency: str) -> None:
    from cointracker_pipeline.exports import load_forms

    unknown = [name for name in forms if name not in load_forms()]
    if unknown:
        raise click.UsageError(f"There is no form {unknown[0]!r}. The forms are: {', '.join(load_forms())}.")
    if not _CURRENCY.fullmatch(currency):
        raise click.UsageError("A --currency has three letters, such as USD.")


def _check_together(
    forms: Sequence[str], tables: Sequence[str], file_format: str | None, folder: str | None, is_part: bool
) -> None:
    if not forms and is_part:
        raise click.UsageError("Only a --form can be of some wallets or days; tables are exported whole.")
    if forms and (tables or file_format):
        raise click.UsageError("A --form is always CSV and no table: export tables with a command of their own.")
    if folder == "-" and len(forms) != 1:
        raise click.UsageError("--to - prints one --form; name it.")


def _wanted(
    pipeline: "Pipeline",
    wallets: Sequence[str],
    owners: Sequence[str],
    tags: Sequence[str],
    first_day: datetime | None,
    last_day: datetime | None,
) -> "Wanted":
    from cointracker_pipeline.storage.warehouse import Wanted

    found = [pipeline.registry.find_wallet(pipeline.parse_wallet(name).wallet_id) for name in wallets]
    first, last = (day.date() if day else None for day in (first_day, last_day))
    return Wanted([one.wallet_id for one in found], owners, tags, first, last)
