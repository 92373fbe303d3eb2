"""Warehouses to test."""

from pathlib import Path

import pytest

from cointracker_pipeline.storage.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """A warehouse whose file does not exist yet."""
    return Warehouse(tmp_path / "cointracker.duckdb")
