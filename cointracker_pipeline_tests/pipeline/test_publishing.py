"""A run tells the registry how far it is, and nothing once it ended."""

import time
from datetime import UTC, datetime
from pathlib import Path

from cointracker_pipeline.pipeline.publishing import publishing
from cointracker_pipeline.storage.registry import Registry, SyncProgress
from cointracker_pipeline.sync.progress import Progress, Walked

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def wait_for(registry: Registry, wallet_id: str) -> SyncProgress:
    """Return what the run tells of a wallet, or of itself."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if (told := registry.read_progress("run", wallet_id)) is not None:
            return told
        time.sleep(0.005)
    raise AssertionError("nothing was told")


def test_a_run_tells_how_far_it_is(tmp_path: Path) -> None:
    """Wallets of the run, rows of a long history, and then nothing."""
    progress = Progress(wallets_total=3)
    with Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}") as registry:
        registry.prepare()
        with publishing(registry, "run", progress, lambda: NOW, 0.01):
            progress.add_wallet(failed=False)
            progress.add_page(700, 2_000)
            progress.walks["bitcoin:a"] = Walked(700, 2_000, 0, 1, 2_000)
            assert wait_for(registry, "bitcoin:a") == SyncProgress("bitcoin:a", 700, 2_000, 0, 1, 700, 2_000)
            assert wait_for(registry, "") == SyncProgress("", 1, 3, 0, 1, 700, 2_000)
        assert registry.read_progress("run") is None


def test_a_registry_that_cannot_be_written_stops_no_run(tmp_path: Path) -> None:
    """The run goes on; whoever watches is told nothing."""
    with (
        Registry(f"sqlite:///{tmp_path / 'registry.sqlite'}") as registry,  # without tables
        publishing(registry, "run", progress := Progress(), lambda: NOW, 0.001),
    ):
        for _ in range(20):
            progress.add_page(1, 1)
            time.sleep(0.005)
    assert progress.pages == 20
