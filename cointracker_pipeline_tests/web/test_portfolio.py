"""A person's portfolio is what their own wallets hold."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet
from cointracker_pipeline.pipeline.reports import derive_reports
from cointracker_pipeline.pipeline.summaries import publish_summaries
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.web.site import Browser, Site, running_site, wallets_of


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory, sandbox: RunningSandbox) -> Iterator[Site]:
    """A site whose operator tracks all wallets, prices in two currencies and reports derived; its euro is 0.5 USD."""
    home = tmp_path_factory.mktemp("derived") / "home"
    settings = load_settings(home=home, base_url=sandbox.base_url, api_key="k", second_currency="EUR")
    with running_site(settings) as site:
        site.sync(*wallets_of(sandbox))
        pipeline = site.pipeline
        today = pipeline.clock().date()
        days = [today - timedelta(days=number) for number in range(3000)]
        (settings.price_files / "EUR.csv").write_text("date,rate\n" + "".join(f"{day},0.5\n" for day in days))
        assert not pipeline.update_prices(ask=True).problems
        pipeline.derive_portfolio()
        derive_reports(pipeline)
        publish_summaries(pipeline)
        yield site


def worths(browser: Browser, currency: str = "USD") -> list[Decimal]:
    """Return the chart's line."""
    told = browser.get(f"/portfolio/worth.json?currency={currency}").json()
    return [Decimal(one) for one in told["total"] if one is not None]


def test_an_empty_portfolio_says_what_to_do(site: Site) -> None:
    """Add a wallet, or upload; a viewer, who may do neither, is told whom to ask."""
    assert 'href="/wallets/add"' in site.operator().get("/").text
    _, viewer = site.person("Vera", "viewer")
    page = viewer.get("/").text
    assert 'href="/wallets/add"' not in page
    assert "an admin can give it" in page
    assert site.operator().get("/portfolio/worth.json").json()["days"] == []


def test_the_page_tells_the_worth_in_both_currencies(derived: Site) -> None:
    """And each chain, with its link; and the chart ends with the same."""
    held = derived.pipeline.registry.sum_by_chain(1)
    cents = sum(one.worth_cents for one in held)
    page = derived.operator().get("/").text.replace("<span>", "").replace("</span>", "")
    assert f"{cents // 100}.{cents % 100:02} USD" in page
    assert page.count(" EUR") >= len(held)
    for one in held:
        assert f'href="/wallets?chain={one.chain}"' in page
    dollars, euros = worths(derived.operator()), worths(derived.operator(), "EUR")
    assert abs(dollars[-1] - Decimal(cents) / 100) < 1
    assert abs(euros[-1] * 2 - dollars[-1]) < 1
    assert len(dollars) <= 501


def test_another_currency_is_refused(derived: Site) -> None:
    """By name of the setting that chooses it."""
    answer = derived.operator().get("/portfolio/worth.json?currency=CHF")
    assert answer.status_code == 422
    assert "COINTRACKER_SECOND_CURRENCY" in answer.text


def test_a_person_sees_their_own_wallets_alone(derived: Site) -> None:
    """Of one wallet that both track, the label and the tag of who looks; nothing of the others."""
    registry, now = derived.pipeline.registry, derived.pipeline.clock()
    first, *others = registry.list_tracked(1)
    registry.add_wallets([TrackedWallet(first.wallet, "the operator's word", ("operators-tag",))], now)
    person_id, browser = derived.person("Ann")
    registry.add_wallets([TrackedWallet(first.wallet, "Ann's own word", ("anns-tag",))], now, person_id=person_id)
    derive_reports(derived.pipeline, ["held_by_person", "largest_by_person"])
    hers, ours = browser.get("/").text, derived.operator().get("/").text
    assert "anns-tag" in hers
    assert "operator" not in hers
    assert not [one for one in others if one.wallet.address in hers]
    assert "anns-tag" not in ours
    assert "Ann" not in ours
    assert worths(browser)[-1] < worths(derived.operator())[-1]


def test_a_wallet_that_is_let_go_is_told_no_more(derived: Site) -> None:
    """Though the report of movements is older than that."""
    registry, now = derived.pipeline.registry, derived.pipeline.clock()
    wallet = registry.list_tracked(1)[0]
    person_id, browser = derived.person("Bob")
    registry.add_wallets([TrackedWallet(wallet.wallet)], now, person_id=person_id)
    derive_reports(derived.pipeline, ["largest_by_person"])
    assert f'href="/wallets/{wallet.wallet_id}"' in browser.get("/").text
    registry.untrack_wallets(person_id, [wallet.wallet_id], now)
    assert wallet.wallet.address not in browser.get("/").text


def test_nobody_sees_anything(derived: Site, tmp_path: Path) -> None:
    """Neither the page nor the chart."""
    for path in ("/", "/portfolio/worth.json"):
        assert derived.nobody().get(path).headers["location"].startswith("/login")
