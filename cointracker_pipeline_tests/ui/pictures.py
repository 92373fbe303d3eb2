"""Takes the pictures of docs/web.md: ``python -m cointracker_pipeline_tests.ui.pictures docs/web``.

Each page is shown light and dark, wide and narrow. ``--full`` shows pages down to their ends, to look for faults.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page

from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.ui.chromium import find_chromium, launched
from cointracker_pipeline_tests.ui.scene import begin_session, lively_site
from cointracker_pipeline_tests.web.site import Site

SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOADING_MILLISECONDS = 800


def main() -> None:
    """Take all pictures into the folder that the command names."""
    folder, full = Path(sys.argv[1]), "--full" in sys.argv
    folder.mkdir(exist_ok=True)
    with TemporaryDirectory() as home, lively_site(Path(home) / "home") as site:
        secret = begin_session(site)
        with launched(find_chromium() or "chromium") as browser:
            for theme in THEMES:
                for size in SIZES:
                    for name, page in _pages(site, browser, secret, theme, size):
                        page.screenshot(path=folder / f"{name}-{theme}-{size}.png", full_page=full)


def _pages(
    site: Site, browser: Browser, secret: str, theme: Literal["light", "dark"], size: str
) -> Iterator[tuple[str, Page]]:
    """Open one page after the other, the first as nobody, the others as Ann."""
    with _screen(browser, theme, size) as page:
        for name, path in list_pages(site).items():
            page.goto(site.url + path)
            page.wait_for_timeout(LOADING_MILLISECONDS)
            yield name, page
            page.context.add_cookies([{"name": COOKIE, "value": secret, "url": site.url}])


@contextmanager
def _screen(browser: Browser, theme: Literal["light", "dark"], size: str) -> Iterator[Page]:
    width, height = SIZES[size]
    with browser.new_context(
        color_scheme=theme,
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="Europe/Berlin",
    ) as context:
        yield context.new_page()


def list_pages(site: Site) -> dict[str, str]:
    """Return the pages' paths by their pictures' names; the first is seen by nobody, the others by Ann."""
    wallet = next(one.wallet_id for one in site.pipeline.registry.list_wallets() if one.label == "Savings")
    upload = site.pipeline.registry.list_uploads()[0].upload_id
    return {
        "login": "/login",
        "portfolio": "/",
        "wallets": "/wallets",
        "add": "/wallets/add",
        "wallet": f"/wallets/{wallet}",
        "upload": f"/uploads/{upload}",
        "uploads": "/uploads",
        "activity": "/activity",
        "settings": "/settings",
        "admin": "/admin",
        "people": "/admin/people",
        "api": "/api/docs",
    }


if __name__ == "__main__":
    main()
