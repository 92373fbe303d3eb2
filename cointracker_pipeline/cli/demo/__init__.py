"""``cointracker demo``: the whole product on a local sandbox, ending by itself."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--world",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of histories (JSON Lines) to use instead of the generated world.",
)
def demo(world: Path | None) -> None:
    """Drop a spreadsheet, watch it become proven balances; then let a day pass, and refresh.

    Everything runs as in real use (daemon, sensors, runs, checks), only the API is the local sandbox. It works
    without a key and without a network, takes less than two minutes, and leaves nothing running.
    """
    from cointracker_pipeline.cli.demo.story import tell_story
    from cointracker_pipeline.settings import load_settings

    tell_story(load_settings().home / "demo", world)
