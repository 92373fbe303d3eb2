"""A home with one wallet, a sandbox to ask, and the command in this process."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cointracker_pipeline.cli import main
from cointracker_pipeline.sandbox.limits import Plan
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.blockchair.scripted_server import reply, running_server
from cointracker_pipeline_tests.defs.environment import set_environment
from cointracker_pipeline_tests.defs.stage import Stage, open_stage

GOOD_KEY = "good-key"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Give a home that tracks one wallet of a sandbox which accepts one key."""
    plan = Plan(requests_per_minute=None, points_per_day=None, keys={GOOD_KEY: 100_000})
    with running_sandbox(wallets=1, transactions=3, plan=plan) as sandbox:
        set_environment(monkeypatch, tmp_path / "home", sandbox.base_url, BLOCKCHAIR_API_KEY=GOOD_KEY)
        with open_stage(sandbox) as opened:
            opened.add(opened.known_wallets()[0])
            yield opened


@pytest.fixture
def unchanged(stage: Stage) -> Iterator[None]:
    """Assert at the end that the home tracks and stores what it did at the beginning."""

    def look() -> tuple[object, ...]:
        with stage.opened() as pipeline, pipeline.warehouse.transaction() as connection:
            tables = ("transactions", "pending_transactions", "cursors", "wallet_balances", "daily_balances")
            counts = [connection.execute(f"select count(*) from {table}").fetchone() for table in tables]
            return pipeline.registry.list_wallets(), pipeline.registry.waiting_requests(), counts

    before = look()
    with pytest.MonkeyPatch.context() as patch:
        yield
        patch.setenv("COINTRACKER_HOME", str(stage.settings.home))
        assert look() == before
        assert [path.name for path in stage.settings.inbox.iterdir()] == []


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command in this process, as its entry point does."""

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["cointracker", *map(str, arguments)])
        capsys.readouterr()
        status: object = 0
        try:
            main()
        except SystemExit as stop:
            status = stop.code
        out, err = capsys.readouterr()
        return Ended(int(str(status or 0)), out, err)

    return run


@pytest.fixture
def html_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the API be a web page."""
    with running_server() as server:
        server.will_reply(reply(200, b"<html><body>Welcome to nginx!</body></html>"))
        monkeypatch.setenv("BLOCKCHAIR_BASE_URL", server.url)
        yield


@pytest.fixture(params=["a file", "below a file", "where nothing can be"])
def broken_home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage) -> Path:
    """Name a home that cannot be written, not even by root."""
    (tmp_path / "plain").write_text("not a folder")
    places = {
        "a file": tmp_path / "plain",
        "below a file": tmp_path / "plain" / "home",
        "where nothing can be": Path("/proc/home"),
    }
    home = places[request.param]
    monkeypatch.setenv("COINTRACKER_HOME", str(home))
    return home
