"""A person's wallets as a file, written page by page."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell
from cointracker_pipeline.storage.registry.wallet_pages import ListedWallet

_AMOUNT = pa.decimal128(38, 0)
_TIME = pa.timestamp("us", "UTC")
SCHEMA = pa.schema(
    {
        "wallet_id": pa.string(),
        "chain": pa.string(),
        "address": pa.string(),
        "label": pa.string(),
        "tags": pa.list_(pa.string()),
        "owner": pa.string(),
        "note": pa.string(),
        "added_at": _TIME,
        "state": pa.string(),
        "error": pa.string(),
        "balance": _AMOUNT,
        "pending": _AMOUNT,
        "worth_usd_cents": pa.int64(),
        "proven": pa.bool_(),
        "complete": pa.bool_(),
        "transaction_count": pa.int64(),
        "checked_at": _TIME,
        "newest_at": _TIME,
    }
)
"""The columns of the file, in CSV as in Parquet."""

Rows = Iterable[Sequence[ListedWallet]]


def write_wallets_csv(path: Path, pages: Rows) -> None:
    """Write wallets as CSV: tags as one text, times in ISO 8601, and no text that a spreadsheet computes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SCHEMA.names)
        for page in pages:
            writer.writerows([_to_cell(value) for value in _to_row(one)] for one in page)


def write_wallets_parquet(path: Path, pages: Rows) -> None:
    """Write wallets as Parquet, every value as it is."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for page in pages:
            columns = zip(*map(_to_row, page), strict=True)
            arrays = [pa.array(column, kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=SCHEMA))


def _to_row(one: ListedWallet) -> tuple[object, ...]:
    said = (one.label, list(one.tags), one.owner, one.note, one.added_at)
    figures = (one.balance, one.pending, one.worth_cents, one.proven, one.complete, one.transaction_count)
    names = (one.wallet.wallet_id, one.wallet.chain, one.wallet.address)
    return (*names, *said, one.state, one.error, *figures, one.checked_at, one.newest_at)


def _to_cell(value: object) -> str:
    if isinstance(value, list):
        return disarm_cell(", ".join(value))
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return disarm_cell(value.isoformat() if hasattr(value, "isoformat") else str(value))
