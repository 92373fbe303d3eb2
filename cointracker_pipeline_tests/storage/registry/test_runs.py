"""Sync runs: a record that people can trust to end."""

from datetime import UTC, datetime, timedelta

from cointracker_pipeline.storage.registry import Registry, SyncRecord

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
