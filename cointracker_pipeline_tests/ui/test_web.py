"""What people do on the pages, with everything running as `cointracker up` starts it."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline_tests.cli.command import free_port
from cointracker_pipeline_tests.ui.backfills import launch_backfill, wait_for_backfill
from cointracker_pipeline_tests.ui.starting import started
from cointracker_pipeline_tests.web.site import wallets_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.dagster,
    pytest.mark.timeout(400),
    pytest.mark.filterwarnings("ignore::Warning:dagster"),
]

SOON = 90_000
"""Milliseconds: a run starts, reads and ends within them, on a busy machine too."""

UP = ["-c", "from cointracker_pipeline.cli import main; main()", "up", "--port"]
FIRST_LINK = re.compile(r"http://\S+/welcome\?link=\S+")
PASSWORD = "four horses in a blue kitchen"
IS_DRAWN = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(one => one)"


@dataclass(frozen=True, slots=True)
class Up:
    """Everything running: its pages at ``url``, and the link it printed for the first admin."""

    url: str
    first_link: str
    settings: Settings
    sandbox: RunningSandbox


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Start `cointracker up` over an empty home, and a sandbox with a wallet on each of three chains."""
    folder = tmp_path_factory.mktemp("up")
    log = folder / "up.log"
    with running_sandbox(wallets=1, transactions=(20, 400)) as sandbox:
        settings = load_settings(home=folder / "home", base_url=sandbox.base_url, api_key="k", sensor_seconds=1)
        port = free_port()
        with started([*UP, str(port)], settings, log, lambda: bool(FIRST_LINK.search(log.read_text()))):
            link = FIRST_LINK.search(log.read_text())
            assert link
            yield Up(f"http://127.0.0.1:{port}", link.group(), settings, sandbox)


@pytest.fixture(scope="module")
def admin(up: Up, browser: Browser) -> Iterator[BrowserContext]:
    """Come in by the first link, as Ann."""
    with browser.new_context(viewport={"width": 1400, "height": 860}) as context:
        _choose_password(context.new_page(), up.first_link, "Ann")
        yield context


@pytest.fixture
def anns(admin: BrowserContext) -> Iterator[Page]:
    """Open a page of Ann's."""
    page = admin.new_page()
    yield page
    page.close()


def test_the_first_link_works_once(up: Up, admin: BrowserContext, page: Page) -> None:
    """Whoever finds it in a terminal later comes in by nothing."""
    assert admin.cookies()
    page.goto(up.first_link)
    expect(page.get_by_label("Password")).to_have_count(0)


def test_an_added_wallet_is_synced_while_its_page_stays_open(up: Up, anns: Page) -> None:
    """From the empty portfolio to a proven balance and a drawn chart, without the page being loaded again."""
    address = _wallets(up)[0].partition(":")[2]
    anns.goto(up.url)
    anns.get_by_role("button", name="Add a wallet").click()
    anns.get_by_label("Address or extended public key").fill(address)
    anns.get_by_label("Chain").select_option("bitcoin")
    anns.get_by_label("Label", exact=True).fill("Savings")
    anns.get_by_role("button", name="Add the wallet").click()
    expect(anns.get_by_text("The wallet is added.")).to_be_visible()
    _mark(anns)
    expect(anns.locator(".figures").get_by_text("proven")).to_be_visible(timeout=SOON)
    expect(anns.locator("#pulse")).to_contain_text("Last synced")
    assert anns.locator(".chart canvas").evaluate(IS_DRAWN)
    assert _is_marked(anns)


def test_each_row_of_an_upload_has_its_fate(up: Up, anns: Page, tmp_path: Path) -> None:
    """It appears by itself: two are added and two refused, each with its reason."""
    sheet = tmp_path / "ours.csv"
    good = "".join(f"{wallet.replace(':', ',')},Uploaded\n" for wallet in _wallets(up)[1:])
    sheet.write_text(f"chain,address,label\n{good}bitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb,mistyped\nfloof,abc,\n")
    anns.goto(f"{up.url}/wallets/add")
    anns.get_by_label("Spreadsheet").set_input_files(sheet)
    anns.get_by_role("button", name="Upload").click()
    expect(anns.get_by_role("heading", name="ours.csv")).to_be_visible()
    _mark(anns)
    expect(anns.locator("tbody .state", has_text="refused")).to_have_count(2, timeout=SOON)
    expect(anns.locator("tbody .state", has_text="added")).to_have_count(2)
    expect(anns.get_by_text("its checksum is wrong")).to_be_visible()
    expect(anns.get_by_text("is not a supported chain")).to_be_visible()
    assert _is_marked(anns)


def test_a_second_person_sees_nothing_of_the_first(up: Up, anns: Page, page: Page) -> None:
    """They come in by the link that the admin made, and later by name and password."""
    anns.goto(f"{up.url}/admin/people")
    anns.get_by_label("Name", exact=True).fill("Bea")
    anns.get_by_role("button", name="Make a link").click()
    _choose_password(page, anns.get_by_label("Link", exact=True).input_value(), "Bea")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{up.url}/wallets")
    page.get_by_label("Name", exact=True).fill("Bea")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="No wallets yet")).to_be_visible()
    expect(page.get_by_role("link", name="Dagster")).to_have_count(0)
    for path in (f"/wallets/{_wallets(up)[0]}", "/uploads/1"):
        answer = page.goto(up.url + path)
        assert answer
        assert answer.status == 404


def test_an_admin_backfills_in_dagster(up: Up, anns: Page) -> None:
    """Behind the same login: the wallets are partitions there, and a backfill over two is one run."""
    anns.goto(up.url)
    anns.get_by_role("link", name="Dagster").click()
    expect(anns).to_have_url(re.compile(r"/dagster/"))
    anns.goto(f"{up.url}/dagster/locations/cointracker_pipeline/asset-groups/wallets")
    launch_backfill(anns, _wallets(up)[1:])
    assert wait_for_backfill(up.settings, set()) == ["SUCCESS"]


def test_a_resync_reads_everything_again(up: Up, anns: Page) -> None:
    """It is asked once whether it may cost that, and the page tells when it is done."""
    questions = list[str]()
    anns.on("dialog", lambda dialog: _accept(dialog, questions))
    anns.goto(f"{up.url}/wallets/{_wallets(up)[0]}")
    anns.get_by_role("button", name="Re-sync").click()
    expect(anns.get_by_text("A full re-sync is asked for.")).to_be_visible()
    _mark(anns)
    done = anns.locator("#syncs ~ .scroll tr", has_text="full re-sync").locator(".state.good")
    expect(done).to_have_count(1, timeout=SOON)
    assert _is_marked(anns)
    assert len(questions) == 1


def test_a_removed_wallet_is_gone_after_one_question(up: Up, anns: Page) -> None:
    """From the list at once, and Dagster's partition follows."""
    wallet = _wallets(up)[0]
    anns.goto(f"{up.url}/wallets/{wallet}")
    anns.get_by_role("button", name="Remove").click()
    expect(anns.get_by_role("heading", name="Remove this wallet?")).to_be_visible()
    anns.get_by_role("button", name="Remove it").click()
    expect(anns.get_by_text("no longer on your list")).to_be_visible()
    expect(anns.get_by_role("link", name="Savings")).to_have_count(0)
    _wait_until_partition_is_gone(up, wallet)


def _wallets(up: Up) -> list[str]:
    """Return the sandbox's wallets, that of Bitcoin first."""
    return sorted(wallets_of(up.sandbox))


def _choose_password(page: Page, link: str, name: str) -> None:
    page.goto(link)
    field = page.get_by_label("Name", exact=True)
    if field.is_editable():
        field.fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def _mark(page: Page) -> None:
    """Leave a mark that a page loses when it is loaded again."""
    page.evaluate("window.isTheSame = true")


def _is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSame === true"))


def _accept(dialog: Dialog, questions: list[str]) -> None:
    questions.append(dialog.message)
    dialog.accept()


def _wait_until_partition_is_gone(up: Up, wallet: str) -> None:
    from cointracker_pipeline.defs.launch import open_instance

    end = time.monotonic() + SOON / 1000
    with open_instance(up.settings) as instance:
        while wallet in instance.get_dynamic_partitions("wallets"):
            assert time.monotonic() < end, "the partition stays"
            time.sleep(0.5)
