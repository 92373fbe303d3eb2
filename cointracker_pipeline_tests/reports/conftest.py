"""Warehouses to report from."""

from pathlib import Path

import pytest

from cointracker_pipeline.storage.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse."""
    return Warehouse(tmp_path / "cointracker.duckdb")
