"""Tries channels: one alert that tells nothing goes through each, now, whatever waits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.alert import Alert, Channel


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one channel; ``problem`` is empty when it works."""

    channel: str
    problem: str = ""


def try_channels(
    names: Iterable[str], open_channels: Callable[[str], Sequence[Channel]], alert: Alert | None
) -> Iterator[Trial]:
    """Open the channels of each name and send the alert through them, if there is one; give each as it is known."""
    for name in names:
        try:
            channels = open_channels(name)
        except Exception as error:  # whatever is wrong with one channel must not keep the others from being tried
            yield Trial(name, str(error) or repr(error))
            continue
        for channel in channels:
            yield _try(channel, alert)


def _try(channel: Channel, alert: Alert | None) -> Trial:
    try:
        if alert:
            channel.send([alert])
    except Exception as error:  # the same
        return Trial(channel.shown_name, str(error) or repr(error))
    return Trial(channel.shown_name)
