"""The same work by dlt: ``python -m benchmarks.tasks.copy_dlt BASE_URL CHAIN WALLETS_FILE FOLDER PAGE_ROWS``.

Written as dlt's documentation teaches it: one resource a wallet, an incremental cursor that starts at the newest row,
offset paging, and an end at the first row that is already known. Rows are appended as Parquet, which is its fastest
way; nothing that a reorganisation takes away ever leaves, and no balance is proven. ``WALLETS_FILE`` is a JSON list of
addresses.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[4])
os.environ |= {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "DLT_DATA_DIR": str(FOLDER / "data"),
    "DLT_PROJECT_DIR": str(FOLDER),
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "EXTRACT__NEXT_ITEM_MODE": "fifo",  # its default ends in a RecursionError at 1,000 resources (dlt 1.31)
}

import dlt  # noqa: E402 - it reads its settings when it is imported
from dlt.sources.helpers import requests  # noqa: E402


def main() -> None:
    """Load what is new of each wallet into DuckDB and print what it took."""
    base_url, chain, wallets, _, page_rows = sys.argv[1:]
    began = time.perf_counter()
    pipeline = dlt.pipeline(
        "wallets",
        pipelines_dir=str(FOLDER / "pipelines"),
        destination=dlt.destinations.duckdb(str(FOLDER / "copy.duckdb")),
        dataset_name="wallets",
    )
    addresses = json.loads(Path(wallets).read_text())
    pipeline.run(blockchair(f"{base_url}/{chain}", addresses, int(page_rows)), loader_file_format="parquet")
    counts = pipeline.last_trace.last_normalize_info.row_counts
    print(json.dumps({"sync_seconds": time.perf_counter() - began, "rows": counts.get("transactions", 0)}))


@dlt.source(max_table_nesting=0)
def blockchair(url: str, addresses: list[str], page_rows: int) -> Iterator[Any]:
    """Give one resource a wallet; all of them fill one table."""
    for address in addresses:
        resource = dlt.resource(read_transactions, name=f"transactions_{address}", table_name="transactions")
        yield resource(url, address, page_rows)


def read_transactions(
    url: str,
    address: str,
    page_rows: int,
    block_id: dlt.sources.incremental[int] = dlt.sources.incremental("block_id", row_order="desc"),  # noqa: B008
) -> Iterator[list[dict[str, Any]]]:
    """Give a wallet's rows page by page, newest first, down to what is known."""
    offset = 0
    while True:
        params = {"limit": f"{page_rows},0", "offset": f"{offset},0", "transaction_details": "true"}
        found = requests.get(f"{url}/dashboards/address/{address}", params=params).json()["data"][address]
        yield [{**row, "wallet": address} for row in found["transactions"]]
        offset += page_rows
        if block_id.start_out_of_range or offset >= found["address"]["transaction_count"]:
            return


if __name__ == "__main__":
    main()
