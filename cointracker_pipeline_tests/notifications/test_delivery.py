"""Every alert reaches every channel, once as far as that can be known."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.errors import ChannelError, SettingsError
from cointracker_pipeline.notifications import deliver, take_turn
from cointracker_pipeline.storage.registry import Registry

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Mailbox:
    """A channel that keeps what it is sent, or fails as told."""

    name: str
    error: Exception | None = None
    batches: list[list[str]] = field(default_factory=list)

    @property
    def shown_name(self) -> str:
        """Return the name."""
        return self.name

    def send(self, alerts: Sequence[Alert]) -> None:
        """Keep the titles of a batch."""
        if self.error:
            raise self.error
        self.batches.append([one.title for one in alerts])


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """Open a registry in which two alerts wait."""
    with Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}") as registry:
        registry.prepare()
        for title in ("one", "two"):
            registry.raise_alert(Alert("kind", "", title, ""), title, NOW)
        yield registry


def send(registry: Registry, *channels: Mailbox) -> int:
    """Deliver what waits."""
    by_name = {one.name: one for one in channels}
    return deliver(by_name, lambda name: [by_name[name]], registry, lambda: NOW)


def test_what_waits_is_one_batch_and_sent_once(registry: Registry) -> None:
    """Each channel gets all of it in order; a second time there is nothing, and what is new comes alone."""
    first, second = Mailbox("first"), Mailbox("second")
    assert send(registry, first, second) == 4
    assert send(registry, first, second) == 0
    registry.raise_alert(Alert("kind", "", "three", ""), "three", NOW)
    assert send(registry, first) == 1
    assert first.batches == [["one", "two"], ["three"]]
    assert second.batches == [["one", "two"]]


@pytest.mark.parametrize("error", [ChannelError("no answer"), KeyError("a mistake")])
def test_a_channel_that_fails_neither_stops_nor_loses_anything(registry: Registry, error: Exception) -> None:
    """The others have sent when the error names it; its batch comes again whole."""
    broken, sound = Mailbox("broken", error), Mailbox("sound")
    with pytest.raises(ChannelError, match=r"channel broken: 2\. .*(no answer|a mistake).*others: 2\.") as caught:
        send(registry, broken, sound)
    assert caught.value.channels == ("broken",)
    assert sound.batches == [["one", "two"]]
    broken.error = None
    assert send(registry, broken, sound) == 2
    assert broken.batches == sound.batches == [["one", "two"]]


def test_a_channel_that_cannot_be_opened_is_told_before_anything_waits(registry: Registry) -> None:
    """A wrong setting is seen at once, not with the first alert; the other channel sends all the same."""

    def open_channels(name: str) -> list[Mailbox]:
        if name == "unset":
            raise SettingsError("COINTRACKER_SOMETHING is not set")
        return [sound]

    sound = Mailbox("sound")
    send(registry, Mailbox("unset"))
    with pytest.raises(ChannelError, match=r"channel unset cannot be used\. COINTRACKER_SOMETHING is not set"):
        deliver(["unset", "sound"], open_channels, registry, lambda: NOW)
    assert sound.batches == [["one", "two"]]


def test_one_process_sends_at_a_time(tmp_path: Path) -> None:
    """Meanwhile another one is told so, and once the first has ended or died it is the next one's turn."""
    lock = tmp_path / "lock"
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from cointracker_pipeline.notifications import take_turn\n"
        "with take_turn(Path(sys.argv[1])) as mine:\n"
        "    print(mine, flush=True)\n"
        "    time.sleep(60)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, lock], stdout=subprocess.PIPE, text=True)
    with other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        with take_turn(lock) as mine:
            assert not mine
        other.kill()
    with take_turn(lock) as mine:
        assert mine
