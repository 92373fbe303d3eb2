"""Exports that are streamed: the same as the command's, without holding the warehouse."""

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse, export_table, spooled, stream_transactions
from cointracker_pipeline_tests.domain.paper_chain import make_row
from cointracker_pipeline_tests.storage.warehouse.storing import store_wallet

A, B, OTHER = (Wallet("coin", name) for name in ("a", "=b", "other"))


@pytest.fixture
def stored(warehouse: Warehouse) -> Warehouse:
    """A warehouse with three wallets and a price."""
    with warehouse.transaction() as connection:
        connection.execute("insert into chains (chain, coin, symbol, decimals) values ('coin', 'Coin', 'COIN', 8)")
        for number, wallet in enumerate((A, B, OTHER), start=1):
            rows = [make_row(f"{place:03}", 1 + place // 2, (-1) ** place * 10**16 * number) for place in range(300)]
            store_wallet(connection, wallet, rows)
        day = connection.execute("select min(block_time)::date from transactions").fetchone()
        connection.execute("insert into prices values ('coin', ?, 'USD', 2.5, 'here')", [*(day or ())])
    return warehouse


@pytest.mark.parametrize("batch", [7, 20_000])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_stream_is_the_export_of_the_wallets(stored: Warehouse, tmp_path: Path, form: str, batch: int) -> None:
    """The same columns, values and order, whatever the size of its pieces; nothing of other wallets."""
    path = tmp_path / "whole"
    with spooled(stored, [B.wallet_id, A.wallet_id], tmp_path) as spool:
        streamed = b"".join(stream_transactions(spool, form, batch))
    with stored.transaction() as connection:
        connection.execute("delete from transactions where wallet_id = ?", [OTHER.wallet_id])
        assert export_table(connection, "transactions", form, path) == 600
    if form == "parquet":
        assert pq.read_table(io.BytesIO(streamed)).equals(pq.read_table(path))
    else:
        assert _rows(streamed) == _rows(path.read_bytes())


def test_the_warehouse_is_free_while_a_stream_is_read(stored: Warehouse, tmp_path: Path) -> None:
    """What is stored meanwhile is not in it, and nothing is left behind."""
    with spooled(stored, [A.wallet_id], tmp_path) as spool:
        pieces = stream_transactions(spool, "csv")
        begun = next(pieces)
        with stored.transaction() as connection:
            connection.execute("delete from transactions")
        assert len(_rows(begun + b"".join(pieces))) == 301
    assert not list(tmp_path.glob("spool-*"))


def test_no_wallets_are_a_file_without_rows(stored: Warehouse, tmp_path: Path) -> None:
    """It tells its columns all the same."""
    with spooled(stored, [], tmp_path) as spool:
        assert len(_rows(b"".join(stream_transactions(spool, "csv")))) == 1
        assert pq.read_table(io.BytesIO(b"".join(stream_transactions(spool, "parquet")))).num_rows == 0


def _rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode())))
