"""An uploaded spreadsheet: whole in the inbox, and then each row's fate for whoever uploaded it."""

import csv
import io
from pathlib import Path

import pytest
import requests

from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.find import look
from cointracker_pipeline.inbox.take import Taken
from cointracker_pipeline.pipeline import uploading
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline_tests.web.site import Browser, Site
from cointracker_pipeline_tests.web.streams import watching_at

DOGE = "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"
FIRST_BLOCK = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SHEET = (
    "chain,address,label,tags\n"
    f"bitcoin,{FIRST_BLOCK},First <b>block</b>,a;b\n"
    f",{DOGE},Dog,\n"
    f"bitcoin,{FIRST_BLOCK},again,\n"
    "bitcoin,oops<script>,bad,\n"
    f",{FIRST_BLOCK[:-1]}b,mistyped,\n"
)


def upload(browser: Browser, content: str | bytes = SHEET, name: str = "mine.csv") -> requests.Response:
    """Send a spreadsheet as the form does."""
    data = content.encode() if isinstance(content, str) else content
    return browser.post("/wallets/add", files={"file": (name, io.BytesIO(data), "text/csv")})


def take(site: Site) -> Taken:
    """Take the one file of the inbox, as the run that the sensor starts does."""
    inbox = site.pipeline.settings.inbox
    before = look(inbox, {}, 0)
    (ready,) = look(inbox, before.state, 10).ready
    return site.pipeline.take_file(ready)


def test_each_row_has_its_fate(site: Site) -> None:
    """It waits, then good rows are the uploader's wallets, and bad ones have their reasons."""
    ann_id, ann = site.person("Ann")
    answer = upload(ann)
    assert answer.status_code == 303
    url = answer.headers["location"]
    waiting = ann.get(url).text
    assert "mine.csv" in waiting
    assert "Waiting" in waiting
    take(site)
    page = ann.get(url).text
    assert page.count("refused</span>") == 2
    assert page.count("added</span>") == 2
    assert "The same wallet as in line 2" in page
    assert f'href="/wallets/dogecoin:{DOGE}"' in page
    assert "<script>" not in page.replace('<script src="/static/', "")
    refused = ann.get(f"{url}?outcome=refused").text
    assert "The same wallet" not in refused
    assert refused.count("refused</span>") == 2
    registry = site.pipeline.registry
    assert {one.label for one in registry.list_tracked(ann_id)} == {"First <b>block</b>", "Dog"}
    assert registry.list_tracked(OPERATOR) == []
    assert {one.asked_by for one in registry.waiting_requests()} == {"upload of Ann"}
    report = list(csv.DictReader(io.StringIO(ann.get(f"{url}/report.csv").content.decode("utf-8-sig"))))
    assert [row["outcome"] for row in report] == ["added", "added", "duplicate", "refused", "refused"]


def test_the_page_is_told_when_the_file_is_taken(site: Site) -> None:
    """Without asking again and again."""
    _, ann = site.person("Ann")
    url = upload(ann).headers["location"]
    with watching_at(ann, f"{url}/events") as events:
        take(site)
        assert list(events) == [("taken", "taken"), ("end", "")]


def test_nobody_elses_upload_is_seen(site: Site) -> None:
    """By its name in the inbox, or by its number; it is as unknown as one that is not there."""
    ann_id, ann = site.person("Ann")
    _, bob = site.person("Bob")
    url = upload(ann).headers["location"]
    take(site)
    (record,) = site.pipeline.registry.list_uploads(person_id=ann_id)
    assert record.file_name == "mine.csv"
    for path in (url, f"/uploads/{record.upload_id}"):
        assert "First" not in bob.get(path).text
        for more in ("", "/events", "/report.csv"):
            assert [browser.get(f"{path}{more}").status_code for browser in (bob, site.nobody())] == [404, 303]
        assert ann.get(path).status_code == 200
    assert bob.get("/uploads/nothing").text == bob.get(url).text


def test_the_same_file_of_two_people_is_taken_for_both(site: Site) -> None:
    """Neither learns that the other had it; given twice by one it changes nothing, and says so."""
    (ann_id, ann), (bob_id, bob) = site.person("Ann"), site.person("Bob")
    pages = []
    for browser in (ann, bob, ann):
        url = upload(browser).headers["location"]
        take(site)
        pages.append(browser.get(url).text)
    assert ["already taken" in page.lower() for page in pages] == [False, False, True]
    assert len(site.pipeline.registry.list_tracked(ann_id)) == len(site.pipeline.registry.list_tracked(bob_id)) == 2


def test_a_file_that_cannot_be_read_is_rejected_by_its_own_name(site: Site) -> None:
    """With the reason; what it was called is shown and runs nowhere."""
    _, ann = site.person("Ann")
    url = upload(ann, "no columns here", '<img src=x onerror="alert(1)">.csv').headers["location"]
    take(site)
    page = ann.get(url).text
    assert "Rejected" in page
    assert "single line" in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize(
    "name",
    ["../../evil.csv", "/etc/passwd", "..\\..\\evil.csv", ".hidden.part", "a\nb.csv", "x" * 2000 + ".csv", "con"],
)
def test_a_files_name_leads_nowhere(site: Site, name: str) -> None:
    """The file lies in the inbox under a random name, and is not overlooked there."""
    _, ann = site.person("Ann")
    assert upload(ann, SHEET, name).status_code == 303
    (file,) = site.pipeline.settings.inbox.iterdir()
    assert file.name.startswith(tuple("0123456789abcdef"))
    assert "evil" not in file.name
    assert file.read_text() == SHEET
    take(site)


def test_what_is_empty_or_too_large_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left of it, in the inbox or the registry."""
    ann_id, ann = site.person("Ann")
    empty = upload(ann, "")
    assert (empty.status_code, "is empty" in empty.text) == (422, True)
    monkeypatch.setattr(uploading, "MAX_FILE_BYTES", 10)
    large = upload(ann)
    assert (large.status_code, "is larger than" in large.text) == (422, True)
    assert list(site.pipeline.settings.inbox.iterdir()) == []
    assert site.pipeline.registry.list_files(ann_id, 1) == []


def test_a_file_is_in_the_inbox_whole_or_not_at_all(site: Site) -> None:
    """While it is written the inbox does not see it; a writer that dies leaves nothing that counts."""

    class Dying(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            names = [one.name for one in site.pipeline.settings.inbox.iterdir()]
            assert all(name.startswith(".") for name in names)
            assert look(site.pipeline.settings.inbox, {}, 0).state == {}
            if not names:
                return b"chain,"
            raise SpreadsheetError("the line broke")

    with pytest.raises(SpreadsheetError):
        uploading.put_into_inbox(site.pipeline, OPERATOR, "a.csv", Dying())
    assert list(site.pipeline.settings.inbox.iterdir()) == []
    assert site.pipeline.registry.list_files(OPERATOR, 1) == []


def test_a_disk_that_refuses_is_told(site: Site) -> None:
    """What was uploaded is not half there."""
    ann_id, ann = site.person("Ann")
    inbox = site.pipeline.settings.inbox
    inbox.rmdir()
    inbox.write_text("a file where the folder was")
    answer = upload(ann)
    assert (answer.status_code, "cannot be put into the inbox" in answer.text) == (503, True)
    assert site.pipeline.registry.list_files(ann_id, 1) == []


def test_many_rows_come_page_by_page(site: Site) -> None:
    """A hundred at a time, by their lines."""
    _, ann = site.person("Ann")
    rows = "".join(f"bitcoin,oops{n},,\n" for n in range(150))
    url = upload(ann, f"chain,address,label,tags\n{rows}").headers["location"]
    take(site)
    first = ann.get(url).text
    assert first.count("refused</span>") == 100
    assert "?outcome=&amp;after=101" in first
    assert ann.get(f"{url}?after=101").text.count("refused</span>") == 50


def test_a_report_that_was_moved_away_is_said_to_be_gone(site: Site) -> None:
    """Nothing else fails."""
    _, ann = site.person("Ann")
    url = upload(ann).headers["location"]
    Path(take(site).report_path).unlink()
    assert "no longer there" in ann.get(url).text
    assert ann.get(f"{url}/report.csv").status_code == 404
