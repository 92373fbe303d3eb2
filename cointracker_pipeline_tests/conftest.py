"""What holds for every test: a home of its own, and no skip for a missing service where services are required."""

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

SERVICE = "service:"
"""A skip for a service this machine lacks (a database, a browser) gives a reason that begins so."""

OURS = ("COINTRACKER_", "BLOCKCHAIR_", "DAGSTER_")


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started as a script's background job: commands that the tests start would inherit an ignored Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a person's settings and home away from the tests, and the tests away from them."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COINTRACKER_HOME", str(tmp_path / "home"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip for a missing service into a failure where ``REQUIRE_SERVICES`` is set, as in CI."""
    report = yield
    if report.skipped and os.environ.get("REQUIRE_SERVICES") and f"Skipped: {SERVICE}" in str(report.longrepr):
        report.outcome = "failed"
    return report
