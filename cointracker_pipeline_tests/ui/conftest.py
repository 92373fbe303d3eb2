"""A browser, and Dagster over a home with a sandbox."""

import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline_tests.cli.command import free_port
from cointracker_pipeline_tests.ui.chromium import find_chromium, launched
from cointracker_pipeline_tests.ui.starting import started


@dataclass(frozen=True, slots=True)
class Stage:
    """A running Dagster over a home of its own, its UI at ``url``, and the sandbox it asks."""

    url: str
    settings: Settings
    sandbox: RunningSandbox


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open the system's Chromium."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("service: no Chromium on this machine")
    with launched(chromium) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page in which nobody is signed in."""
    with browser.new_context(viewport={"width": 1400, "height": 860}) as context:
        yield context.new_page()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Start everything by Dagster's own command from the checkout."""
    with running_sandbox(wallets=3, transactions=(20, 400)) as sandbox:
        settings = load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="k", sensor_seconds=1)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        arguments = ["-m", "dagster", "dev", "--port", str(port)]
        with started(arguments, settings, tmp_path / "dev.log", lambda: answers(f"{url}/server_info")):
            yield Stage(url, settings, sandbox)


def answers(url: str) -> bool:
    """Tell whether something answers there."""
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
    except OSError:
        return False
    return True
