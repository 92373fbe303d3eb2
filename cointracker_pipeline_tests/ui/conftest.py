"""A home with wallets, everything started as a person starts it, and a browser."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from cointracker_pipeline.home import dagster_environment, prepare_home
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import CHECKOUT, Settings, load_settings
from cointracker_pipeline_tests.cli.command import free_port
from cointracker_pipeline_tests.signing_in import COOKIE, begin_session

START_SECONDS = 120
CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Stage:
    """A running Dagster over a home of its own, its UI at ``url``, and the sandbox it asks."""

    url: str
    settings: Settings
    sandbox: RunningSandbox
    session: str

    def sign_in(self, page: Page) -> None:
        """Let the browser have the session of the first admin."""
        page.context.add_cookies([{"name": COOKIE, "value": self.session, "url": self.url}])


@pytest.fixture
def page() -> Iterator[Page]:
    """Open a page in the system's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("service: no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_SWITCHES)
        yield browser.new_page(viewport={"width": 1400, "height": 860})
        browser.close()


@pytest.fixture(params=["cointracker up", "dagster dev"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """Start everything for daily use, by our command or by Dagster's own from the checkout."""
    with running_sandbox(wallets=3, transactions=(20, 400)) as sandbox:
        settings = load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="k", sensor_seconds=1)
        prepare_home(settings)
        port = free_port()
        arguments, prefix = {
            "cointracker up": (["-c", "from cointracker_pipeline.cli import main; main()", "up"], "/dagster"),
            "dagster dev": (["-m", "dagster", "dev"], ""),
        }[request.param]
        url = f"http://127.0.0.1:{port}{prefix}"
        session = begin_session(settings.home)
        with _started([*arguments, "--port", str(port)], settings, url, tmp_path / "up.log", session):
            yield Stage(url, settings, sandbox, session)


@contextmanager
def _started(arguments: list[str], settings: Settings, url: str, log: Path, session: str) -> Iterator[None]:
    environment = dagster_environment(settings) | {
        "BLOCKCHAIR_BASE_URL": settings.base_url,
        "BLOCKCHAIR_API_KEY": "k",
        "COINTRACKER_SENSOR_SECONDS": "1",
    }
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(f"{url}/server_info", child, log, session)
        yield
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _wait_until_ready(url: str, child: "subprocess.Popen[bytes]", log: Path, session: str) -> None:
    end = time.monotonic() + START_SECONDS
    request = urllib.request.Request(url, headers={"Cookie": f"{COOKIE}={session}"})  # noqa: S310 - our own address
    while time.monotonic() < end and child.poll() is None:
        try:
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"it did not start:\n{log.read_text()[-3000:]}")
