"""schemathesis finds nothing: what OpenAPI promises holds, for valid requests and for others."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.web.protocol.cursors import make_cursor
from cointracker_pipeline_tests.web.api_client import make_program, make_token
from cointracker_pipeline_tests.web.site import Site, running_site, wallets_of

HOOKS = "cointracker_pipeline_tests.web.schemathesis_hooks"
ARGUMENTS = ("--checks", "all", "--max-examples", "8", "--seed", "1", "--continue-on-failure", "--no-color")


@pytest.fixture
def attacked(tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Site]:
    """A site of its own with synced wallets: what is sent to it changes much, and is more than a token may send."""
    home = tmp_path / "home"
    settings = load_settings(home=home, base_url=sandbox.base_url, api_key="k", api_requests_per_minute=0)
    with running_site(settings) as running:
        running.sync(*wallets_of(sandbox)[:3])
        yield running


def make_formats(site: Site) -> dict[str, list[str]]:
    """Return values of each of our formats."""
    ids = [one.wallet_id for one in site.pipeline.registry.list_wallets()]
    program = make_program(site)
    following = program.get("/api/wallets?limit=1").json()["next"]
    return {
        "wallet-id": [*ids, "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
        "wallets-cursor": [following.rpartition("cursor=")[2]],
        "transactions-cursor": [make_cursor("transactions", ids[0], 1, "ab", "")],
        "wallet-transactions-cursor": [make_cursor("wallet-transactions", None, "ab", "")],
        "balances-cursor": [make_cursor("balances", "2024-01-01")],
        "prices-cursor": [make_cursor("prices", "2024-01-01", "bitcoin", "USD")],
        "runs-cursor": [make_cursor("runs", 3)],
        "uploads-cursor": [make_cursor("uploads", 10**15, "x")],
        "upload-rows-cursor": [make_cursor("upload-rows", 2)],
    }


def test_schemathesis_finds_nothing(attacked: Site, tmp_path: Path) -> None:
    """All of its checks in all of its phases, over the running site with a token."""
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": HOOKS,
        "COINTRACKER_TEST_FORMATS": json.dumps(make_formats(attacked)),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    token = make_token(attacked)
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{attacked.url}/api/openapi.json"]
    header = ("-H", f"Authorization: Bearer {token}")
    done = subprocess.run(
        [*command, *header, *ARGUMENTS], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Operations:       15 selected / 15 total" in done.stdout
