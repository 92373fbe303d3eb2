"""Long exports in a process of their own: whoever serves pages goes on, and the memory they take is given back."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cointracker_pipeline.errors import StoreError
from cointracker_pipeline.storage.warehouse.file import Warehouse
from cointracker_pipeline.storage.warehouse.spool import spooled
from cointracker_pipeline.storage.warehouse.streaming import stream_transactions

APART_ROWS = 20_000
"""Fewer rows are written before another process would have started."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Which confirmed transactions: of these wallets, and of these those for which a condition holds.

    ``values`` are of the condition; days are texts, as JSON has no others.
    """

    wallet_ids: Sequence[str]
    where: str = "true"
    values: Mapping[str, str | int] = field(default_factory=dict)


def export_extract(warehouse: Warehouse, extract: Extract, form: str, path: Path) -> None:
    """Write transactions to a file in this process; a folder for what is copied meanwhile is made beside it."""
    copied = spooled(warehouse, extract.wallet_ids, path.parent, extract.where, extract.values)
    with copied as spool, path.open("wb") as file:
        for piece in stream_transactions(spool, form):
            file.write(piece)


def export_apart(warehouse: Warehouse, extract: Extract, form: str, path: Path) -> None:
    """Write transactions to a file as ``export_extract`` does, in another process.

    Raises: StoreError when that process fails.
    """
    order = {"warehouse": str(warehouse.path), "form": form, "path": str(path), "extract": asdict(extract)}
    command = [sys.executable, "-m", "cointracker_pipeline.storage.warehouse.export_child"]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise StoreError(f"The export to {path.name} ended early: {done.stderr.strip()[-500:] or done.returncode}")
