"""A coin's price over time as a small picture, drawn like that of a balance."""

from cointracker_pipeline.reports.chart import MOST_POINTS, render_chart
from cointracker_pipeline.reports.prices import read_path
from cointracker_pipeline.storage.warehouse import Connection


def read_price_charts(connection: Connection) -> dict[str, str]:
    """Return the price in USD of each coin that has prices as SVG, by chain."""
    chains = connection.execute("select distinct chain from prices where currency = 'USD' order by chain").fetchall()
    return {chain: _draw(connection, chain) for (chain,) in chains}


def _draw(connection: Connection, chain: str) -> str:
    path = read_path(connection, chain, MOST_POINTS)
    places = 2 if max(price for _, price in path) >= 1 else 8
    return render_chart([(day, int(price * 10**places)) for day, price in path], "USD", places)
