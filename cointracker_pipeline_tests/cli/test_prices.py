"""Prices and worth, as the command shows them and takes them."""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from cointracker_pipeline.sandbox.facts import CHAINS
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import WALLETS

pytestmark = pytest.mark.dagster
EIGHT, TWO = Decimal("1e-8"), Decimal("0.01")
ZCASH = "zcash:t1VmmGiyjVNeCjxDZzg7vZmd99WyzVby9yC"


def price_of(chain: str) -> Decimal:
    """Return a coin's price today in the sandbox."""
    return Decimal(str(CHAINS[chain].price_usd))


def test_a_sync_brings_prices_along(synced: Command) -> None:
    """Of each coin with wallets the whole history and today's price; one coin can be named."""
    rows = synced("prices", "--json").rows()
    assert [(row["chain"], row["currency"]) for row in rows] == [
        (one, "USD") for one in ("bitcoin", "dogecoin", "litecoin")
    ]
    for row in rows:
        assert Decimal(row["newest_price"]) == price_of(row["chain"])
        assert row["days"] > 1_000
        assert row["first_day"] < "2020" < row["last_day"]
    (one,) = synced("prices", "BTC", "--csv").table()
    assert one == {name: str(value) for name, value in rows[0].items()}
    assert "bitcoin" in synced("prices").out
    assert synced("prices", "--help").status == 0


def test_balances_show_their_worth(synced: Command) -> None:
    """To the eighth decimal place for programs, rounded for people, with the sum of all coins."""
    rows = synced("balances", "--json").rows()
    total = Decimal(0)
    for row in rows:
        expected = Decimal(row["balance"]) * price_of(row["wallet_id"].partition(":")[0])
        assert Decimal(row["worth_usd"]) == expected.quantize(EIGHT, ROUND_HALF_UP)
        assert (row["worth_second"], row["second_currency"]) == (None, None)
        total += Decimal(row["worth_usd"])
    assert len(rows) == len(WALLETS)
    shown = synced("balances").out
    assert f"Worth {total.quantize(TWO, ROUND_HALF_UP):,} USD" in shown.splitlines()
    assert re.search(r"^Total [\d.]+ BTC \([\d,.]+ USD\) in 1 wallet, all proven$", shown, re.MULTILINE)
    assert "worth usd" in shown
    assert "worth second" not in shown


def test_a_coin_without_history_has_the_worth_a_file_gives(
    command: Command, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """No request is made for it; a file with a wrong row is refused by name and line, and nothing of it is taken."""
    today = datetime.now(UTC).date()
    sandbox.control.add_wallet("zcash", ZCASH.partition(":")[2], 3)
    assert command("wallets", "add", *ZCASH.split(":")).status == 0
    assert "No prices yet" in command("prices").out
    wrong, right = tmp_path / "wrong" / "ZEC.csv", tmp_path / "ZEC.csv"
    wrong.parent.mkdir()
    wrong.write_text(f"Date;Close\n2020-01-01;20\n{today};-5\n")
    refused = command("prices", "import", str(wrong))
    assert refused.status == 1
    assert "ZEC.csv, line 3" in refused.err
    right.write_text(f"Date;Close\n2020-01-01;20\n{today};21.5\n")
    rates = tmp_path / "EUR.csv"
    rates.write_text(f"date,rate\n{today},0.9\n")
    euro = {"COINTRACKER_SECOND_CURRENCY": "eur"}
    assert "2 prices written, 0 requests for 0 points." in command("prices", "import", str(right)).out
    assert "1 price written" in command("prices", "import", str(rates), **euro).out
    ended = command("sync", **euro)
    assert ended.status == 0, ended.err
    (row,) = command("balances", "--json", **euro).rows()
    assert Decimal(row["price_usd"]) == Decimal("21.5")
    assert Decimal(row["worth_usd"]) == (Decimal(row["balance"]) * Decimal("21.5")).quantize(EIGHT, ROUND_HALF_UP)
    assert Decimal(row["worth_second"]) == (Decimal(row["balance"]) * Decimal("19.35")).quantize(EIGHT, ROUND_HALF_UP)
    assert row["second_currency"] == "EUR"
    assert [(one["chain"], one["currency"], one["days"]) for one in command("prices", "--json").rows()] == [
        ("zcash", "USD", 2),
        ("zcash", "EUR", 1),
    ]
    again = command("prices", "fetch", **euro)
    assert "0 requests for 0 points" in again.out
    right.write_text(f"Date;Close\n2020-01-01;99\n{today};21.5\n")
    clash = command("prices", "import", str(right))
    assert clash.status == 1
    assert "exists and is another file" in clash.err


def test_prices_can_be_switched_off(command: Command) -> None:
    """Nothing is asked for, and the command says why."""
    assert "switched off" in command("prices", "fetch", COINTRACKER_PRICES="off").out
