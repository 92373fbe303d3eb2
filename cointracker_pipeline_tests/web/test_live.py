"""Whoever watches a wallet sees a real sync go on, and sees nothing once they may not."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import OPERATOR, SyncProgress
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.web import live as watching
from cointracker_pipeline.web.reading.pulse import Pulse
from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.web.site import Site, running_site, wallets_of
from cointracker_pipeline_tests.web.streams import Event, watching_at

ETHER = Wallet("ethereum", "0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_sync_is_watched_from_its_wish_to_its_end(tmp_path: Path) -> None:
    """It waits, goes on page by page, and ends: then the page is told to look at its figures again."""
    with running_sandbox(wallets=1, transactions=(120, 120), chains=("bitcoin",)) as sandbox:
        sandbox.control.set_latency(900)
        settings = load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="k")
        (wallet_id,) = wallets_of(sandbox)
        with running_site(settings) as site:
            wallet = site.pipeline.parse_wallet(wallet_id)
            site.pipeline.add_wallets([TrackedWallet(wallet)], "me")
            runner = Thread(target=_sync, args=(settings, wallet))
            with watching_at(site.operator(), f"/wallets/{wallet_id}/events") as events:
                assert "Waiting" in next(events)[1]
                runner.start()
                seen = list(_until(events, "synced"))
            runner.join()
            assert any("Syncing" in data for _, data in seen)
            assert "Last synced" in seen[-2][1]
            assert "120 new rows" in seen[-2][1]
            assert "Sum of all stored changes" in site.operator().get(f"/wallets/{wallet_id}").text
            assert site.pipeline.registry.read_progress("run") is None


def _sync(settings: object, wallet: Wallet) -> None:
    """Sync as the run of a sensor does: in a pipeline of its own."""
    with open_pipeline(settings) as pipeline:  # type: ignore[arg-type]
        wishes = [one.request_id for one in pipeline.registry.waiting_requests()]
        pipeline.registry.take_requests(wishes, "run", pipeline.clock())
        pipeline.sync([wallet], "run", lambda _: None, Progress())


def _until(events: Iterator[Event], name: str) -> Iterator[Event]:
    for event in events:
        yield event
        if event[0] == name:
            return


def test_pages_rows_points_and_the_time_left_are_told(site: Site) -> None:
    """As the run tells them, to everybody who watches."""
    registry = site.pipeline.registry
    registry.add_wallets([TrackedWallet(ETHER)], NOW)
    registry.start_sync("run", ETHER.wallet_id, "refresh", site.pipeline.clock() - timedelta(minutes=10))
    with (
        watching_at(site.operator(), f"/wallets/{ETHER.wallet_id}/events") as first,
        watching_at(site.operator(), f"/wallets/{ETHER.wallet_id}/events") as second,
    ):
        assert "Asking the service" in next(first)[1]
        assert "Asking the service" in next(second)[1]
        walk = SyncProgress(ETHER.wallet_id, 2_000, 10_000, 0, 2, 2_000, 7_500)
        registry.tell_progress("run", [SyncProgress("", 0, 1, 0, 2, 2_000, 7_500), walk], NOW)
        for events in (first, second):
            piece = next(events)[1]
            assert "2,000 of 10,000 rows, 2 pages, 7.5 points, about 4" in piece  # forty minutes and a few seconds
            assert 'max="10000"' in piece


@pytest.mark.parametrize("leaving", ["signs out", "is disabled", "tracks it no more"])
def test_a_stream_ends_with_the_right_to_see_it(site: Site, monkeypatch: pytest.MonkeyPatch, leaving: str) -> None:
    """The browser is told to ask no more."""
    monkeypatch.setattr(watching, "MAY_STAY_SECONDS", 0.05)
    registry = site.pipeline.registry
    ann_id, ann = site.person("Ann")
    for person_id in (ann_id, OPERATOR):
        registry.add_wallets([TrackedWallet(ETHER)], NOW, person_id=person_id)
    with watching_at(ann, f"/wallets/{ETHER.wallet_id}/events") as events:
        next(events)
        if leaving == "signs out":
            registry.end_session(ann.cookies[COOKIE])
        elif leaving == "is disabled":
            registry.disable_person(ann_id, NOW)
        else:
            registry.untrack_wallets(ann_id, [ETHER.wallet_id], NOW)
        assert list(events) == [("end", "")]


def test_streams_open_on_a_first_visit_too(site: Site) -> None:
    """Deferred, htmx would look for what to connect before its extension has come over a slow line."""
    page = site.operator().get("/activity").text
    scripts = re.findall(r"<script src=\"/static/vendor/htmx/([^?]+)\?v=[^\"]+\"([^>]*)></script>", page)
    assert scripts == [("htmx.min.js", ""), ("hx-sse.min.js", "")]


def test_nobody_watches_for_those_who_left(site: Site) -> None:
    """One look a second for any number of browsers, none once all are gone; and a stop ends the streams."""
    site.pipeline.registry.add_wallets([TrackedWallet(ETHER)], NOW)
    url = f"/wallets/{ETHER.wallet_id}/events"
    with watching_at(site.operator(), url) as first, watching_at(site.operator(), url) as second:
        next(first)
        next(second)
        assert site.live.watched == 1
    _wait(lambda: site.live.watched == 0)
    with watching_at(site.operator(), url) as events:
        next(events)
        site.live.stop()
        assert list(events) == []


def _wait(is_so: object) -> None:
    end = time.monotonic() + 10
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("done", "before", "seconds", "left"),
    [(2_000, 0, 10, 40), (6_000, 5_000, 10, 40), (10_000, 0, 10, 0), (0, 0, 10, None), (5_000, 5_000, 10, None)],
)
def test_the_time_left_follows_the_pace(done: int, before: int, seconds: int, left: int | None) -> None:
    """What an earlier run had read does not count; before the first page nobody can tell."""
    walk = SyncProgress("x", done, 10_000, before, 1, done, 1)
    assert Pulse("running", False, NOW, None, walk).seconds_left(NOW + timedelta(seconds=seconds)) == left
