"""``cointracker notify``: send what waits, or try the channels."""

from typing import TYPE_CHECKING

import click

from cointracker_pipeline.errors import ChannelError

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline import Pipeline

NO_CHANNELS = "No channel is chosen: alerts wait. Choose some with COINTRACKER_CHANNELS."


@click.command()
@click.option("--test", "only_test", is_flag=True, help="Send one alert that tells nothing through each channel.")
def notify(only_test: bool) -> None:
    """Send the alerts that wait through every chosen channel, as Dagster does by itself while it runs.

    Exit status 1 when a channel could not be opened or could not send.
    """
    from cointracker_pipeline.pipeline import open_pipeline

    with open_pipeline() as pipeline:
        if not pipeline.settings.channel_names:
            click.echo(NO_CHANNELS)
        elif only_test:
            _try(pipeline)
        else:
            click.echo(f"Alerts sent: {pipeline.send_alerts()}.")


def _try(pipeline: "Pipeline") -> None:
    problems = 0
    for trial in pipeline.try_channels():
        problems += bool(trial.problem)
        click.echo(f"{trial.channel}: {trial.problem or 'sent'}")
    if problems:
        raise ChannelError(f"{problems} channels do not work. docs/notifications.md says what to do.")
