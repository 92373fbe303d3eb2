"""The command with an empty home, and a shared one in which wallets are synced already."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import WALLETS, fill, write_spreadsheet


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox without limits that knows the wallets of the spreadsheet."""
    with running_sandbox(wallets=0) as running:
        fill(running)
        yield running


@pytest.fixture
def command(tmp_path: Path, sandbox: RunningSandbox) -> Command:
    """The command with a home that does not exist yet."""
    return Command(tmp_path / "home", {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_API_KEY": "any"})


@pytest.fixture
def offline(tmp_path: Path) -> Command:
    """The command with a home that does not exist yet, and an API where nobody listens."""
    return Command(tmp_path / "home", {"BLOCKCHAIR_BASE_URL": "http://127.0.0.1:9"})


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, sandbox: RunningSandbox) -> Command:
    """The command with a home in which every wallet is synced; tests only read it."""
    folder = tmp_path_factory.mktemp("synced")
    command = Command(folder / "home", {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_API_KEY": "any"})
    assert command("wallets", "import", str(write_spreadsheet(folder))).status == 0
    ended = command("sync")
    assert ended.status == 0, ended.err
    assert f"{len(WALLETS)} wallets up to date" in ended.out
    return command
