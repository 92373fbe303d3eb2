"""What goes on is told to each of their own wallets, and to admins in numbers."""

from datetime import timedelta

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import SyncEnd, SyncProgress
from cointracker_pipeline_tests.web.site import Browser, Site

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
    ours, hers = site.operator().get("/activity/now").text, ann.get("/activity/now").text
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
    assert "The next refresh goes on" in ours
    assert "of 1 wallet, asked for" in ours
    assert "Nothing runs" in hers
    assert "points are spent" not in hers


def test_nobody_sees_it(site: Site) -> None:
    """Neither the page nor its middle."""
    for path in ("/activity", "/activity/now"):
        assert site.nobody().get(path).status_code == 303
