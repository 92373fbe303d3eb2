"""One wallet's page: what is stored, what is proven, what a person says and asks for."""

import csv
import io
import re
from html import unescape
from typing import Any

import pyarrow.parquet as pq
import pytest

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.exports import load_forms
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.web.reading.row_trail import LONGEST, Trail
from cointracker_pipeline_tests.web.site import Site, wallets_of

ETHER = Wallet("ethereum", "0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae")
HOSTILE = "</title><img src=x onerror=alert(1)>"
GETS = ("", "/chart.json", "/events", "/export", "/delete", "/addresses")
POSTS = ("/edit", "/sync", "/resync", "/delete")


def plain(html: str) -> str:
    """Return a page's text as it is read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def longest(sandbox: RunningSandbox) -> tuple[str, dict[str, Any]]:
    """Return the sandbox's wallet with the most rows, and the truth about it."""
    one = max(sandbox.control.wallets(), key=lambda known: int(str(known["transaction_count"])))
    chain, address = str(one["chain"]), str(one["address"])
    return f"{chain}:{address}", sandbox.control.truth(chain, address)


def changes(html: str) -> list[str]:
    """Return the changes of a page of transactions, in its order."""
    return [
        plain(cell).strip()
        for cell in re.findall(r'<td class="number (?:good|bad|muted)" data-label="Change">(.*?)</td>', html)
    ]


def test_balance_and_proof_are_what_the_chain_says(synced: Site, sandbox: RunningSandbox) -> None:
    """To the last digit, with both figures of the proof."""
    for wallet_id in wallets_of(sandbox):
        chain = synced.pipeline.chains[wallet_id.partition(":")[0]]
        truth = sandbox.control.truth(chain.name, wallet_id.partition(":")[2])
        page = plain(synced.operator().get(f"/wallets/{wallet_id}").text)
        amount = f"{render_amount(truth['totals']['balance'], chain.decimals)} {chain.symbol}"
        assert f"Sum of all stored changes{amount}" in page
        assert f"What the chain reports{amount}" in page
        assert "proven" in page


def test_transactions_come_page_by_page(synced: Site, sandbox: RunningSandbox) -> None:
    """Each once, the newest first, and the last page has no next; the same pages lead back to the second."""
    wallet_id, truth = longest(sandbox)
    chain = synced.pipeline.chains[wallet_id.partition(":")[0]]
    browser, url = synced.operator(), f"/wallets/{wallet_id}"
    found, heights, pages = list[str](), list[int](), list[str]()
    while url:
        page = browser.get(url).text
        pages.append(url)
        found += changes(page)
        heights += map(int, re.findall(r'data-label="Block">(\d+)</td>', page))
        following = re.search(r'<a rel="next" href="([^"#]+)', page)
        url = unescape(following.group(1)) if following else ""
    expected = [render_amount(int(row["balance_change"]), chain.decimals) for row in truth["transactions"]]
    assert len(expected) > 50, "more than a page"
    assert sorted(one.lstrip("+") for one in found) == sorted(expected)
    assert heights == sorted(heights, reverse=True)
    for url in reversed(pages[1:-1]):
        back = re.search(r'<a rel="prev" href="([^"#]+)', page)
        assert back
        assert unescape(back.group(1)) == url
        page = browser.get(url).text
    assert 'rel="prev"' not in page, "before the second comes the newest, which each page leads to"
    assert "⇤ Newest" in page


def test_the_way_back_is_remembered_for_some_pages() -> None:
    """A URL does not grow with every page; what is forgotten is where the newest rows are the shorter way."""
    trail, begins = Trail(), [f"c{number}" for number in range(20)]
    for one in begins:
        trail = Trail(**trail.older(one))
    passed = [trail.after]
    while newer := trail.newer():
        trail = Trail(**newer)
        passed.append(trail.after)
    assert passed == begins[: -LONGEST - 2 : -1]


def test_filters_show_what_was_sought(synced: Site, sandbox: RunningSandbox) -> None:
    """By direction, day and amount; what cannot be understood is told beside the form."""
    wallet_id, truth = longest(sandbox)
    chain = synced.pipeline.chains[wallet_id.partition(":")[0]]
    browser = synced.operator()
    amounts = [int(row["balance_change"]) for row in truth["transactions"]]
    incoming = browser.get(f"/wallets/{wallet_id}?direction=in").text
    assert len(changes(incoming)) == min(50, sum(one > 0 for one in amounts))
    assert all(one.startswith("+") for one in changes(incoming))
    largest = max(map(abs, amounts))
    least = browser.get(f"/wallets/{wallet_id}", params={"least": render_amount(largest, chain.decimals)}).text
    assert len(changes(least)) == sum(abs(one) == largest for one in amounts)
    day = str(truth["transactions"][0]["time"])[:10]
    of_day = browser.get(f"/wallets/{wallet_id}?from={day}&to={day}").text
    assert len(changes(of_day)) == sum(str(row["time"])[:10] == day for row in truth["transactions"])
    for query, said in (("from=yesterday", "A day is written like"), ("least=much", "number of coins")):
        page = browser.get(f"/wallets/{wallet_id}?{query}")
        assert (page.status_code, said in page.text, "Sum of all stored" in page.text) == (200, True, True)
    assert "go back to the newest" in browser.get(f"/wallets/{wallet_id}?after=x").text


def test_the_chart_ends_with_the_balance(synced: Site, sandbox: RunningSandbox) -> None:
    """As exact text, one for each day; the page has some of it as a table."""
    wallet_id, truth = longest(sandbox)
    chain = synced.pipeline.chains[wallet_id.partition(":")[0]]
    chart = synced.operator().get(f"/wallets/{wallet_id}/chart.json").json()
    balance = render_amount(truth["totals"]["balance"], chain.decimals)
    assert (chart["balance"][-1], chart["symbol"]) == (balance, chain.symbol)
    assert len(chart["days"]) == len(chart["balance"]) == len(chart["worth"])
    assert chart["days"] == sorted(chart["days"])


@pytest.mark.parametrize("form", ["csv", "parquet", *load_forms()])
def test_every_export_has_the_whole_history(synced: Site, sandbox: RunningSandbox, form: str) -> None:
    """Rows of this wallet alone, under a name that says what it is."""
    wallet_id, truth = longest(sandbox)
    answer = synced.operator().get(f"/wallets/{wallet_id}/export?form={form}")
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{wallet_id.replace(":", "-")}')
    if form == "parquet":
        rows = pq.read_table(io.BytesIO(answer.content)).to_pylist()
    else:
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    if form not in {"csv", "parquet"}:
        assert len(rows) == sum(row["balance_change"] != 0 for row in truth["transactions"])
    else:
        assert len(rows) == len(truth["transactions"])
        assert sum(int(row["balance_change"]) for row in rows) == truth["totals"]["balance"]


def test_an_unknown_form_is_told(synced: Site, sandbox: RunningSandbox) -> None:
    """With those there are; and nothing is left behind of any export."""
    wallet_id, _ = longest(sandbox)
    answer = synced.operator().get(f"/wallets/{wallet_id}/export?form=../evil")
    assert (answer.status_code, "koinly" in answer.text) == (404, True)
    assert list(synced.pipeline.settings.exports.iterdir()) == []


@pytest.mark.parametrize("path", GETS)
def test_nobody_sees_anothers_wallet(synced: Site, sandbox: RunningSandbox, path: str) -> None:
    """It is as unknown as one that is not there, in the same words; and nobody at all is led to the login."""
    wallet_id, _ = longest(sandbox)
    _, bob = synced.person(f"Bob{path}")
    theirs, nothing = (
        bob.get(f"/wallets/{one}{path}") for one in (wallet_id, "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT")
    )
    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert theirs.text == nothing.text
    assert synced.nobody().get(f"/wallets/{wallet_id}{path}").status_code == 303


@pytest.mark.parametrize("path", POSTS)
def test_nobody_changes_anothers_wallet(site: Site, path: str) -> None:
    """Neither somebody who does not track it, nor a viewer who does."""
    site.pipeline.registry.add_wallets([TrackedWallet(ETHER, "mine", ("a",))], site.pipeline.clock())
    _, bob = site.person("Bob")
    vic_id, vic = site.person("Vic", "viewer")
    site.pipeline.registry.add_wallets([TrackedWallet(ETHER, "his")], site.pipeline.clock(), person_id=vic_id)
    url = f"/wallets/{ETHER.wallet_id}{path}"
    assert [browser.post(url, data={"label": "evil"}).status_code for browser in (bob, vic, site.nobody())] == [
        404,
        403,
        401,
    ]
    assert [one.label for one in site.pipeline.registry.list_tracked(OPERATOR)] == ["mine"]
    assert [one.label for one in site.pipeline.registry.list_tracked(vic_id)] == ["his"]
    assert site.pipeline.registry.waiting_requests() == []


def test_what_a_person_says_is_saved_for_them_alone(site: Site) -> None:
    """Exactly, what is empty too; hostile words are shown and run nowhere; a private key is not kept."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    registry.add_wallets([TrackedWallet(ETHER, "mine", ("a",))], now)
    ann_id, ann = site.person("Ann")
    registry.add_wallets([TrackedWallet(ETHER, "hers", ("b",))], now, person_id=ann_id)
    url = f"/wallets/{ETHER.wallet_id}"
    said = {"label": HOSTILE, "tags": f"x, {HOSTILE}", "owner": "", "note": HOSTILE}
    answer = ann.post(f"{url}/edit", data=said)
    assert answer.headers["location"] == f"{url}?told=saved"
    page = ann.get(answer.headers["location"]).text
    assert "<img" not in page.replace('<img src="/static/', "")
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 3
    tracked = registry.find_track(ann_id, ETHER.wallet_id)
    assert tracked
    assert (tracked.label, tracked.tags, tracked.note) == (HOSTILE, ("x", HOSTILE), HOSTILE)
    assert [one.label for one in registry.list_tracked(OPERATOR)] == ["mine"]
    secret = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    refused = ann.post(f"{url}/edit", data={"note": f"key {secret}"})
    assert (refused.status_code, secret in refused.text) == (422, False)
    assert registry.find_track(ann_id, ETHER.wallet_id) == tracked


def test_a_resync_pressed_twice_starts_one(site: Site) -> None:
    """And while one goes on, that is said."""
    registry = site.pipeline.registry
    registry.add_wallets([TrackedWallet(ETHER)], site.pipeline.clock())
    browser, url = site.operator(), f"/wallets/{ETHER.wallet_id}"
    told = [browser.post(f"{url}/resync").headers["location"] for _ in range(2)]
    assert told == [f"{url}?told=resync", f"{url}?told=resync-busy"]
    (wish,) = registry.waiting_requests()
    assert (wish.kind, wish.wallet_ids) == ("resync", (ETHER.wallet_id,))
    registry.take_requests([wish.request_id], "run", site.pipeline.clock())
    assert "Starting" in browser.get(url).text
    registry.start_sync("run", ETHER.wallet_id, "resync", site.pipeline.clock())
    assert browser.post(f"{url}/resync").headers["location"] == told[1]
    assert "Reading everything again" in browser.get(url).text
    assert registry.waiting_requests() == []


def test_a_sync_is_asked_for_once(site: Site) -> None:
    """What is new, for who may change things; while it waits, a second is not asked for."""
    registry = site.pipeline.registry
    vic_id, vic = site.person("Vic", "viewer")
    for person_id in (OPERATOR, vic_id):
        registry.add_wallets([TrackedWallet(ETHER)], site.pipeline.clock(), person_id=person_id)
    browser, url = site.operator(), f"/wallets/{ETHER.wallet_id}"
    told = [browser.post(f"{url}/sync").headers["location"] for _ in range(2)]
    assert told == [f"{url}?told=sync", f"{url}?told=sync-busy"]
    assert [(one.kind, one.wallet_ids) for one in registry.waiting_requests()] == [("refresh", (ETHER.wallet_id,))]
    assert vic.post(f"{url}/sync").status_code == 403
    assert "Sync now" not in vic.get(url).text


def test_what_another_run_has_synced_meanwhile_does_not_start(site: Site) -> None:
    """A run took the wish, and the wallet was read since, be it by another run: nothing is to come."""
    registry = site.pipeline.registry
    registry.add_wallets([TrackedWallet(ETHER)], site.pipeline.clock())
    registry.ask("refresh", [ETHER.wallet_id], "me", site.pipeline.clock())
    before = registry.start_sync("before", ETHER.wallet_id, "refresh", site.pipeline.clock())
    registry.take_requests([one.request_id for one in registry.waiting_requests()], "run", site.pipeline.clock())
    registry.finish_sync(before, "succeeded", 1, 1, 1, "", site.pipeline.clock())
    browser, url = site.operator(), f"/wallets/{ETHER.wallet_id}"
    assert "Starting" in browser.get(url).text, "what began before is not what was asked for"
    other = registry.start_sync("other", ETHER.wallet_id, "refresh", site.pipeline.clock())
    registry.finish_sync(other, "succeeded", 7, 1, 1, "", site.pipeline.clock())
    page = browser.get(url).text
    assert "Starting" not in page
    assert "Last synced" in page


def test_removing_is_asked_once_and_takes_what_nobody_else_tracks(site: Site) -> None:
    """The first person's view goes alone; the last one's takes the data along."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    ann_id, ann = site.person("Ann")
    registry.add_wallets([TrackedWallet(ETHER, "mine")], now)
    registry.add_wallets([TrackedWallet(ETHER, "hers")], now, person_id=ann_id)
    url = f"/wallets/{ETHER.wallet_id}/delete"
    question = ann.get(url).text
    assert "Remove this wallet?" in question
    assert "mine" not in question
    assert registry.find_track(ann_id, ETHER.wallet_id), "asking removes nothing"
    answer = ann.post(url)
    assert answer.headers["location"] == "/wallets?told=deleted"
    assert ann.post(url).status_code == 404
    assert registry.waiting_requests() == []
    site.operator().post(url)
    assert [(one.kind, one.wallet_ids) for one in registry.waiting_requests()] == [("delete", (ETHER.wallet_id,))]


def test_what_failed_says_why_and_what_comes_next(site: Site) -> None:
    """The reason stands above, and in the list of syncs."""
    registry, now = site.pipeline.registry, site.pipeline.clock()
    registry.add_wallets([TrackedWallet(ETHER)], now)
    sync_id = registry.start_sync("run", ETHER.wallet_id, "refresh", now)
    registry.finish_sync(sync_id, "failed", 0, 3, 9_000, "It <b>broke</b>.", now)
    page = site.operator().get(f"/wallets/{ETHER.wallet_id}").text
    assert page.count("It &lt;b&gt;broke&lt;/b&gt;.") == 2
    assert "The next attempt: <time" in page
