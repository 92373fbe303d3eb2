"""Files that are no spreadsheets of wallets, and rows that are no wallets."""

import zlib

from cointracker_pipeline_tests.inbox.corpus.handmade import xlsx
from cointracker_pipeline_tests.inbox.corpus.hostile import CORNER

KNOWN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
MISTYPED = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"

UNREADABLE: dict[str, bytes] = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40 + zlib.compress(b"wallets" * 1_000),
    "wide.csv": b",".join(b"c%d" % number for number in range(300)) + b"\n" + b",".join([b"x"] * 300) + b"\n",
    "aborts-its-reader.xlsx": xlsx(CORNER.replace('"', "'")),
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(100),
}
"""By name; each is refused as a whole."""

REFUSED_ROWS: dict[str, tuple[bytes, str]] = {
    "unknown-chain.csv": (f"chain,address\nfloofcoin,{KNOWN}\n".encode(), "not a supported chain"),
    "mistyped.csv": (f"chain,address\nbitcoin,{MISTYPED}\n".encode(), "checksum"),
}
"""By name, with what the row's report says."""
