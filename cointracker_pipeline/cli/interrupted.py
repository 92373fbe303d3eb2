"""A process of its own that closes interrupted runs before Dagster's daemon starts: ``up`` stays small without it."""

import sys

import click

from cointracker_pipeline.errors import CointrackerError


def close() -> None:
    """Mark runs as failed that nobody works on any more, and say how many."""
    from cointracker_pipeline.defs.interrupted import close_interrupted_runs
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        closed = close_interrupted_runs(pipeline)
    if closed:
        click.echo(f"{closed} runs were in progress when the machine or Dagster stopped; they are marked as failed.")


if __name__ == "__main__":
    try:
        close()
    except CointrackerError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
