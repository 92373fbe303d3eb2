"""A long export is written by a process of its own."""

from pathlib import Path

import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import StoreError
from cointracker_pipeline.storage.warehouse import Extract, Warehouse, export_apart, export_extract
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

A, B = Wallet("coin", "a"), Wallet("coin", "b")


@pytest.fixture
def stored(warehouse: Warehouse) -> Warehouse:
    """A warehouse with two wallets."""
    with warehouse.transaction() as connection:
        connection.execute("insert into chains (chain, coin, symbol, decimals) values ('coin', 'Coin', 'COIN', 8)")
        for wallet in (A, B):
            store_wallet(connection, wallet, [make_row(f"{place:03}", 1 + place, (-1) ** place) for place in range(30)])
    return warehouse


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_it_writes_what_this_process_would(stored: Warehouse, tmp_path: Path, form: str) -> None:
    """The same bytes, of the wallets and rows that are wanted; nothing else is left in the folder."""
    folder = tmp_path / "answers"
    folder.mkdir()
    extract = Extract([A.wallet_id], "balance_change * $sign > 0", {"sign": 1})
    export_extract(stored, extract, form, folder / "here")
    export_apart(stored, extract, form, folder / "apart")
    assert (folder / "apart").read_bytes() == (folder / "here").read_bytes()
    assert sorted(one.name for one in folder.iterdir()) == ["apart", "here"]


def test_rows_are_those_wanted(stored: Warehouse, tmp_path: Path) -> None:
    """Half of one wallet's."""
    export_extract(stored, Extract([A.wallet_id], "balance_change * $sign > 0", {"sign": 1}), "csv", tmp_path / "x.csv")
    lines = (tmp_path / "x.csv").read_text().splitlines()
    assert len(lines) == 16
    assert all("coin:a" in line for line in lines[1:])


def test_its_failure_is_told(stored: Warehouse, tmp_path: Path) -> None:
    """With what that process said."""
    with pytest.raises(StoreError, match="ended early"):
        export_apart(stored, Extract([A.wallet_id]), "csv", tmp_path / "nowhere" / "x.csv")
