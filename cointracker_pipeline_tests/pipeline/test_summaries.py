"""The registry tells how each wallet stands, as the warehouse does, without opening it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cointracker_pipeline.domain.balance import Unproven
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.pipeline.summaries import publish_summaries
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.registry import OPERATOR
from cointracker_pipeline.sync.progress import Progress

NAMES = ("bitcoin", "litecoin")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox with a wallet of eight transactions on each of two chains."""
    with running_sandbox(wallets=1, transactions=(8, 8), chains=NAMES) as running:
        yield running


@pytest.fixture
def pipeline(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[Pipeline]:
    """A home whose wallets are synced."""
    settings = load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="any", retry_seconds=0)
    with open_pipeline(settings) as opened:
        wallets = [Wallet(str(one["chain"]), str(one["address"])) for one in sandbox.control.wallets()]
        opened.add_wallets([TrackedWallet(one) for one in wallets], "test")
        opened.sync(wallets, "run", lambda _: None, Progress())
        yield opened


def test_a_synced_wallet_has_the_figures_of_the_warehouse(pipeline: Pipeline) -> None:
    """After the sync itself, and again with worth once the portfolio is derived."""
    rows = pipeline.registry.list_wallet_page(OPERATOR, sort="chain").rows
    with pipeline.warehouse.transaction() as connection:
        stored = connection.execute(
            "select chain, balance, transaction_count, proven, complete from wallet_balances order by chain"
        ).fetchall()
    figures = [(one.wallet.chain, one.balance, one.transaction_count, one.proven, one.complete) for one in rows]
    assert figures == stored
    assert [chain for chain, *_ in stored] == list(NAMES)
    assert [one.transaction_count for one in rows] == [8, 8]


def test_worth_follows_when_the_portfolio_is_derived(pipeline: Pipeline) -> None:
    """In whole cents, as the view tells it."""
    pipeline.update_prices(ask=True)
    pipeline.derive_portfolio()
    with pipeline.warehouse.transaction() as connection:
        worths = connection.execute(
            "select floor(worth_usd * 100)::bigint from wallet_balances_display order by chain"
        ).fetchall()
    rows = pipeline.registry.list_wallet_page(OPERATOR, sort="chain").rows
    assert [(one.worth_cents,) for one in rows] == worths
    assert all(one.worth_cents for one in rows)


def test_nothing_is_written_when_nothing_changed(pipeline: Pipeline) -> None:
    """Neither of all nor of some; a wallet whose rows are gone has no figures any more."""
    publish_summaries(pipeline)
    ids = pipeline.registry.list_summarised()
    assert publish_summaries(pipeline) == publish_summaries(pipeline, ids) == 0
    pipeline.forget_rows(ids[0])
    assert publish_summaries(pipeline) == 0
    assert pipeline.registry.list_summarised() == ids[1:]


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ("chain_balance = balance + 1", "mismatch"),
        ("chain_balance = balance + 1, complete = false", None),
        ("exact = false", "inexact"),
        ("unexplained = 5, chain_balance = balance + 5", "unexplained"),
        ("unexplained = 5, chain_balance = balance + 6", "mismatch"),
    ],
)
def test_why_a_wallet_is_not_proven_is_told(pipeline: Pipeline, differs: str, why: Unproven | None) -> None:
    """As its proof in the warehouse says; of one that is incomplete or proven there is nothing to tell."""
    with pipeline.warehouse.transaction() as connection:
        connection.execute(f"update wallet_balances set proven = false, {differs} where chain = 'bitcoin'")
    assert publish_summaries(pipeline) == 1
    told = pipeline.registry.find_summaries(pipeline.registry.list_summarised()).values()
    found = sorted((one.chain, one.proven, one.unproven_as) for one in told)
    assert found == [("bitcoin", False, why), ("litecoin", True, None)]
