"""``cointracker export``: tables and reports as CSV or Parquet files."""

from pathlib import Path

import click


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
@click.option("--format", "form", type=click.Choice(("csv", "parquet")), default="csv", show_default=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Default: exports/ in the home.")
def export(tables: tuple[str, ...], form: str, folder: Path | None) -> None:
    """Write TABLEs (all unless named, reports too) to files: exact, in base units and in coins, in a fixed order."""
    from cointracker_pipeline.errors import HomeError
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.pipeline.reports import derive_reports, export_report, list_exports

    with open_pipeline() as pipeline:
        target = folder or pipeline.settings.exports
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(f"{target} cannot be made: {error.strerror}. Name another folder with --to.") from None
        wanted = tables or tuple(list_exports())
        pipeline.derive_portfolio()
        derive_reports(pipeline, wanted)
        for table in wanted:
            path = target / f"{table}.{form}"
            click.echo(f"{path}: {export_report(pipeline, table, form, path)} rows")
