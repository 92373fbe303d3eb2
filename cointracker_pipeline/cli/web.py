"""``cointracker web``: the web application."""

import click

from cointracker_pipeline.cli.listening import check_address


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=3000, show_default=True)
def web(host: str, port: int) -> None:
    """Serve the pages and /api alone; `cointracker up` starts Dagster as well."""
    check_address("The web application", host, port)
    from cointracker_pipeline.pipeline import open_pipeline
    from cointracker_pipeline.web.access.first_run import make_first_link
    from cointracker_pipeline.web.app import build_app
    from cointracker_pipeline.web.serving import serve

    with open_pipeline() as pipeline:
        click.echo(f"Wallets and portfolio:      http://{host}:{port}")
        if link := make_first_link(pipeline):
            click.echo(f"Choose your password here:  http://{host}:{port}/welcome?link={link} (once, within a day)")
        serve(build_app(pipeline), host, port, pipeline.settings.web_proxy_addresses)
