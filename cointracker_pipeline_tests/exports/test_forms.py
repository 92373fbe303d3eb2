"""What single forms say, where their readers want it in their own way."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports import load_forms, write_form
from cointracker_pipeline_tests.exports.moving import BITCOIN, ETHER, STORY, on_bitcoin, on_ethereum

FORMS = load_forms()
FEE = 21_000 * 10**9
KEY = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"


def rows_of(name: str, *movements: Movement, currency: str = "USD") -> list[dict[str, str]]:
    """Return the rows of a form by column; of columns with one name the last."""
    file = io.StringIO(newline="")
    write_form(FORMS[name], movements, file, currency)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_blockchair_numbers_transactions() -> None:
    """Both wallets of one transaction have its number; effect and worth have one sign, and the day comes first."""
    rows = rows_of("blockchair", *STORY[:3])
    assert [row["Tx number"] for row in rows] == ["1", "2", "2"]
    assert rows[1] == {
        "Tx number": "2",
        "Affected address/xpub": BITCOIN.address,
        "Effect": "-0.25000000",
        "Ticker": "BTC",
        "Amount fiat (USD)": "-10802.53",
        "Asset rate (USD)": "43210.123456789",
        "Date": "04/03/2022 15:06:07",
        "Transaction hash": "cd" * 32,
    }


def test_blockchair_is_always_in_dollars() -> None:
    """The columns say USD, whatever else is asked for."""
    assert FORMS["blockchair"].currency == FORMS["blockchair-extended"].currency == "USD"


def test_the_extended_report_has_two_types() -> None:
    """Its reader knows no others; a key stands in its own column."""
    rows = rows_of("blockchair-extended", *STORY, on_bitcoin(address=KEY))
    assert {row["Type"] for row in rows} == {"External receiving", "External spending"}
    assert all((Decimal(row["Effect"]) > 0) == (row["Type"] == "External receiving") for row in rows)
    assert (rows[0]["Wallet address"], rows[0]["Public key"]) == (BITCOIN.address, "")
    assert (rows[-1]["Wallet address"], rows[-1]["Public key"]) == ("", KEY)


def test_koinly_has_the_fee_in_the_amount() -> None:
    """What was sent is what the balance lost; a fee alone is a cost; worth is told in the currency asked for."""
    sent, fee, received = rows_of(
        "koinly", on_ethereum(-ETHER - FEE, FEE), on_ethereum(-FEE, FEE), BITCOIN, currency="EUR"
    )
    assert (sent["Sent Amount"], sent["Sent Currency"], sent["Received Amount"]) == ("1.000021000000000000", "ETH", "")
    assert (sent["Fee Amount"], sent["Label"], sent["Net Worth Currency"]) == ("", "", "")
    assert (fee["Sent Amount"], fee["Label"]) == ("0.000021000000000000", "cost")
    assert (received["Received Amount"], received["Net Worth Amount"]) == ("1.50000000", "64815.19")
    assert (received["Net Worth Currency"], received["Date"]) == ("EUR", "2022-03-04 15:06:07")


@pytest.mark.parametrize(
    ("name", "received", "sent", "fee"),
    [
        ("cointracker", "Received Quantity", "Sent Quantity", "Fee Amount"),
        ("coinledger", "Amount Received", "Amount Sent", "Fee Amount (Optional)"),
        ("tokentax", "BuyAmount", "SellAmount", "FeeAmount"),
        ("bittytax", "Buy Quantity", "Sell Quantity", "Fee Quantity"),
    ],
)
def test_a_fee_of_its_own_column_is_not_in_the_amount(name: str, received: str, sent: str, fee: str) -> None:
    """Received less sent and fee is what the balance changed by, in every kind of movement."""
    for movement, row in zip(STORY, rows_of(name, *STORY), strict=True):
        total = Fraction(row[received] or 0) - Fraction(row[sent] or 0) - Fraction(row[fee] or 0)
        assert total * 10**movement.decimals == movement.balance_change
        assert bool(row[received]) != bool(row[sent])


def test_cointracking_has_the_fee_in_what_was_sold() -> None:
    """Bought less sold is what the balance changed by; the fee is told beside it."""
    rows = rows_of("cointracking", *STORY)
    for movement, row in zip(STORY, rows, strict=True):
        total = Fraction(row["Buy"] or 0) - Fraction(row["Sell"] or 0)
        assert total * 10**movement.decimals == movement.balance_change
    assert [row["Type"] for row in rows[3:6]] == ["Withdrawal", "Other Fee", "Deposit"]
    assert [row["Fee"] for row in rows[3:6]] == ["0.000000000000021000", "", ""]


@pytest.mark.parametrize("name", ["rotki", "cryptotaxcalculator"])
def test_amounts_without_sign_get_it_from_the_type(name: str) -> None:
    """Type, amount and fee give back what the balance changed by."""
    came = {"Deposit", "receive"}
    for movement, row in zip(STORY, rows_of(name, *STORY), strict=True):
        amount = Fraction(row.get("Amount") or row["Base Amount"])
        fee = Fraction(row.get("Fee") or row.get("Fee Amount (Optional)") or 0)
        total = (amount if row["Type"] in came else -amount) - fee
        assert total * 10**movement.decimals == movement.balance_change


def test_rotki_counts_milliseconds() -> None:
    """The time is that of the block, in UTC."""
    (row,) = rows_of("rotki", BITCOIN)
    assert datetime.fromtimestamp(int(row["Timestamp"]) / 1000, UTC).replace(tzinfo=None) == BITCOIN.block_time


def test_bittytax_types() -> None:
    """Every type is one that BittyTax knows, and none has a value."""
    rows = rows_of("bittytax", *STORY)
    assert {row["Type"] for row in rows} == {"Deposit", "Withdrawal", "Spend"}
    assert not any(row["Buy Value in GBP"] or row["Sell Value in GBP"] for row in rows)
    assert rows[0]["Timestamp"] == "2022-03-04T15:06:07 UTC"


@pytest.mark.parametrize(
    ("amount", "price", "worth"),
    [(50, "1000000", "0.50"), (1, "500000", "0.01"), (-1, "500000", "-0.01"), (1, "1", "0.00")],
)
def test_half_a_cent_is_rounded_away_from_zero(amount: int, price: str, worth: str) -> None:
    """Worth is exact until it is rounded to the cent."""
    assert f"{on_bitcoin(price=Decimal(price)).value(amount):f}" == worth
