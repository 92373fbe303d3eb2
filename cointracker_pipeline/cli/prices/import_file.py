"""``cointracker prices import``."""

from pathlib import Path

import click

from cointracker_pipeline.cli.prices.fetch import print_news


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_file(file: Path) -> None:
    """Check a CSV FILE of prices or rates, keep a copy in prices/ of the home, and take what it tells.

    A file with a wrong row is refused whole, with the line.
    """
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        print_news(pipeline.import_prices(file))
