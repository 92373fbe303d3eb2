"""The channel ``apprise``: each URL gets each alert, whatever becomes of the others, and none is ever shown."""

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.errors import ChannelError, SettingsError
from cointracker_pipeline.notifications import deliver, open_channels
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline_tests.defs.environment import set_environment
from cointracker_pipeline_tests.notifications.post_box import PostBox, open_post_box

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide the settings of the machine."""
    set_environment(monkeypatch, tmp_path / "home", "http://127.0.0.1:9")


@pytest.fixture
def boxes() -> Iterator[tuple[PostBox, PostBox]]:
    """Open two services."""
    with ExitStack() as stack:
        yield stack.enter_context(open_post_box()), stack.enter_context(open_post_box())


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Give what a program that logs everything shows; pytest's own capture goes to silent loggers as well."""
    root, text = logging.getLogger(), StringIO()
    handler, level = logging.StreamHandler(text), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """Open an empty registry."""
    with Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}") as registry:
        registry.prepare()
        yield registry


def raise_alerts(registry: Registry, *titles: str) -> None:
    """Let alerts wait."""
    for title in titles:
        registry.raise_alert(Alert("kind", "bitcoin:a", title, f"About <{title}> & *more*"), title, NOW)


def send(registry: Registry, *urls: str, resting: tuple[str, ...] = ()) -> int:
    """Deliver what waits, as one tick."""
    settings = load_settings(apprise_urls=" ".join(urls))
    return deliver(["apprise"], lambda name: open_channels(name, settings), registry, lambda: NOW, resting)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_what_waits_is_one_message_a_url(registry: Registry, boxes: tuple[PostBox, PostBox]) -> None:
    """With every title, text and subject in it, as given; and never again."""
    raise_alerts(registry, "one", "two")
    assert send(registry, boxes[0].url, boxes[1].url) == 4
    assert send(registry, boxes[0].url, boxes[1].url) == 0
    for box in boxes:
        (message,) = box.messages
        assert message["title"] == "Cointracker: 2 alerts"
        assert message["message"] == (
            "one\nAbout <one> & *more*\nkind · bitcoin:a · 2026-01-01 12:00 UTC\n\n"
            "two\nAbout <two> & *more*\nkind · bitcoin:a · 2026-01-01 12:00 UTC"
        )


def test_one_alert_is_the_message_itself(registry: Registry, boxes: tuple[PostBox, PostBox]) -> None:
    """Its title is the title, so that a phone's screen tells it."""
    raise_alerts(registry, "one")
    send(registry, boxes[0].url)
    assert (boxes[0].messages[0]["title"], boxes[0].messages[0]["message"][:9]) == ("one", "About <on")


def test_many_alerts_are_one_message_that_can_be_read(registry: Registry, boxes: tuple[PostBox, PostBox]) -> None:
    """Twenty in full, and how many more of which kind."""
    raise_alerts(registry, *(f"number {place}." for place in range(300)))
    assert send(registry, boxes[0].url) == 300
    (message,) = boxes[0].messages
    assert "number 19." in message["message"]
    assert "number 20." not in message["message"]
    assert message["message"].endswith("And 280 more: 280 kind.")


@pytest.mark.parametrize("wrong", ["dead", 500, 403])
def test_a_url_that_fails_costs_the_others_nothing(
    registry: Registry, boxes: tuple[PostBox, PostBox], wrong: str | int, logged: StringIO
) -> None:
    """Over many ticks the live one gets each alert once; what the other missed comes when it is well again."""
    good, bad = boxes
    bad.code = wrong if isinstance(wrong, int) else 200
    url = f"json://someone:hunter2@127.0.0.1:{free_port()}/" if wrong == "dead" else bad.url
    for tick in ("one", "two", "three"):
        raise_alerts(registry, tick)
        with pytest.raises(ChannelError) as caught:
            send(registry, good.url, url)
        (name,) = caught.value.channels
        assert name.startswith("apprise:")
        assert "URL 2 of COINTRACKER_APPRISE_URLS (json://)" in str(caught.value)
        assert ("(code" in str(caught.value)) is isinstance(wrong, int)
        assert "hunter2" not in str(caught.value) + repr(caught.value) + logged.getvalue()
        assert send(registry, good.url, url, resting=(name,)) == 0
    assert [good.told.count(f"About <{tick}>") for tick in ("one", "two", "three")] == [1, 1, 1]
    if wrong != "dead":
        bad.code = 200
        assert send(registry, good.url, url) == 3
        assert len(bad.messages) == 1
    assert len(good.messages) == 3


def test_a_url_moved_to_another_place_sends_nothing_again(registry: Registry, boxes: tuple[PostBox, PostBox]) -> None:
    """Only what the URL is counts, not where it stands; twice is once."""
    raise_alerts(registry, "one")
    assert send(registry, boxes[0].url) == 1
    assert send(registry, boxes[1].url, boxes[0].url, boxes[0].url) == 1
    assert [len(box.messages) for box in boxes] == [1, 1]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("nosuch://hunter2@host/", "nosuch://"),
        ("hunter2", "without a schema"),
        ("tgram://hunter2", "tgram://"),
        ("hunter2@json://host", "without a schema"),
    ],
)
def test_a_url_no_service_understands_is_named_without_its_secret(
    url: str, shown: str, logged: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """By its place and schema alone, in the error as in every log and on the terminal."""
    with pytest.raises(SettingsError) as caught:
        open_channels("apprise", load_settings(apprise_urls=f"json://127.0.0.1/ {url}"))
    assert f"URL 2 of COINTRACKER_APPRISE_URLS ({shown})" in str(caught.value)
    assert "hunter2" not in str(caught.value) + logged.getvalue() + "".join(capfd.readouterr())


def test_without_a_url_the_setting_is_named() -> None:
    """The channel was chosen and leads nowhere."""
    with pytest.raises(SettingsError, match="COINTRACKER_APPRISE_URLS is empty"):
        open_channels("apprise", load_settings())


def test_commas_belong_to_a_url_unless_another_begins() -> None:
    """White space always divides; what is given twice is one; and the settings never show a URL."""
    given = "ntfy://host/a,b?tags=x,y,json://h/1\n  json://h/2 ;\tslack://T/B/c;d, json://h/1"
    settings = load_settings(apprise_urls=given)
    assert settings.apprise_targets == ("ntfy://host/a,b?tags=x,y", "json://h/1", "json://h/2", "slack://T/B/c;d")
    assert "slack" not in repr(settings)
    assert load_settings(apprise_urls=" \n,").apprise_targets == ()


@pytest.mark.parametrize(
    "url",
    [
        "mailtos://me:secret@gmail.com?to=you@example.com",
        "slack://T1JJ3T3L2/B2QQ4T4M3/TIiajkdnlazkcOXrIdevi7FQ/#wallets",
        "tgram://123456789:abcdefg_hijklmnop/-1001234567890",
        "ntfy://my-secret-topic",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    ],
)
def test_the_urls_of_the_docs_open(url: str) -> None:
    """Long messages are divided as the service needs it, and nothing shows what the URL holds."""
    (channel,) = open_channels("apprise", load_settings(apprise_urls=url))
    assert url.split("://", 1)[1] not in repr(channel)


def test_what_was_sent_and_not_written_down_comes_again(tmp_path: Path, boxes: tuple[PostBox, PostBox]) -> None:
    """A process killed between sending and writing down: at least once, and whole; no alert is lost."""
    url = f"sqlite:///{tmp_path / 'registry.sqlite'}"
    program = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from cointracker_pipeline.notifications import deliver, open_channels\n"
        "from cointracker_pipeline.settings import load_settings\n"
        "from cointracker_pipeline.storage.registry import Registry\n"
        "settings = load_settings(apprise_urls=sys.argv[2])\n"
        "clock = lambda: os.kill(os.getpid(), signal.SIGKILL)\n"
        "deliver(['apprise'], lambda name: open_channels(name, settings), Registry(sys.argv[1]), clock)\n"
    )
    with Registry(url) as registry:
        registry.prepare()
        raise_alerts(registry, "one", "two")
        died = subprocess.run([sys.executable, "-c", program, url, boxes[0].url], check=False, env=os.environ)
        assert died.returncode == -signal.SIGKILL
        assert len(boxes[0].messages) == 1
        assert send(registry, boxes[0].url) == 2
        assert send(registry, boxes[0].url) == 0
    assert boxes[0].messages[0]["message"] == boxes[0].messages[1]["message"]
