"""``cointracker web``: the web application."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.cli.listening import check_address, make_url, warn_if_open

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline import Pipeline


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=3000, show_default=True)
def web(host: str, port: int) -> None:
    """Serve the pages and /api alone; `cointracker up` starts Dagster as well."""
    check_address("The web application", host, port)
    warn_if_open(host)
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.web.app import build_app
    from cointracker_pipeline.web.serving import serve

    with open_pipeline() as pipeline:
        announce(pipeline, host, port)
        serve(build_app(pipeline), host, port, pipeline.settings.web_proxy_addresses)


def announce(pipeline: "Pipeline", host: str, port: int) -> None:
    """Say where people find the pages, and how the first one comes in."""
    from cointracker_pipeline.web.access.first_run import make_first_link

    url = make_url(host, port)
    click.echo(f"Wallets and portfolio:      {url}")
    if link := make_first_link(pipeline):
        click.echo(f"Choose your password here:  {url}/welcome?link={link} (once, within a day)")
