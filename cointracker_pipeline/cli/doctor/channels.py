"""The channels that alerts go through: whether they can be opened; nothing is sent."""

from collections.abc import Iterator

from cointracker_pipeline.health.finding import Finding
from cointracker_pipeline.notifications import open_channels, try_channels
from cointracker_pipeline.settings import Settings


def check_channels(settings: Settings) -> Iterator[Finding]:
    """Tell which channels there are, which cannot be used, and URLs that no channel sends to."""
    trials = list(try_channels(settings.channel_names, lambda name: open_channels(name, settings), None))
    for trial in trials:
        if trial.problem:
            yield Finding("channels", "problem", f"{trial.channel}: {trial.problem}", "See docs/notifications.md.")
    if settings.apprise_targets and "apprise" not in settings.channel_names:
        advice = "Add it: COINTRACKER_CHANNELS=log,apprise"
        yield Finding("channels", "warning", "COINTRACKER_APPRISE_URLS is set, but not the channel apprise", advice)
    if not settings.channel_names:
        yield Finding("channels", "warning", "none is chosen: alerts wait", "Choose some: COINTRACKER_CHANNELS=log")
    if good := [trial.channel for trial in trials if not trial.problem]:
        yield Finding("channels", "ok", ", ".join(good), "Try them: cointracker notify --test")
