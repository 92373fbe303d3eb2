"""Files of prices: any names of columns, exact values, and a message with file and line for what is wrong."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.domain.price import Price, Rate
from cointracker_pipeline.errors import PriceFileError
from cointracker_pipeline.price_files.columns import SYNONYMS
from cointracker_pipeline.price_files.folder import read_folder
from cointracker_pipeline.price_files.read import read_file
from cointracker_pipeline.settings import CHECKOUT

TODAY = date(2026, 1, 2)
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of a name and content."""

    def write_one(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write_one


def price(chain: str, day: str, number: str, currency: str = "USD") -> Price:
    """Return a price of a file."""
    return Price(chain, date.fromisoformat(day), currency, Decimal(number), "file")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zcash.csv", "date,price\n2024-01-31,21.53\n2026-01-02,0.1\n"),
        ("ZEC.csv", "Close;Day\r\n21.53;2024-01-31\r\n0.10;2026-01-02\r\n"),
        ("mine.csv", "date,chain,price,note\n2024-01-31,zcash,21.53,a\n2026-01-02,Zcash,0.1,\n"),
        (
            "mine.csv",
            "\ufeffSnapped_At,Symbol,Price USD\n2024-01-31 00:00:00 UTC,zec,21.53\n2026-01-02T10:00:00Z,ZEC,1e-01\n",
        ),
        ("mine.csv", "date\tticker\tprice\tcurrency\n2024-01-31\tZEC\t21.53\tusd\n2026-01-02\tZEC\t.1\t\n"),
    ],
)
def test_columns_may_have_many_names(write: Write, name: str, content: str) -> None:
    """And stand in any order; without a coin's column the file's name says the coin."""
    expected = [price("zcash", "2024-01-31", "21.53"), price("zcash", "2026-01-02", "0.1")]
    assert read_file(write(name, content), find_chain, TODAY) == (expected, [])


def test_rates_are_of_the_currency_of_their_file(write: Write) -> None:
    """Or of the one its column names."""
    expected = [Rate("EUR", date(2024, 1, 31), Decimal("0.9228"))]
    assert read_file(write("EUR.csv", "Date,Rate\n2024-01-31,0.9228\n"), find_chain, TODAY) == ([], expected)
    named = write("rates.csv", "date,currency,rate\n2024-01-31,eur,0.9228\n")
    assert read_file(named, find_chain, TODAY) == ([], expected)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("date,price\n2024-01-31,0\n", 2, "above 0"),
        ("date,price\n2024-01-30,1\n2024-01-31,-1\n", 3, "number above 0"),
        ("date,price\n2024-01-31,NaN\n", 2, "number above 0"),
        ("date,price\n2024-01-31,inf\n", 2, "number above 0"),
        ("date,price\n2024-01-31,\n", 2, "number above 0"),
        ("date,price\n2024-01-31\n", 2, "number above 0"),
        ('date,price\n2024-01-31,"1,234.5"\n', 2, "number above 0"),
        ("date,price\n2024-01-31,1_000\n", 2, "number above 0"),
        ("date,price\n2024-01-31,$5\n", 2, "number above 0"),
        ("date,price\n2024-01-31,1e12\n", 2, "cannot be a price"),
        ("date,price\n2024-01-31,1e-19\n", 2, "cannot be a price"),
        ("date,price\n2026-01-03,1\n", 2, "future"),
        ("date,price\n31.01.2024,1\n", 2, "2024-01-31"),
        ("date,price\n2024-02-30,1\n", 2, "2024-01-31"),
        ("date,price\n\n2024-01-31,1\n2024-01-31,1\n", 4, "line 3 tells of the same day"),
        ("date,price,currency\n2024-01-31,1,Euro\n", 2, "not a currency"),
        ("date,price,coin\n2024-01-31,1,floof\n", 2, "not a supported chain"),
        ("date,price,coin\n2024-01-31,1,bitcoin-testnet\n", 2, "have no worth"),
        ("date,rate,currency\n2024-01-31,1,USD\n", 2, "one USD buys"),
        ("date,rate,currency\n2024-01-31,1,EUR\n2024-01-31,2,EUR\n", 3, "line 2 tells of the same day"),
        ("date,close,price\n2024-01-31,1,1\n", 1, "several columns mean the price"),
        ("date,price,rate\n2024-01-31,1,1\n", 1, "must name the columns"),
        ("2024-01-31,5\n", 1, "must name the columns"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(write: Write, content: str, line: int, reason: str) -> None:
    """And nothing of the file is taken."""
    with pytest.raises(PriceFileError, match=reason) as caught:
        read_file(write("zcash.csv", content), find_chain, TODAY)
    assert str(caught.value).startswith(f"zcash.csv, line {line}: ")


@pytest.mark.parametrize(
    ("name", "content"), [("zcash.csv", ""), ("zcash.csv", "PK\x03\x04"), ("zcash.csv", '"open\n')]
)
def test_what_is_no_table_is_refused(write: Write, name: str, content: str) -> None:
    """By its name."""
    with pytest.raises(PriceFileError, match=name):
        read_file(write(name, content), find_chain, TODAY)


def test_a_folder_is_read_by_name(write: Write, tmp_path: Path) -> None:
    """A file that is wrong, or contradicts an earlier one, hides no other; the same figure twice is fine."""
    write("a.csv", "date,coin,price\n2024-01-31,zec,1\n")
    write("b.csv", "date,coin,price\n2024-01-31,zec,1.0\n2024-02-01,zec,2\n")
    write("c.csv", "date,coin,price\n2024-02-02,zec,3\n2024-02-01,zec,3\n")
    write("d.csv", "date,coin,price\nyesterday,zec,3\n")
    write("EUR.csv", "date,rate\n2024-01-31,0.9\n")
    write("read-me.txt", "nothing")
    folder = read_folder(tmp_path, find_chain, TODAY)
    assert set(folder.prices) == {price("zcash", "2024-01-31", "1"), price("zcash", "2024-02-01", "2")}
    assert folder.rates == {"EUR": {date(2024, 1, 31): Decimal("0.9")}}
    contradicting, wrong = folder.refused
    assert "c.csv" in contradicting
    assert "b.csv tells another figure of zcash 2024-02-01 USD" in contradicting
    assert wrong.startswith("d.csv, line 2")
    assert read_folder(tmp_path / "missing", find_chain, TODAY).refused == ()


def test_every_name_of_a_column_is_in_the_docs() -> None:
    """docs/prices.md lists what is accepted."""
    page = (CHECKOUT / "docs" / "prices.md").read_text("utf-8")
    rows = {line.split("|")[1].strip(" `"): line for line in page.splitlines() if line.startswith("| `")}
    for meaning in ("date", "coin", "price", "currency"):
        assert all(word in rows[meaning] for word in SYNONYMS[meaning]), meaning
    assert all(word in page for word in SYNONYMS["rate"])
