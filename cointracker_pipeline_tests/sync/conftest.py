"""Warehouses to sync into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline_tests.sync.paper import Desk
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, standing


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A wallet on paper without rows, and an empty warehouse."""
    return Desk(Warehouse(tmp_path / "warehouse.duckdb"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Stand]:
    """A home before an empty sandbox with a small bitcoin: pages of 25 rows, six blocks that may change."""
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, tmp_path, SMALL_BITCOIN) as stand:
        yield stand
