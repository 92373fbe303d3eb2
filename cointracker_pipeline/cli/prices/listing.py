"""``cointracker prices list``, or without ``list``."""

import click

from cointracker_pipeline.cli.tables import print_table, table_options

COLUMNS = ("chain", "currency", "days", "first_day", "last_day", "newest_price", "source")


@click.command("list")
@click.argument("chains", metavar="[CHAIN]...", nargs=-1)
@table_options
def list_(chains: tuple[str, ...], form: str | None) -> None:
    """Print of each coin how many days have a price, from when to when, and the newest price with its source."""
    from cointracker_pipeline.chains import find_chain
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.reports.prices import read_known_prices

    names = [find_chain(text).name for text in chains]
    with open_pipeline() as pipeline, pipeline.warehouse.transaction() as connection:
        known = read_known_prices(connection, names or None)
    figures = (
        (one.chain, one.currency, one.days, one.first_day, one.last_day, one.price_text, one.source) for one in known
    )
    rows = [dict(zip(COLUMNS, line, strict=True)) for line in figures]
    print_table(COLUMNS, rows, form, empty="No prices yet. They come with each sync, or by: cointracker prices fetch")
