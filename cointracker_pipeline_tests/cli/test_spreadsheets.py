"""Spreadsheets of every form by command: their verdicts, what settings change, and the example."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.errors import UnknownChainError
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline_tests.chains.vectors import RECORDED, load_recorded
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import BITCOIN, DOGECOIN

ADDRESS = BITCOIN.partition(":")[2]
LEGACY = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def _workbook(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _is_supported(chain: str) -> bool:
    try:
        find_chain(chain)
    except UnknownChainError:
        return False
    return True


@pytest.mark.skipif(not RECORDED.exists(), reason=f"no recorded vectors at {RECORDED}")
def test_every_recorded_address_gets_its_verdict(offline: Command) -> None:
    """An address is accepted exactly if the published test suites call it valid and its chain is supported."""
    verdicts = offline("wallets", "import", str(RECORDED), "--dry-run", "--json").rows()
    expected = [row["valid"] == "1" and _is_supported(row["chain"]) for row in load_recorded()]
    assert [row["accepted"] for row in verdicts] == expected
    assert [row["line"] for row in verdicts] == list(range(2, len(expected) + 2))


def test_a_workbook_is_imported(offline: Command, tmp_path: Path) -> None:
    """Its rows have the same fates as those of a text file; a note is listed for programs."""
    path = tmp_path / "wallets.xlsx"
    path.write_bytes(
        _workbook(
            ("My wallets",),
            ("Coin", "Wallet", "Name", "Notes"),
            ("BTC", ADDRESS, "Mine", "Bought in May"),
            ("", DOGECOIN.partition(":")[2], "", ""),
            ("", LEGACY, "", ""),
        )
    )
    verdicts = offline("wallets", "import", str(path), "--csv").table()
    assert [(row["line"], row["accepted"], row["wallet_id"]) for row in verdicts] == [
        ("3", "True", BITCOIN),
        ("4", "True", DOGECOIN),
        ("5", "False", ""),
    ]
    assert "bitcoin or bitcoin-cash" in verdicts[2]["reason"]
    notes = {row["wallet_id"]: row["note"] for row in offline("wallets", "list", "--json").rows()}
    assert notes == {BITCOIN: "Bought in May", DOGECOIN: ""}


def test_settings_name_columns_and_the_default_chain(offline: Command, tmp_path: Path) -> None:
    """What people call things in their language, and which chain they mean, are settings."""
    path = tmp_path / "konten.csv"
    path.write_text(f"Konto;Zweck\n{LEGACY};Erster\n", encoding="utf-8")
    settings = {"COINTRACKER_COLUMN_NAMES": "address=Konto; label=Zweck,Titel", "COINTRACKER_DEFAULT_CHAIN": "BCH"}
    (row,) = offline("wallets", "import", str(path), "--dry-run", "--json", **settings).rows()
    assert row["wallet_id"].startswith("bitcoin-cash:q")
    refused = offline("wallets", "import", str(path))
    assert (refused.status, "No column holds the address" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COINTRACKER_COLUMN_NAMES", "Konto"),
        ("COINTRACKER_COLUMN_NAMES", "address="),
        ("COINTRACKER_COLUMN_NAMES", "adress=Konto"),
        ("COINTRACKER_DEFAULT_CHAIN", "floofcoin"),
    ],
)
def test_a_setting_that_cannot_work_is_named(offline: Command, tmp_path: Path, name: str, value: str) -> None:
    """The command fails with one message, and decides nothing."""
    path = tmp_path / "w.csv"
    path.write_text(f"chain,address\nbitcoin,{LEGACY}\n")
    ended = offline("wallets", "import", str(path), **{name: value})
    assert (ended.status, ended.out) == (1, "")
    assert name in ended.err


def test_rows_can_ask_for_deletions(offline: Command, tmp_path: Path) -> None:
    """A dry run asks for nothing, and tells programs what would be; an import lets the request wait, and says so."""
    offline("wallets", "add", "bitcoin", ADDRESS)
    path = tmp_path / "w.csv"
    path.write_text(f"chain,address,action\nbitcoin,{ADDRESS},delete\n")
    assert "1 deleted" in offline("wallets", "import", str(path), "--dry-run").out
    (row,) = offline("wallets", "import", str(path), "--dry-run", "--json").rows()
    assert (row["accepted"], row["outcome"]) == (True, "deleted")
    assert "leaves by itself" in offline("wallets", "import", str(path)).out
    with Registry(f"sqlite:///{offline.home / 'registry.sqlite'}") as registry:
        waiting = [(one.kind, one.wallet_ids, one.asked_by) for one in registry.waiting_requests()]
    assert ("delete", (BITCOIN,), "file w.csv") in waiting


def test_the_template_can_be_imported(offline: Command, tmp_path: Path) -> None:
    """Both files are written once, never over others, and each of their rows is a wallet."""
    written = offline("wallets", "template", str(tmp_path))
    assert written.status == 0
    for name in ("wallets.csv", "wallets.xlsx"):
        verdicts = offline("wallets", "import", str(tmp_path / name), "--dry-run", "--json").rows()
        assert [row["accepted"] for row in verdicts] == [True, True, True]
    again = offline("wallets", "template", str(tmp_path))
    assert (again.status, "exists already" in again.err) == (1, True)
    nowhere = offline("wallets", "template", str(tmp_path / "none"))
    assert (nowhere.status, "cannot be written" in nowhere.err) == (1, True)
