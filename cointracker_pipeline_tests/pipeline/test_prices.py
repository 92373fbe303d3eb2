"""Prices follow the wallets at the least cost: two priced chains, one without a history, one without worth."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.pipeline import Pipeline, open_pipeline
from cointracker_pipeline.reports.portfolio import derive_portfolio
from cointracker_pipeline.sandbox.facts import CHAINS
from cointracker_pipeline.sandbox.price_path import price_on
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline.sync.progress import Progress

NAMES = ("bitcoin", "litecoin", "zcash", "bitcoin-testnet")
NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox with a wallet of eight transactions on each of the four chains."""
    with running_sandbox(wallets=1, transactions=(8, 8), chains=NAMES, clock=NOW.timestamp) as running:
        yield running


class Home:
    """A home of its own whose clock a test moves."""

    def __init__(self, pipeline: Pipeline, sandbox: RunningSandbox) -> None:
        self.now = NOW
        self.sandbox = sandbox
        client = open_client(pipeline.settings, pipeline.registry.ledger, clock=self.clock)
        self.pipeline = replace(pipeline, clock=self.clock, _client=client)

    def clock(self) -> datetime:
        """Return the time."""
        return self.now

    def sync(self, *chains: str) -> None:
        """Sync the wallets of some chains."""
        wallets = [
            Wallet(str(one["chain"]), str(one["address"]))
            for one in self.sandbox.control.wallets()
            if one["chain"] in (chains or NAMES)
        ]
        self.pipeline.add_wallets([TrackedWallet(one) for one in wallets], "test")
        self.pipeline.sync(wallets, "run", lambda _: None, Progress())

    def read(self, sql: str) -> list[tuple[object, ...]]:
        """Return what the warehouse says."""
        with self.pipeline.warehouse.transaction() as connection:
            derive_portfolio(connection, self.pipeline.chains.values(), self.now)
            return connection.execute(sql).fetchall()

    def spent(self) -> int:
        """Return the points spent so far, in thousandths."""
        return self.pipeline.client.budget.spent_today


def settings_of(tmp_path: Path, sandbox: RunningSandbox, **more: object) -> Settings:
    """Return the settings of a home that asks the sandbox."""
    return load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="any", retry_seconds=0, **more)


@pytest.fixture
def home(tmp_path: Path, sandbox: RunningSandbox) -> Iterator[Home]:
    """A home of its own."""
    with open_pipeline(settings_of(tmp_path, sandbox, second_currency="EUR")) as pipeline:
        yield Home(pipeline, sandbox)


def test_the_first_run_costs_twelve_points_a_coin(home: Home) -> None:
    """And every movement has its worth, exactly; the next runs cost nothing."""
    home.sync()
    synced = home.spent()
    told = home.pipeline.update_prices(ask=False)
    assert (told.requests, told.millipoints, told.written) == (0, 0, 3)
    assert home.read("select distinct source, day from prices") == [("market", NOW.date())]
    news = home.pipeline.update_prices(ask=True)
    assert (news.requests, news.millipoints, news.problems) == (2, 24_000, [])
    assert home.spent() - synced == 24_000
    for name in ("bitcoin", "litecoin"):
        rows = home.read(
            "select balance_change, block_time::date, price_usd, worth_usd from transactions_display "
            f"where chain = '{name}'"
        )
        assert len(rows) == 8
        for change, day, price, worth in rows:
            assert isinstance(day, date)
            expected = Decimal(str(price_on(CHAINS[name], day)))
            assert price == expected
            assert worth == (Decimal(str(change)) * expected).scaleb(-8).quantize(Decimal("1e-8"), "ROUND_HALF_UP")
    home.now += DAY
    again = home.pipeline.update_prices(ask=True)
    assert (again.requests, home.spent()) == (0, 0)


def test_a_coin_without_history_has_no_worth_but_todays(home: Home) -> None:
    """Until a file gives it, in the currency it gives; a test network's coins never have any."""
    home.sync("zcash", "bitcoin-testnet")
    assert home.pipeline.update_prices(ask=True).requests == 0
    worths = (
        "select chain, count(*), count(worth_usd), count(worth_second) from {}_display group by chain order by chain"
    )
    assert home.read(worths.format("transactions")) == [("bitcoin-testnet", 8, 0, 0), ("zcash", 8, 0, 0)]
    assert home.read(worths.format("portfolio")) == [("bitcoin-testnet", 1, 0, 0), ("zcash", 1, 1, 0)]
    days = [
        str(day) for (day,) in home.read("select distinct block_time::date from transactions where chain = 'zcash'")
    ]
    lines = "".join(f"{day},20.5\n" for day in days)
    (home.pipeline.settings.price_files / "zcash.csv").write_text(f"date,price\n{lines}")
    (home.pipeline.settings.price_files / "EUR.csv").write_text("date,rate\n" + "".join(f"{day},0.9\n" for day in days))
    assert home.pipeline.update_prices(ask=True).problems == []
    assert home.read(worths.format("transactions")) == [("bitcoin-testnet", 8, 0, 0), ("zcash", 8, 8, 8)]
    assert home.read("select count(*) from prices where chain = 'bitcoin-testnet'") == [(0,)]
    assert home.read("select distinct price from prices where currency = 'EUR'") == [(Decimal("18.45"),)]


def test_a_gap_is_one_question_from_its_first_day(home: Home) -> None:
    """Nothing was fetched on the day of a movement: 13 points bring its price, once."""
    home.sync("bitcoin")
    home.pipeline.update_prices(ask=True)
    missed = NOW.date() + 3 * DAY
    with home.pipeline.warehouse.transaction() as connection:
        connection.execute("insert into daily_balances values ('bitcoin:x', 'bitcoin', ?, 0, 0, 1, 1)", [missed])
    home.now += 5 * DAY
    home.sandbox.control.next_day()
    before = len(home.sandbox.service.journal.entries)
    for _ in range(2):
        home.pipeline.update_prices(ask=True)
    asked = [one for one in list(home.sandbox.service.journal.entries)[before:] if one.path == "/bitcoin/blocks"]
    assert [(one.params["q"], one.millipoints) for one in asked] == [(f"time({missed}..)", 13_000)]


def test_files_come_first_and_what_is_known_stays(home: Home) -> None:
    """A file of an old day is taken before the history; one that comes later changes nothing, and says how many."""
    home.sync("bitcoin")
    ((day,),) = home.read("select min(block_time)::date from transactions")
    path = home.pipeline.settings.price_files / "bitcoin.csv"
    path.write_text(f"date,price\n{day},7\n")
    home.pipeline.update_prices(ask=True)
    read = f"select price, source from prices where day = '{day}'"
    assert home.read(read) == [(Decimal(7), "file")]
    path.write_text(f"date,price\n{day},8\n")
    assert home.pipeline.update_prices(ask=True).differing == 1
    assert home.read(read) == [(Decimal(7), "file")]


def test_a_wrong_file_hides_nothing_else(home: Home) -> None:
    """It is told as a problem, with its line."""
    home.sync("bitcoin")
    (home.pipeline.settings.price_files / "bitcoin.csv").write_text("date,price\n2020-01-01,0\n")
    news = home.pipeline.update_prices(ask=True)
    assert news.requests == 1
    (problem,) = news.problems
    assert problem.startswith("bitcoin.csv, line 2")


def test_when_points_are_short_prices_wait(tmp_path: Path, sandbox: RunningSandbox) -> None:
    """The question is left out with a word of why, and asked for when there are points again."""
    with open_pipeline(settings_of(tmp_path, sandbox, points_per_day=15)) as pipeline:
        home = Home(pipeline, sandbox)
        home.sync("bitcoin", "litecoin")
        spent = home.spent()
        news = home.pipeline.update_prices(ask=True)
        assert (news.requests, home.spent() - spent) == (0, 0)
        (problem,) = news.problems
        assert problem.startswith("Prices of bitcoin are left out for now, the points do not suffice")
        assert home.read("select count(*) from prices where source = 'market'") == [(2,)]
    with open_pipeline(settings_of(tmp_path, sandbox)) as pipeline:
        assert Home(pipeline, sandbox).pipeline.update_prices(ask=True).requests == 2


def test_a_refusal_is_told_and_not_repeated_today(home: Home) -> None:
    """The other coins are asked for all the same; tomorrow it is asked again."""
    home.sync("bitcoin", "litecoin")
    home.sandbox.control.set_faults(kinds=["400"], path="/bitcoin/blocks")
    news = home.pipeline.update_prices(ask=True)
    assert news.requests == 1
    (problem,) = news.problems
    assert "bitcoin" in problem
    assert home.pipeline.update_prices(ask=True).problems == []
    home.sandbox.control.set_faults(clear=True)
    home.now += DAY
    assert home.pipeline.update_prices(ask=True).millipoints == 12_000


def test_an_outage_leaves_prices_out(home: Home) -> None:
    """And asks for no other coin meanwhile."""
    home.sync("bitcoin", "litecoin")
    home.sandbox.control.set_faults(kinds=["500"], path="/*/blocks")
    news = home.pipeline.update_prices(ask=True)
    home.sandbox.control.set_faults(clear=True)
    assert news.requests == 0
    (problem,) = news.problems
    assert "the service does not answer" in problem
    assert home.pipeline.update_prices(ask=True).requests == 2


def test_prices_can_be_switched_off(tmp_path: Path, sandbox: RunningSandbox) -> None:
    """Nothing is stored and nothing asked."""
    with open_pipeline(settings_of(tmp_path, sandbox, prices="off")) as pipeline:
        home = Home(pipeline, sandbox)
        home.sync("bitcoin")
        spent = home.spent()
        assert home.pipeline.update_prices(ask=True).written == 0
        assert home.spent() == spent
        assert home.read("select count(*) from prices") == [(0,)]


def test_todays_worth_in_another_currency_holds_the_last_rate(home: Home) -> None:
    """Yesterday's rate is carried into today, and gives way to today's own; what is over then stays."""
    home.sync("bitcoin")
    path = home.pipeline.settings.price_files / "EUR.csv"
    read = "select day, price, source from prices where currency = 'EUR' order by day desc limit 1"
    path.write_text(f"date,rate\n{NOW.date() - DAY},0.5\n")
    home.pipeline.update_prices(ask=False)
    price = Decimal(str(CHAINS["bitcoin"].price_usd))
    assert home.read(read) == [(NOW.date(), price / 2, "carried")]
    home.now += DAY
    home.pipeline.update_prices(ask=False)
    assert [source for _, _, source in home.read(read)] != ["carried"]
    path.write_text(f"date,rate\n{NOW.date() - DAY},0.5\n{NOW.date()},0.25\n")
    home.pipeline.update_prices(ask=False)
    assert (NOW.date(), price / 4, "rate") in home.read(read.replace("limit 1", ""))


def test_a_plan_tells_what_prices_will_cost(home: Home) -> None:
    """A history that was never asked for, or a gap that is known; nothing once all is there."""

    def plan() -> list[tuple[str, int]]:
        return [(part.name, part.millipoints) for part in home.pipeline.plan_prices(NAMES)]

    assert plan() == [("prices bitcoin", 12_000), ("prices litecoin", 12_000)]
    home.sync("bitcoin", "litecoin")
    assert plan() == [("prices bitcoin", 12_000), ("prices litecoin", 12_000)]
    home.pipeline.update_prices(ask=True)
    assert plan() == []
    with home.pipeline.warehouse.transaction() as connection:
        connection.execute(
            "insert into daily_balances values ('bitcoin:x', 'bitcoin', ?, 0, 0, 1, 1)", [NOW.date() + DAY]
        )
    home.now += 3 * DAY
    assert plan() == [("prices bitcoin", 13_000)]


@pytest.mark.parametrize("currency", ["USD", "Euro", "€"])
def test_a_currency_that_cannot_be_is_named(currency: str) -> None:
    """The message names the variable and shows what one looks like."""
    with pytest.raises(SettingsError, match=r"COINTRACKER_SECOND_CURRENCY.*EUR"):
        load_settings(second_currency=currency)
    assert load_settings(second_currency=" eur ").second_currency == "EUR"
    assert load_settings(second_currency=" ").second_currency is None
