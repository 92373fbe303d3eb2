"""What every channel that is found keeps; a new channel is visited without an edit here."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cointracker_pipeline.domain.alert import Alert, Channel
from cointracker_pipeline.errors import ChannelError, SettingsError
from cointracker_pipeline.notifications import load_channels, open_channels
from cointracker_pipeline.settings import CHECKOUT, load_settings
from cointracker_pipeline_tests.defs.environment import set_environment

CHANNELS = load_channels()
ALERT = Alert("kind", "bitcoin:a", "A title", "A text\nof two lines · 🍕", datetime(2026, 1, 1, tzinfo=UTC))
every_channel = pytest.mark.parametrize("name", CHANNELS)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the settings of the machine: a test tells nobody anything."""
    set_environment(monkeypatch, tmp_path / "home", "http://127.0.0.1:9")


def open_unset(name: str) -> Sequence[Channel]:
    """Open channels without settings of their own, or give none where the error names the one they need."""
    try:
        return open_channels(name, load_settings())
    except SettingsError as error:
        if "COINTRACKER_" in str(error):
            return []
        raise


def test_the_chosen_one_is_found() -> None:
    """Alerts go somewhere when nothing is set."""
    assert set(load_settings().channel_names) <= set(CHANNELS)


@every_channel
def test_a_channel_opens_or_names_what_it_needs(name: str) -> None:
    """Without settings of its own it has the name of its module, or the message names a variable."""
    assert {one.name.partition(":")[0] for one in open_unset(name)} <= {name}


@every_channel
def test_a_channel_sends_or_says_that_it_cannot(name: str) -> None:
    """A batch is handed over, or the error is the one that lets it wait."""
    for channel in open_unset(name):
        with suppress(ChannelError):
            channel.send([ALERT, ALERT])


@every_channel
def test_a_channel_is_explained(name: str) -> None:
    """docs/settings.md names it where channels are chosen, and docs/notifications.md tells what it does."""
    page = (CHECKOUT / "docs" / "settings.md").read_text("utf-8")
    (line,) = [one for one in page.splitlines() if one.startswith("| `COINTRACKER_CHANNELS` |")]
    assert f"`{name}`" in line
    assert f"`{name}`" in (CHECKOUT / "docs" / "notifications.md").read_text("utf-8")


def test_an_unknown_channel_is_named_with_those_there_are() -> None:
    """A name mistyped in the setting is an error that shows the right ones."""
    with pytest.raises(SettingsError, match=r"COINTRACKER_CHANNELS names 'lgo'.*log"):
        open_channels("lgo", load_settings())


def test_the_setting_divides_names_by_commas() -> None:
    """Spaces, case and repetition do not count; nothing chooses nothing."""
    assert load_settings(channels=" Log , mail,,log").channel_names == ("log", "mail")
    assert load_settings(channels="").channel_names == ()
