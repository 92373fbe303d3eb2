"""``cointracker prices fetch``, and how any news of prices is told."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.tables import count
from cointracker_pipeline.domain.amount import render_points

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.prices import PriceNews


@click.command()
def fetch() -> None:
    """Take the files in prices/ of the home, and ask for the history where a wallet moved on a day without price.

    A coin's whole history costs 12 points, once; a later gap 13.
    """
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        if not pipeline.settings.prices:
            click.echo("Prices are switched off: COINTRACKER_PRICES is off.")
            return
        print_news(pipeline.update_prices(ask=True))


def print_news(news: "PriceNews") -> None:
    """Print what became known and what it cost; problems go to stderr."""
    cost = f"{count(news.requests, 'request')} for {render_points(news.millipoints)} points"
    click.echo(f"{count(news.written, 'price')} written, {cost}.")
    if news.differing:
        click.echo(f"{count(news.differing, 'price')} in files differ from what is known already, which stays.")
    for problem in news.problems:
        click.echo(problem, err=True)
