"""The baseline: download, decode and bulk-insert the same pages, and nothing else.

``python -m benchmarks.tasks.copy_plain BASE_URL CHAIN ADDRESS FILE`` does what a fast script would: no overlap between
pages, no cursor, no budget, no proof, no reports, one connection and one database open all the time.
"""

import json
import sys
import time
from datetime import datetime

import duckdb
import msgspec
import pyarrow as pa
import requests

PAGE_ROWS = 10_000


class Row(msgspec.Struct):
    """What is kept of a row."""

    block_id: int
    hash: str
    time: str
    balance_change: int


class Facts(msgspec.Struct):
    """What is kept of the figures: enough to know when to stop."""

    transaction_count: int


class Page(msgspec.Struct):
    """What is kept of an address."""

    address: Facts
    transactions: list[Row]


class Answer(msgspec.Struct):
    """What is kept of an answer."""

    data: dict[str, Page]


def main() -> None:
    """Copy the history into the file and print what it took as JSON."""
    base_url, chain, address, file = sys.argv[1:]
    began = time.perf_counter()
    connection = duckdb.connect(file)
    connection.execute(
        "create table transactions (wallet varchar, tx_hash varchar, block_height bigint, block_time timestamp, "
        "balance_change decimal(38, 0))"
    )
    pages = rows = 0
    total = 1
    decoder = msgspec.json.Decoder(Answer)
    url = f"{base_url}/{chain}/dashboards/address/{address}"
    with requests.Session() as session:
        while rows < total:
            params = {"limit": f"{PAGE_ROWS},0", "offset": f"{rows},0", "transaction_details": "true"}
            found = decoder.decode(session.get(url, params=params, timeout=120).content).data[address]
            insert(connection, address, found.transactions)
            pages, rows, total = pages + 1, rows + len(found.transactions), found.address.transaction_count
    connection.close()
    print(json.dumps({"sync_seconds": time.perf_counter() - began, "rows": rows, "pages": pages}))


def insert(connection: duckdb.DuckDBPyConnection, address: str, rows: list[Row]) -> None:
    """Insert one page as an Arrow table."""
    page = pa.table(
        {
            "wallet": pa.array([address] * len(rows), pa.string()),
            "tx_hash": pa.array([row.hash for row in rows], pa.string()),
            "block_height": pa.array([row.block_id for row in rows], pa.int64()),
            "block_time": pa.array([datetime.fromisoformat(row.time) for row in rows], pa.timestamp("us")),
            "balance_change": pa.array([row.balance_change for row in rows], pa.decimal128(38, 0)),
        }
    )
    connection.register("page", page)
    connection.execute("insert into transactions select * from page")
    connection.unregister("page")


if __name__ == "__main__":
    main()
