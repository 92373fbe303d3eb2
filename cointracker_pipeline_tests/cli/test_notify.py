"""``cointracker notify``: whether people would hear anything, before anything happens."""

from datetime import UTC, datetime

import pytest

from cointracker_pipeline.cli.doctor.channels import check_channels
from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.notifications.post_box import open_post_box

DEAD = "json://someone:hunter2@127.0.0.1:9/"


def test_every_channel_and_url_is_tried(offline: Command) -> None:
    """Each has its line, by its place and schema; what works is not kept from it by what does not."""
    with open_post_box() as box:
        urls = f"{DEAD} {box.url}"
        ended = offline("notify", "--test", COINTRACKER_CHANNELS="log,apprise,lgo", COINTRACKER_APPRISE_URLS=urls)
    assert ended.status == 1
    lines = ended.out.splitlines()
    assert lines[0] == "log: sent"
    assert lines[1].startswith("URL 1 of COINTRACKER_APPRISE_URLS (json://): ")
    assert lines[2] == "URL 2 of COINTRACKER_APPRISE_URLS (json://): sent"
    assert lines[3].startswith("lgo: COINTRACKER_CHANNELS names 'lgo'")
    assert "2 channels do not work" in ended.err
    assert [one["title"] for one in box.messages] == ["A test of Cointracker's alerts"]
    assert "hunter2" not in ended.out + ended.err


def test_what_waits_is_sent_by_hand(offline: Command) -> None:
    """Through the channels that are chosen, each alert once."""
    url = f"sqlite:///{offline.home.parent / 'books.sqlite'}"
    with Registry(url) as registry:
        registry.prepare()
        registry.raise_alert(Alert("kind", "", "It happened", ""), "it", datetime.now(UTC))
        with open_post_box() as box:
            more = {"COINTRACKER_CHANNELS": "apprise", "COINTRACKER_APPRISE_URLS": box.url}
            ended = offline("notify", COINTRACKER_REGISTRY_URL=url, **more)
    assert ended.out == "Alerts sent: 1.\n"
    assert [one["title"] for one in box.messages] == ["It happened"]


@pytest.mark.parametrize(
    ("channels", "urls", "verdict", "text"),
    [
        ("log,apprise", "nosuch://hunter2", "problem", "URL 1 of COINTRACKER_APPRISE_URLS (nosuch://)"),
        ("log", DEAD, "warning", "COINTRACKER_APPRISE_URLS is set"),
        ("", "", "warning", "none is chosen"),
        ("log,apprise", DEAD, "ok", "log, URL 1 of COINTRACKER_APPRISE_URLS (json://)"),
    ],
)
def test_channels_are_judged_without_sending(channels: str, urls: str, verdict: str, text: str) -> None:
    """A URL no service understands is a problem; URLs without their channel, or no channel, are a warning."""
    findings = list(check_channels(load_settings(channels=channels, apprise_urls=urls)))
    assert findings[0].verdict == verdict
    assert text in findings[0].text
    assert "hunter2" not in repr(findings)


def test_the_doctor_tells_of_a_channel_that_cannot_open(offline: Command) -> None:
    """It is a problem like any other, and no secret is shown."""
    ended = offline("doctor", COINTRACKER_CHANNELS="apprise", COINTRACKER_APPRISE_URLS="nosuch://hunter2")
    assert ended.status == 1
    assert "URL 1 of COINTRACKER_APPRISE_URLS (nosuch://)" in ended.out
    assert "hunter2" not in ended.out + ended.err
