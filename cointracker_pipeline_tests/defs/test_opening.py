"""Dagster's instance of a home that is new."""

from pathlib import Path

import pytest
from dagster import RunsFilter

from cointracker_pipeline.defs.launch import open_instance
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.sync.processes import run_together

pytestmark = pytest.mark.dagster


def test_processes_open_a_new_home_at_once(tmp_path: Path) -> None:
    """Dagster's own making of its tables fails when another process makes them meanwhile."""
    for attempt in range(3):
        assert run_together(_open, [(tmp_path / f"home-{attempt}",)] * 4) == [0] * 4


def _open(home: Path) -> None:
    with open_instance(load_settings(home=home)) as instance:
        assert instance.get_runs(RunsFilter(), limit=1) == []
