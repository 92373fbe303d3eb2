"""Spreadsheets of valid wallets, each address drawn from its number."""

import csv
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cointracker_pipeline.addresses.base58 import encode_base58
from cointracker_pipeline.addresses.cashaddr import encode_cashaddr
from cointracker_pipeline.addresses.segwit import encode_segwit
from cointracker_pipeline.inbox.xlsx_file import render_workbook

HEADER = ("chain", "address", "label", "tags")
FORMS: tuple[tuple[str, Callable[[bytes], str]], ...] = (
    ("bitcoin", lambda digest: encode_segwit("bc", digest)),
    ("BTC", lambda digest: encode_base58(b"\x00" + digest)),
    ("ethereum", lambda digest: f"0x{digest.hex()}"),
    ("litecoin", lambda digest: encode_segwit("ltc", digest)),
    ("DOGE", lambda digest: encode_base58(b"\x1e" + digest)),
    ("bitcoin-cash", lambda digest: encode_cashaddr("bitcoincash", 0, digest)),
    ("zcash", lambda digest: encode_base58(b"\x1c\xb8" + digest)),
    ("Dash", lambda digest: encode_base58(b"\x4c" + digest)),
)


def draw_row(number: int) -> tuple[str, str, str, str]:
    """Return the chain, the address, a label and two tags of the wallet of this number."""
    chain, write = FORMS[number % len(FORMS)]
    address = write(sha256(str(number).encode()).digest()[:20])
    return chain, address, f"Customer {number}", f"customers, batch {number // 1_000}"


def write_sheet(path: Path, number: int) -> None:
    """Write a sheet of so many wallets on seven chains; its suffix says in which format."""
    rows = [HEADER, *map(draw_row, range(number))]
    if path.suffix == ".xlsx":
        path.write_bytes(render_workbook("Wallets", rows))
        return
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
