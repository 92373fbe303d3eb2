"""``cointracker doctor``."""

import click


@click.command()
def doctor() -> None:
    """Check the home, the stores, the API, the budget and the clock, and say what to do."""
