"""What goes on is told of one's own wallets, and counted over everybody's."""

from datetime import UTC, datetime, timedelta

from cointracker_pipeline.domain.budget import Grant, Limits
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.storage.registry import OPERATOR, Registry, SpentDay, SyncEnd, SyncProgress

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
MINE, BOTH, HERS = (Wallet("bitcoin", name) for name in ("mine", "both", "hers"))
IDS = [one.wallet_id for one in (MINE, BOTH, HERS)]


def fill(registry: Registry) -> int:
    """Let the operator and Ann track two wallets each, one of them the same; return Ann's id."""
    ann = registry.add_person("Ann", "member", NOW).person_id
    registry.add_wallets([TrackedWallet(MINE, "my own"), TrackedWallet(BOTH, "my view")], NOW)
    registry.add_wallets([TrackedWallet(BOTH, "her view"), TrackedWallet(HERS, "her own")], NOW, person_id=ann)
    return ann


def test_a_run_is_counted_by_the_wallets_of_who_looks(registry: Registry) -> None:
    """Of three wallets the operator has two, and everybody together three."""
    fill(registry)
    ids = registry.start_syncs("run", IDS, "refresh", NOW)
    registry.finish_syncs([SyncEnd(ids[HERS.wallet_id], "failed", 0, 0, 900, "her error")], LATER)
    registry.finish_syncs([SyncEnd(ids[MINE.wallet_id], "succeeded", 5, 2, 100, "")], LATER)
    (mine,) = registry.list_runs(OPERATOR, 10)
    assert (mine.running, mine.changed, mine.failed, mine.rows, mine.millipoints) == (1, 1, 0, 5, 100)
    assert mine.finished_at is None
    (whole,) = registry.list_runs(None, 10)
    assert (whole.running, whole.ended, whole.failed, whole.millipoints) == (1, 2, 1, 1000)


def test_runs_that_go_on_come_first(registry: Registry) -> None:
    """Then the newest."""
    fill(registry)
    registry.start_syncs("long", [MINE.wallet_id], "resync", NOW)
    for run in ("old", "new"):
        ids = registry.start_syncs(run, [BOTH.wallet_id], "refresh", NOW)
        registry.finish_syncs([SyncEnd(ids[BOTH.wallet_id], "unchanged", 0, 1, 1, "")], LATER)
    assert [one.run_id for one in registry.list_runs(OPERATOR, 10)] == ["long", "new", "old"]
    assert registry.list_runs(OPERATOR, 10)[1].finished_at == LATER


def test_progress_is_told_with_each_persons_own_label(registry: Registry) -> None:
    """Of the wallets that are read now."""
    ann = fill(registry)
    registry.start_syncs("run", IDS, "refresh", NOW)
    registry.tell_progress("run", [SyncProgress(BOTH.wallet_id, 40, 100, 10, 4, 30, 7)], NOW)
    told = {one.label: one.done for one in registry.list_running_wallets(OPERATOR, 10)}
    assert told == {"my own": None, "my view": 40}
    assert {one.label for one in registry.list_running_wallets(ann, 10)} == {"her own", "her view"}


def test_a_failure_is_over_when_a_later_sync_is(registry: Registry) -> None:
    """The latest one counts."""
    ann = fill(registry)
    ids = registry.start_syncs("first", IDS, "refresh", NOW)
    registry.finish_syncs([SyncEnd(one, "failed", 0, 0, 0, "why") for one in ids.values()], NOW)
    assert registry.count_ended_wallets(OPERATOR, "failed") == 2
    again = registry.start_syncs("second", [BOTH.wallet_id], "refresh", LATER)
    registry.finish_syncs([SyncEnd(again[BOTH.wallet_id], "stopped", 0, 0, 0, "points")], LATER)
    assert [one.wallet_id for one in registry.list_ended_wallets(OPERATOR, "failed", 10)] == [MINE.wallet_id]
    assert [one.error for one in registry.list_ended_wallets(ann, "stopped", 10)] == ["points"]
    assert registry.count_ended_wallets(None, "failed") == 2


def test_a_wish_is_told_to_those_whose_wallets_it_names(registry: Registry) -> None:
    """With how many of them are theirs; that of all due wallets to who counts everybody's."""
    ann = fill(registry)
    registry.ask("resync", [BOTH.wallet_id, HERS.wallet_id], "web", NOW)
    registry.ask("refresh", [], "web", NOW)
    assert [(one.kind, one.wallets) for one in registry.list_waiting(OPERATOR)] == [("resync", 1)]
    assert [(one.kind, one.wallets) for one in registry.list_waiting(ann)] == [("resync", 2)]
    assert [(one.kind, one.wallets) for one in registry.list_waiting(None)] == [("resync", 2), ("refresh", None)]


def test_each_day_tells_what_it_cost(registry: Registry) -> None:
    """Days on which nothing was asked are among them; another key's points are not."""
    for account, days_ago, points in (("key", 0, 100), ("key", 0, 20), ("key", 2, 3000), ("other", 0, 7)):
        moment = NOW - timedelta(days=days_ago)
        grant = registry.ledger.reserve(account, "x", 1, Limits(None, None), moment)
        assert isinstance(grant, Grant)
        registry.ledger.settle(grant, points, moment)
    midnight = NOW.replace(hour=0)
    assert registry.list_spent_days("key", 3, NOW) == [
        SpentDay(midnight, 2, 120),
        SpentDay(midnight - timedelta(days=1), 0, 0),
        SpentDay(midnight - timedelta(days=2), 1, 3000),
    ]


def test_the_mark_moves_with_whatever_goes_on(registry: Registry) -> None:
    """From the wish to the end of its run each step is told, and nothing while nothing changes."""
    fill(registry)
    marks = [registry.read_activity_mark()]
    request = registry.ask("refresh", [MINE.wallet_id], "web", NOW)
    marks.append(registry.read_activity_mark())
    registry.take_requests([request], "run", NOW)
    marks.append(registry.read_activity_mark())
    sync_id = registry.start_sync("run", MINE.wallet_id, "refresh", NOW)
    marks.append(registry.read_activity_mark())
    for moment in (NOW, LATER):
        registry.tell_progress("run", [SyncProgress("", 0, 1, 0, 1, 1, 1)], moment)
        marks.append(registry.read_activity_mark())
    registry.finish_syncs([SyncEnd(sync_id, "succeeded", 1, 1, 1, "")], LATER)
    marks.append(registry.read_activity_mark())
    assert len(set(marks)) == len(marks)
    assert registry.read_activity_mark() == marks[-1]
