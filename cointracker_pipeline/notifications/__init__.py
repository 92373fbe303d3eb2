"""One file for each channel; a channel is found by its place here, no list names it."""

from collections.abc import Callable

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.domain.alert import Channel
from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.notifications._delivery import deliver, take_turn
from cointracker_pipeline.settings import Settings

__all__ = ["deliver", "load_channels", "open_channel", "take_turn"]


def load_channels() -> dict[str, Callable[[Settings], Channel]]:
    """Return what opens each channel by the channel's name, in alphabetical order.

    Opening sends nothing. It raises SettingsError when a setting that the channel needs is missing.
    """
    return {module.__name__.rpartition(".")[2]: module.open_channel for module in load_modules(__name__)}


def open_channel(name: str, settings: Settings) -> Channel:
    """Open the channel with this name.

    Raises: SettingsError with the names there are, or naming a setting that the channel needs.
    """
    channels = load_channels()
    if name not in channels:
        raise SettingsError(
            f"COINTRACKER_CHANNELS names {name!r}, which is not a channel; there are: {', '.join(channels)}."
        )
    return channels[name](settings)
