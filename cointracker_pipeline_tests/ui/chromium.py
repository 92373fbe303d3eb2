"""The system's Chromium, as the tests and the pictures of docs/ drive it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of the browser, ``None`` where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """Give the running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()
