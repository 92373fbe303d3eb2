"""Takes the pictures of docs/web.md: ``uv run --with pillow python -m cointracker_pipeline_tests.ui.pictures docs/web``.

Each page is shown light and dark, wide and narrow. ``--full`` shows pages down to their ends, to look for faults.
"""

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser

from cointracker_pipeline_tests.signing_in import COOKIE
from cointracker_pipeline_tests.ui.chromium import find_chromium, launched
from cointracker_pipeline_tests.ui.scene import begin_session, lively_site
from cointracker_pipeline_tests.web.site import Site

SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
COLOURS = 128


def main() -> None:
    """Take all pictures into the folder that the command names."""
    folder, full = Path(sys.argv[1]), "--full" in sys.argv
    folder.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as home,
        lively_site(Path(home) / "home") as site,
        launched(find_chromium() or "") as browser,
    ):
        secret = begin_session(site)
        for theme in ("light", "dark"):
            for size in SIZES:
                take_pictures(site, browser, secret, folder, theme, size, full=full)


def take_pictures(
    site: Site, browser: Browser, secret: str, folder: Path, theme: str, size: str, *, full: bool
) -> None:
    """Save every page in one theme and size."""
    width, height = SIZES[size]
    with browser.new_context(
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="Europe/Berlin",
    ) as context:
        page = context.new_page()
        for name, path in list_pages(site).items():
            page.goto(site.url + path)
            page.wait_for_timeout(800)
            (folder / f"{name}-{theme}-{size}.png").write_bytes(_shrink(page.screenshot(full_page=full)))
            if name == "login":
                context.add_cookies([{"name": COOKIE, "value": secret, "url": site.url}])


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


def _shrink(png: bytes) -> bytes:
    """Return a picture of few colours: pages have few, and it is a third of the size."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


if __name__ == "__main__":
    main()
