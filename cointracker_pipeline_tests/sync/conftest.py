"""Warehouses to sync into."""

from pathlib import Path

import pytest

from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline_tests.sync.paper import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A wallet on paper without rows, and an empty warehouse."""
    return Desk(Warehouse(tmp_path / "warehouse.duckdb"))
