"""Sync runs: a record that people can trust to end."""

from datetime import UTC, datetime, timedelta

from cointracker_pipeline.storage.registry import Registry, SyncEnd, SyncRecord

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def test_a_sync_is_recorded_from_start_to_end(registry: Registry) -> None:
    """It runs until its outcome is written down."""
    sync_id = registry.start_sync("run", "bitcoin:a", "refresh", NOW)
    running = SyncRecord(sync_id, "run", "bitcoin:a", "refresh", "running", 0, 0, 0, "", NOW, None)
    assert registry.list_syncs() == [running]
    registry.finish_sync(sync_id, "failed", 10, 2, 2_003, "no answer", LATER)
    assert registry.list_syncs() == [
        SyncRecord(sync_id, "run", "bitcoin:a", "refresh", "failed", 10, 2, 2_003, "no answer", NOW, LATER)
    ]


def test_the_newest_syncs_come_first(registry: Registry) -> None:
    """Of all wallets or of one, no more than asked."""
    ids = [registry.start_sync("run", f"bitcoin:{letter}", "refresh", NOW) for letter in "abab"]
    assert [one.sync_id for one in registry.list_syncs(limit=3)] == ids[:0:-1]
    assert [one.sync_id for one in registry.list_syncs("bitcoin:a")] == [ids[2], ids[0]]


def test_what_a_dead_run_left_running_is_stopped(registry: Registry) -> None:
    """Records of runs that live, and records that ended, stay as they are."""
    ended = registry.start_sync("dead", "bitcoin:a", "refresh", NOW)
    registry.finish_sync(ended, "succeeded", 1, 1, 1, "", NOW)
    registry.start_sync("dead", "bitcoin:b", "refresh", NOW)
    registry.start_sync("dead", "bitcoin:c", "refresh", NOW)
    registry.start_sync("alive", "bitcoin:d", "refresh", NOW)
    assert registry.close_interrupted(["alive", "another"], LATER) == 2
    assert registry.close_interrupted(["alive", "another"], LATER) == 0
    assert [(one.outcome, one.finished_at) for one in reversed(registry.list_syncs())] == [
        ("succeeded", NOW),
        ("stopped", LATER),
        ("stopped", LATER),
        ("running", None),
    ]


def test_many_syncs_start_and_end_together(registry: Registry) -> None:
    """Each wallet has one record, named twice or not; each ends as said, and those not named go on."""
    earlier = registry.start_sync("run", "bitcoin:a", "refresh", NOW)
    ids = registry.start_syncs("run", ["bitcoin:b", "bitcoin:a", "bitcoin:b", "bitcoin:c"], "resync", NOW)
    assert list(ids) == ["bitcoin:b", "bitcoin:a", "bitcoin:c"]
    assert earlier not in ids.values()
    ends = [
        SyncEnd(ids["bitcoin:c"], "failed", 0, 0, 5, "no answer"),
        SyncEnd(ids["bitcoin:b"], "succeeded", 10, 2, 2_003, ""),
    ]
    registry.finish_syncs(ends, LATER)
    assert [
        (one.wallet_id, one.kind, one.outcome, one.rows_added, one.pages, one.millipoints, one.error, one.finished_at)
        for one in registry.list_syncs()
    ] == [
        ("bitcoin:c", "resync", "failed", 0, 0, 5, "no answer", LATER),
        ("bitcoin:a", "resync", "running", 0, 0, 0, "", None),
        ("bitcoin:b", "resync", "succeeded", 10, 2, 2_003, "", LATER),
        ("bitcoin:a", "refresh", "running", 0, 0, 0, "", None),
    ]


def test_what_a_second_reading_found_is_recorded(registry: Registry) -> None:
    """Three counts, zeros among them, of a history that was read beside the stored one; of others nothing is told."""
    ids = registry.start_syncs("run", ["bitcoin:b", "bitcoin:a"], "resync", NOW)
    registry.start_sync("another", "bitcoin:b", "refresh", NOW)
    ends = [
        SyncEnd(ids["bitcoin:a"], "unchanged", 0, 1, 2_000, "", 0, 0, 0),
        SyncEnd(ids["bitcoin:b"], "succeeded", 3, 1, 2_000, "", 2, 5, 1),
    ]
    registry.finish_syncs(ends, LATER)
    assert [(one.wallet_id, one.missing, one.surplus, one.changed) for one in registry.list_run("run")] == [
        ("bitcoin:b", 2, 5, 1),
        ("bitcoin:a", 0, 0, 0),
    ]
    assert [(one.missing, one.surplus, one.changed) for one in registry.list_run("another")] == [(None, None, None)]
    assert registry.list_run("none") == []


def test_no_syncs_are_nothing_to_record(registry: Registry) -> None:
    """Nothing starts, nothing ends."""
    assert registry.start_syncs("run", [], "refresh", NOW) == {}
    registry.finish_syncs([], NOW)
    assert registry.list_syncs() == []


def test_a_sync_whose_wallet_is_gone_ends_without_a_trace(registry: Registry) -> None:
    """Among others that are recorded."""
    ids = registry.start_syncs("run", ["bitcoin:a", "bitcoin:b"], "refresh", NOW)
    registry.delete_wallet("bitcoin:a")
    registry.finish_syncs([SyncEnd(one, "unchanged", 0, 0, 0, "") for one in ids.values()], LATER)
    assert [(one.wallet_id, one.outcome) for one in registry.list_syncs()] == [("bitcoin:b", "unchanged")]


def test_the_syncs_of_ten_thousand_wallets_start_and_end_at_once(registry: Registry) -> None:
    """More than a database takes as the parameters of one statement."""
    wallets = [f"bitcoin:1{number:033}" for number in range(10_000)]
    ids = registry.start_syncs("run", wallets, "refresh", NOW)
    registry.finish_syncs([SyncEnd(ids[one], "succeeded", 1, 1, 1, "") for one in wallets], LATER)
    assert {one.outcome for one in registry.list_syncs(limit=20_000)} == {"succeeded"}
