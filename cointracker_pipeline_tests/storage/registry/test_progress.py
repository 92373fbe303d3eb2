"""How far runs are: told while they go on, gone when they end."""

from datetime import UTC, datetime

from cointracker_pipeline.storage.registry import Registry, SyncProgress

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE = SyncProgress("", 1, 3, 0, 4, 2_000, 8_500)
WALK = SyncProgress("bitcoin:a", 1_500, 9_000, 500, 3, 1_000, 6_000)


def test_what_a_run_tells_replaces_what_it_told(registry: Registry) -> None:
    """Each run speaks for itself, and a wallet that is done is told no more."""
    registry.tell_progress("run", [WHOLE, WALK], NOW)
    registry.tell_progress("other", [WALK], NOW)
    assert (registry.read_progress("run"), registry.read_progress("run", "bitcoin:a")) == (WHOLE, WALK)
    registry.tell_progress("run", [WHOLE], NOW)
    assert registry.read_progress("run", "bitcoin:a") is None
    assert registry.read_progress("other", "bitcoin:a") == WALK


def test_nothing_is_left_of_a_run_that_ended(registry: Registry) -> None:
    """By its own end, or because its process died and was found dead."""
    for run in ("ended", "died", "alive"):
        registry.start_sync(run, f"bitcoin:{run}", "refresh", NOW)
        registry.tell_progress(run, [WHOLE], NOW)
    registry.forget_progress("ended")
    registry.close_interrupted(["alive"], NOW)
    assert [registry.read_progress(run) for run in ("ended", "died", "alive")] == [None, None, WHOLE]
