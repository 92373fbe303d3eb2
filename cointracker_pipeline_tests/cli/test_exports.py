"""Movements are exported in the columns of other tools, by command."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet
import pytest

from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.exports import load_forms
from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import BITCOIN, LITECOIN
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

WALLETS = tuple(Wallet(*wallet_id.split(":")) for wallet_id in (BITCOIN, LITECOIN))
ROWS: Sequence[Transaction] = [make_row("spent", 200, -5), make_row("got", 1, 150_000_000)]


@pytest.fixture
def stored(offline: Command) -> Command:
    """The command with a home that has two wallets with two transactions each, and one price."""
    with open_pipeline(load_settings(home=offline.home)) as pipeline:
        labels = ("=cmd|' /C calc'!A0", "-litecoins")
        tracked = [
            TrackedWallet(wallet, label, ("@home",), owner=owner)
            for wallet, label, owner in zip(WALLETS, labels, ("Ann", "Bob"), strict=True)
        ]
        pipeline.add_wallets(tracked, "test")
        with pipeline.warehouse.transaction() as connection:
            for wallet in WALLETS:
                store_wallet(connection, wallet, ROWS)
            connection.execute("insert into prices values ('bitcoin', '2020-01-01', 'USD', 7200, 'test')")
    return offline


def read(path: Path) -> list[list[str]]:
    """Return the cells of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_every_form_is_written(stored: Command, tmp_path: Path) -> None:
    """Each is a file of its name with one row for each movement, and nothing else is left."""
    forms = list(load_forms())
    ended = stored("export", *(f"--form={name}" for name in forms), "--to", str(tmp_path / "out"))
    assert ended.status == 0, ended.err
    assert ended.out.splitlines() == [f"{tmp_path}/out/{name}.csv: 4 rows" for name in forms]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.csv" for name in forms}
    assert all(len(read(tmp_path / "out" / f"{name}.csv")) == 5 for name in forms)
    assert list((stored.home / "exports").iterdir()) == []


def test_a_form_can_be_of_some_wallets_and_days(stored: Command) -> None:
    """Printed, it holds what was asked for and nothing else; what people read is elsewhere."""
    ended = stored("export", "--form", "koinly", "--owner", "Ann", "--until", "2020-01-01", "--to", "-")
    (row,) = ended.table()
    assert row["Received Amount"] == "1.50000000"
    assert (row["Net Worth Amount"], row["Net Worth Currency"]) == ("10800.00", "USD")
    assert row["Description"] == "'=cmd|' /C calc'!A0"
    assert "1 row" in ended.err
    ended = stored("export", "--form", "blockchair", "--wallet", LITECOIN, "--from", "2020-01-02", "--to", "-")
    (row,) = ended.table()
    assert (row["Effect"], row["Ticker"], row["Amount fiat (USD)"]) == ("-0.00000005", "LTC", "")


def test_tables_with_labels_have_no_formulas(stored: Command, tmp_path: Path) -> None:
    """In CSV they are disarmed, in Parquet they are as they are."""
    for file_format in ("csv", "parquet"):
        assert stored("export", "wallets", "--format", file_format, "--to", str(tmp_path)).status == 0
    header, *rows = read(tmp_path / "wallets.csv")
    assert header == ["wallet_id", "chain", "address", "label", "owner", "tags"]
    assert [row[3] for row in rows] == ["'=cmd|' /C calc'!A0", "'-litecoins"]
    assert {row[5] for row in rows} == {"'@home"}
    values = pyarrow.parquet.read_table(tmp_path / "wallets.parquet").to_pylist()
    assert [value["label"] for value in values] == ["=cmd|' /C calc'!A0", "-litecoins"]
    assert [value["tags"] for value in values] == [["@home"], ["@home"]]


def test_printed_tables_have_no_formulas(stored: Command) -> None:
    """Those of --csv neither; amounts keep their sign."""
    assert {row["label"] for row in stored("wallets", "list", "--csv").table()} == {
        "'=cmd|' /C calc'!A0",
        "'-litecoins",
    }
    assert stored("transactions", BITCOIN, "--csv").table()[0]["change"] == "-0.00000005"


def test_forms_are_listed(offline: Command) -> None:
    """Each with what it is for."""
    lines = offline("export", "--forms").out.splitlines()
    assert [line.split()[0] for line in lines] == list(load_forms())


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--owner", "Ann"], "--form"),
        (["transactions", "--form", "koinly"], "CSV"),
        (["--form", "koinly", "--format", "parquet"], "CSV"),
        (["--form", "none"], "koinly"),
        (["--to", "-"], "--form"),
        (["--form", "koinly", "--currency", "dollars"], "USD"),
        (["--form", "koinly", "--from", "yesterday"], "%Y-%m-%d"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(offline: Command, arguments: list[str], word: str) -> None:
    """The message says what would."""
    ended = offline("export", *arguments)
    assert ended.status == 2
    assert word in ended.err


def test_a_wallet_that_is_not_tracked(stored: Command) -> None:
    """It is an error, not an empty file."""
    ended = stored("export", "--form", "koinly", "--wallet", "bitcoin:12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX")
    assert ended.status == 1
    assert "not tracked" in ended.err
    assert list((stored.home / "exports").iterdir()) == []


def test_a_folder_that_cannot_be_written(stored: Command, tmp_path: Path) -> None:
    """The message names another way."""
    (tmp_path / "file").touch()
    for arguments in (["--form", "koinly"], ["wallets"]):
        ended = stored("export", *arguments, "--to", str(tmp_path / "file"))
        assert ended.status == 1
        assert "another place" in ended.err
