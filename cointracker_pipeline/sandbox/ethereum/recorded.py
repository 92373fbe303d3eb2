"""Recorded accounts as files and dashboards hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from cointracker_pipeline.sandbox.ethereum.deeds import Call
from cointracker_pipeline.sandbox.rows import UNCONFIRMED, parse_time

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One row of a recorded call list; ``key`` tells its transaction or reward from others."""

    key: Key
    block_id: int
    time: int
    tx_hash: str | None
    call: Call


@dataclass(frozen=True, slots=True)
class RecordedAccount:
    """One recorded account, its calls oldest first; ``balance`` and ``fees`` in wei as far as they are told."""

    address: str
    calls: tuple[RecordedCall, ...]
    balance: int | None = None
    fees: int | None = None
    contract: bool = False


def read_account(line: Mapping[str, Any], folder: Path | None = None) -> RecordedAccount | None:
    """Return the account of a line, or ``None`` when there are no calls in it and none in its source.

    Raises: KeyError, TypeError or ValueError for what is no such account.
    """
    address = str(line["address"]).lower()
    told: dict[str, Any] = dict(line.get("expected_by_provider") or {})
    items = line.get("calls") or []
    source = folder / str(line.get("source") or "") if folder else None
    if not items and source and source.is_file():
        found = msgspec.json.decode(source.read_bytes(), type=dict[str, Any])["data"][address]
        items, told = found["calls"], {**found["address"], **told}
    if not items:
        return None
    balance, fees = told.get("balance"), told.get("fees_approximate")
    return RecordedAccount(
        address,
        tuple(_read_call(item) for item in reversed(items)),
        None if balance is None else int(balance),
        None if fees is None else int(fees),
        contract=told.get("type") == "contract",
    )


def _read_call(item: Mapping[str, Any]) -> RecordedCall:
    sender, tx_hash = item.get("sender"), item.get("transaction_hash")
    recipient, index, height = str(item["recipient"]).lower(), str(item["index"]), item.get("block_id")
    block_id = UNCONFIRMED if height is None else int(height)
    call = Call(
        index,
        str(sender).lower() if sender else None,
        recipient,
        read_wei(item["value"]),
        transferred=bool(item.get("transferred", True)),
        failed=bool(item.get("failed", False)),
        usd=item.get("value_usd"),
    )
    key: Key = (tx_hash,) if tx_hash else (block_id, recipient, index)
    return RecordedCall(key, block_id, parse_time(item["time"]), tx_hash, call)


def read_wei(value: float | str) -> int:
    """Return exact wei; of a float, such as print to the same float."""
    return int(Decimal(repr(value))) if isinstance(value, float) else int(value)
