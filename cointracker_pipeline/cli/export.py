"""``cointracker export``: tables as CSV or Parquet files."""

from pathlib import Path

import click

TABLES = ("transactions", "wallet_balances", "daily_balances", "portfolio")


@click.command()
@click.argument("tables", metavar="[TABLE]...", nargs=-1, type=click.Choice(TABLES))
@click.option("--format", "form", type=click.Choice(("csv", "parquet")), default="csv", show_default=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Default: exports/ in the home.")
def export(tables: tuple[str, ...], form: str, folder: Path | None) -> None:
    """Write TABLEs (all unless named) to files: amounts in base units and in coins, exact, in a fixed order."""
    from cointracker_pipeline.errors import HomeError
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.storage.warehouse import export_table

    with open_pipeline() as pipeline:
        target = folder or pipeline.settings.exports
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(f"{target} cannot be made: {error.strerror}. Name another folder with --to.") from None
        pipeline.derive_portfolio()
        for table in tables or TABLES:
            path = target / f"{table}.{form}"
            with pipeline.warehouse.transaction() as connection:
                rows = export_table(connection, table, form, path)
            click.echo(f"{path}: {rows} rows")
