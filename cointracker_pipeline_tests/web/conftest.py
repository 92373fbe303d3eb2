"""A site over an empty home, and one with synced wallets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.web.site import Site, running_site, wallets_of


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox with six wallets of up to two hundred transactions."""
    with running_sandbox(wallets=6, transactions=(3, 200)) as running:
        yield running


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site without wallets; Blockchair's address is one that nobody answers at: the web never asks."""
    with running_site(load_settings(home=tmp_path / "home", base_url="http://127.0.0.1:9", api_key="k")) as running:
        yield running


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, sandbox: RunningSandbox) -> Iterator[Site]:
    """A site with the sandbox's wallets, tracked by the operator and up to date; for tests that change nothing."""
    home = tmp_path_factory.mktemp("synced") / "home"
    with running_site(load_settings(home=home, base_url=sandbox.base_url, api_key="k")) as running:
        running.sync(*wallets_of(sandbox))
        yield running
