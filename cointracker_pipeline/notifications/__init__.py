"""One file for each channel; a channel is found by its place here, no list names it."""

from collections.abc import Callable, Sequence

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.domain.alert import Channel
from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.notifications._delivery import deliver, take_turn
from cointracker_pipeline.notifications._trial import Trial, try_channels
from cointracker_pipeline.settings import Settings

__all__ = ["Trial", "deliver", "load_channels", "open_channels", "take_turn", "try_channels"]


def load_channels() -> dict[str, Callable[[Settings], Sequence[Channel]]]:
    """Return what opens the channels of each module by the module's name, in alphabetical order.

    Opening sends nothing. It raises SettingsError when a setting that they need is missing.
    """
    return {module.__name__.rpartition(".")[2]: module.open_channels for module in load_modules(__name__)}


def open_channels(name: str, settings: Settings) -> Sequence[Channel]:
    """Open the channels of the module with this name, at least one.

    Raises: SettingsError with the names there are, or naming a setting that they need.
    """
    channels = load_channels()
    if name not in channels:
        raise SettingsError(
            f"COINTRACKER_CHANNELS names {name!r}, which is not a channel; there are: {', '.join(channels)}."
        )
    return channels[name](settings)
