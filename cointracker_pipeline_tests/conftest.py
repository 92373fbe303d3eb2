"""What holds for every test: a home of its own, and no skip for a missing service where services are required."""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from cointracker_pipeline.storage.registry import migrate
from cointracker_pipeline.storage.warehouse import Warehouse
from cointracker_pipeline_tests.ready_made import make_warehouse, migrate_registry, ready_made

SERVICE = "service:"
"""A skip for a service this machine lacks (a database, a browser) gives a reason that begins so."""

OURS = ("COINTRACKER_", "BLOCKCHAIR_", "DAGSTER_")


# How long an example takes is nothing to fail for: a busy machine takes longer, and benchmarks tell.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started as a script's background job: commands that the tests start would inherit an ignored Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a person's settings and home away from the tests, and the tests away from them."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COINTRACKER_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session", autouse=True)
def _ready_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copy new warehouses and registries instead of making each by its migrations."""
    with ready_made(tmp_path_factory.mktemp("ready_made")):
        yield


@pytest.fixture
def from_scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make new warehouses and registries as everybody does, by their migrations."""
    monkeypatch.setattr(Warehouse, "_make", make_warehouse)
    monkeypatch.setattr(migrate, "upgrade", migrate_registry)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip for a missing service into a failure where ``REQUIRE_SERVICES`` is set, as in CI."""
    report = yield
    if report.skipped and os.environ.get("REQUIRE_SERVICES") and f"Skipped: {SERVICE}" in str(report.longrepr):
        report.outcome = "failed"
    return report
