"""The list of wallets: everybody's own, sorted, filtered, page by page."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cointracker_pipeline.domain.balance import Unproven
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import WalletSummary
from cointracker_pipeline_tests.web.site import Browser, Site, running_site

NOW = datetime(2026, 1, 1, tzinfo=UTC)
UNPROVEN: dict[int, Unproven | None] = {3: "mismatch", 4: "inexact", 5: "unexplained", 6: None}
HOSTILE = '"><script>alert(1)</script>{{7*7}}'


def wallet(number: int) -> Wallet:
    """Return a wallet whose address sorts by its number."""
    return Wallet("bitcoin" if number % 2 else "dogecoin", f"address{number:03}")


def summarise(number: int) -> WalletSummary:
    """Return what the pipeline tells of a wallet, four of which are not proven."""
    one, worth = wallet(number), number * 100
    is_proven, why = number not in UNPROVEN, UNPROVEN.get(number)
    return WalletSummary(
        one.wallet_id, one.chain, number * 10**8, 0, worth, is_proven, True, number, NOW, NOW, unproven_as=why
    )


def labels(html: str) -> list[str]:
    """Return the labels in the order of the page."""
    return re.findall(r'<th scope="row">\s*<a href="/wallets/[^"]+">([^<]*)</a>', html)


def link(html: str, rel: str) -> str:
    """Return where a page leads."""
    found = re.search(rf'<a rel="{rel}" href="([^"]+)"', html)
    return found.group(1).replace("&amp;", "&") if found else ""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Browser, Browser]]:
    """A site where Ann tracks 120 wallets, some with figures, and Bob one of them."""
    home = tmp_path_factory.mktemp("many") / "home"
    with running_site(load_settings(home=home, base_url="http://127.0.0.1:9", api_key="k")) as site:
        ann_id, ann = site.person("Ann")
        bob_id, bob = site.person("Bob")
        registry = site.pipeline.registry
        hers = [TrackedWallet(wallet(n), f"Wallet {n:03}", ("even",) if n % 2 == 0 else ()) for n in range(120)]
        registry.add_wallets(hers, NOW, person_id=ann_id)
        registry.add_wallets([TrackedWallet(wallet(7), HOSTILE, (HOSTILE,))], NOW, person_id=bob_id)
        registry.write_summaries([summarise(n) for n in range(100)])
        yield site, ann, bob


def test_pages_lead_on_and_back(many: tuple[Site, Browser, Browser]) -> None:
    """Fifty at a time: every wallet once, and the same pages on the way back."""
    _, ann, _ = many
    first = ann.get("/wallets").text
    second = ann.get(link(first, "next")).text
    third = ann.get(link(second, "next")).text
    assert labels(first) + labels(second) + labels(third) == [f"Wallet {n:03}" for n in range(120)]
    assert (link(first, "prev"), link(third, "next")) == ("", "")
    back = ann.get(link(third, "prev")).text
    assert labels(back) == labels(second)
    assert labels(ann.get(link(back, "prev")).text) == labels(first)


def test_headings_sort(many: tuple[Site, Browser, Browser]) -> None:
    """Figures the largest first, and the other way round when asked again; a screen reader is told."""
    _, ann, _ = many
    page = ann.get("/wallets?sort=worth").text
    assert labels(page)[:2] == ["Wallet 099", "Wallet 098"]
    assert 'aria-sort="descending"' in page
    turned = re.search(r'href="(/wallets\?sort=worth&amp;order=up)"', page)
    assert turned
    assert labels(ann.get("/wallets?sort=worth&order=up").text)[20:22] == ["Wallet 000", "Wallet 001"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=wallet+01", [f"Wallet {n:03}" for n in range(10, 20)]),
        ("q=ADDRESS119", ["Wallet 119"]),
        ("chain=dogecoin&q=00", [f"Wallet {n:03}" for n in (0, 2, 4, 6, 8, 100)]),
        ("tag=even&q=wallet+00", [f"Wallet {n:03}" for n in range(0, 10, 2)]),
        ("state=not+proven", ["Wallet 003", "Wallet 006"]),
        ("state=not+exact+yet", ["Wallet 004"]),
        ("state=partly+unexplained", ["Wallet 005"]),
        ("q=%25", []),
    ],
)
def test_filters(many: tuple[Site, Browser, Browser], query: str, expected: list[str]) -> None:
    """By text in label or address, chain, tag and state, alone or together; what was typed stays in the form."""
    _, ann, _ = many
    page = ann.get(f"/wallets?{query}")
    assert labels(page.text) == expected
    assert ("No wallet matches" in page.text) == (not expected)


def test_why_a_wallet_is_not_proven_is_told_without_the_warehouse(many: tuple[Site, Browser, Browser]) -> None:
    """Which knows none of them; a form offers each word once, with how many there are."""
    _, ann, _ = many
    page = ann.get("/wallets").text
    told = dict(
        re.findall(r'<a href="/wallets/\w+:address(\d+)">.*?<span class="state ([^<]+)</span>', page, re.DOTALL)
    )
    words = ('bad">not proven', 'wait">not exact yet', 'wait">partly unexplained', 'bad">not proven')
    assert tuple(told[f"{number:03}"] for number in UNPROVEN) == words
    offered = re.search(r'<select name="state">.*?</select>', page, re.DOTALL)
    assert offered
    assert re.findall(r">([^<]+) \((\d+)\)</option>", offered.group()) == [
        ("not synced yet", "20"),
        ("proven", "96"),
        ("not exact yet", "1"),
        ("partly unexplained", "1"),
        ("not proven", "2"),
    ]


def test_everybody_sees_their_own_list(many: tuple[Site, Browser, Browser]) -> None:
    """Neither another's wallets nor what another says of a shared one; and no label runs."""
    _, ann, bob = many
    page = bob.get("/wallets").text
    assert labels(page) == ["&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}"]
    assert "Wallet 007" not in page
    assert "<script>alert" not in page
    assert "alert(1)" not in ann.get("/wallets?q=address007").text
    assert labels(bob.get("/wallets?q=address008").text) == []


def test_totals_are_of_all(many: tuple[Site, Browser, Browser]) -> None:
    """However much is filtered away."""
    _, ann, _ = many
    page = ann.get("/wallets?q=nothing").text
    assert ">96 of 120<" in page
    plain = re.sub(r"<[^>]+>", "", page)
    assert "4950.00 USD" in plain


def test_an_unusable_cursor_is_told(many: tuple[Site, Browser, Browser]) -> None:
    """One that was tampered with, or made for another order."""
    _, ann, _ = many
    assert ann.get("/wallets?after=nonsense").status_code == 422
    assert ann.get("/wallets?sort=evil").status_code == 422
    following = link(ann.get("/wallets").text, "next")
    assert ann.get(f"{following}&sort=worth").status_code == 422


def test_an_empty_list_says_what_to_do(tmp_path: Path) -> None:
    """A member may add wallets; a viewer is told who can let them."""
    with running_site(load_settings(home=tmp_path / "home", base_url="http://127.0.0.1:9", api_key="k")) as site:
        assert "Add your first wallet" in site.person("Ann")[1].get("/wallets").text
        page = site.person("Vic", "viewer")[1].get("/wallets").text
        assert "Add your first" not in page
        assert "No wallets yet" in page
        assert site.nobody().get("/wallets").status_code == 303
