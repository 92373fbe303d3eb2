"""What goes on is told to each of their own wallets, and to admins in numbers."""

import time
from datetime import timedelta

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import SyncEnd, SyncProgress
from cointracker_pipeline.web import live
from cointracker_pipeline.web.pages import activity
from cointracker_pipeline_tests.web.site import Browser, Site
from cointracker_pipeline_tests.web.streams import watching_at

MINE, HERS = Wallet("bitcoin", "1XPTgDRhN8RFnzniWCddobD9iKZatrvH4"), Wallet("litecoin", "LaPizza")


def fill(site: Site) -> Browser:
    """Let the operator and Ann track one wallet each; return Ann's browser."""
    ann, browser = site.person("Ann")
    registry, now = site.pipeline.registry, site.pipeline.clock()
    registry.add_wallets([TrackedWallet(MINE, "my savings")], now)
    registry.add_wallets([TrackedWallet(HERS, "her secret")], now, person_id=ann)
    return browser


def test_quiet_says_when_something_comes(site: Site) -> None:
    """The next night, and where the first sync comes from."""
    page = site.operator().get("/activity").text
    assert "Nothing runs" in page
    assert "02:00 UTC" in page
    assert 'href="/wallets/add"' in page


def test_progress_is_told_of_ones_own_wallets(site: Site) -> None:
    """Rows, points and the time left; the whole run's figures to an admin alone."""
    ann = fill(site)
    registry, began = site.pipeline.registry, site.pipeline.clock() - timedelta(minutes=10)
    registry.start_syncs("run-with-both", [MINE.wallet_id, HERS.wallet_id], "refresh", began)
    notes = [SyncProgress("", 5, 10, 0, 77, 8888, 9000), SyncProgress(HERS.wallet_id, 5000, 20000, 0, 3, 5000, 4200)]
    registry.tell_progress("run-with-both", notes, began)
    ours, hers = site.operator().get("/activity").text, ann.get("/activity").text
    assert "5 of 10 wallets, 77 pages, 8,888 rows, 9 points" in ours
    assert "my savings" in ours
    assert "her secret" not in ours
    assert HERS.address not in ours
    assert "5,000 of 20,000" in hers
    assert "4.2" in hers
    assert "about 30 min left" in hers
    assert "8,888" not in hers
    assert "my savings" not in hers
    assert "run-with-both" not in hers


def test_a_failure_says_why_and_what_comes_next(site: Site) -> None:
    """To whose wallet it is; an admin is told how many there are of others, and neither name nor reason."""
    ann = fill(site)
    registry, now = site.pipeline.registry, site.pipeline.clock()
    ids = registry.start_syncs("run", [HERS.wallet_id], "refresh", now)
    registry.finish_syncs([SyncEnd(ids[HERS.wallet_id], "failed", 0, 0, 0, "litecoin said <b>no</b>")], now)
    hers, ours = ann.get("/activity").text, site.operator().get("/activity").text
    assert "litecoin said &lt;b&gt;no&lt;/b&gt;" in hers
    assert "The next attempt" in hers
    assert "1 wallet of others" in ours
    assert "litecoin said" not in ours


def test_what_waits_is_told_with_the_reason(site: Site) -> None:
    """Wishes, and wallets whose turn did not come because the points were spent."""
    ann = fill(site)
    registry, now = site.pipeline.registry, site.pipeline.clock()
    ids = registry.start_syncs("run", [MINE.wallet_id], "refresh", now)
    registry.finish_syncs([SyncEnd(ids[MINE.wallet_id], "stopped", 0, 0, 0, "the points are spent")], now)
    registry.ask("resync", [MINE.wallet_id], "web", now)
    ours, hers = site.operator().get("/activity").text, ann.get("/activity").text
    assert "the points are spent" in ours
    assert "The next refresh goes on with those that are due" in ours
    assert "A full re-sync does not go on by itself" in ours
    assert f'action="/wallets/{MINE.wallet_id}/sync"' in ours
    assert "of 1 wallet, asked for" in ours
    assert "Nothing runs" in hers
    assert "points are spent" not in hers


def test_it_follows_what_goes_on_and_tells_nobody_of_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change to whom it concerns, all by one look a second; what others' runs do is not even a sign of life."""
    monkeypatch.setattr(activity, "PACE_SECONDS", 0.0)
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(live, "STILL_HERE_SECONDS", 0.05)
    ann = fill(site)
    _, bob = site.person("Bob")
    registry, now = site.pipeline.registry, site.pipeline.clock()
    with (
        watching_at(site.operator(), "/activity/events") as ours,
        watching_at(ann, "/activity/events") as hers,
        bob.get("/activity/events", stream=True) as his,
    ):
        assert "Nothing runs" in next(ours)[1]
        assert "Nothing runs" in next(hers)[1]
        assert site.live.watched == 1
        ids = registry.start_syncs("run", [HERS.wallet_id], "refresh", now)
        piece = next(hers)[1]
        assert "her secret" in piece
        assert 'href="/dagster' not in piece
        piece = next(ours)[1]
        assert "her secret" not in piece
        assert 'href="/dagster' in piece, "an admin is led to the run"
        registry.finish_syncs([SyncEnd(ids[HERS.wallet_id], "failed", 0, 0, 0, "litecoin said no")], now)
        assert "litecoin said no" in next(hers)[1]
        assert "litecoin said no" not in next(ours)[1]
        registry.ask("refresh", [MINE.wallet_id], "me", now)
        assert "of 1 wallet, asked for" in next(ours)[1]
        site.live.stop()
        assert list(hers) == []
        assert his.text.count("Latest runs") == 1


def test_a_stream_ends_with_the_role_it_began_with(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is no admin any more is not told what admins are; a page that is opened anew shows the rest."""
    monkeypatch.setattr(live, "MAY_STAY_SECONDS", 0.05)
    bob_id, bob = site.person("Bob", "admin")
    with watching_at(bob, "/activity/events") as events:
        next(events)
        site.pipeline.registry.set_role(bob_id, "member")
        assert list(events) == [("end", "")]


def test_changes_are_shown_one_after_a_while() -> None:
    """However fast something changes; the last change is always shown."""
    value = ["a"]
    look = live.paced(lambda: value[0], 0.2)
    assert look() == "a"
    value[0] = "b"
    assert look() == "a"
    time.sleep(0.21)
    assert look() == "b"
    value[0] = "c"
    assert look() == "b"
    time.sleep(0.21)
    assert look() == "c"


def test_nobody_sees_it(site: Site) -> None:
    """Neither the page nor its stream."""
    for path in ("/activity", "/activity/events"):
        assert site.nobody().get(path).status_code == 303
