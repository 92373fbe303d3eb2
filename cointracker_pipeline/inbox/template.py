"""An example spreadsheet to start from."""

import csv
from io import StringIO

from cointracker_pipeline.inbox.xlsx_file import render_workbook

ROWS = (
    ("chain", "address", "label", "tags", "owner", "note", "action"),
    ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "First block", "history, famous", "", "Replace these rows", ""),
    ("LTC", "LT2KVaAy1ppRuxRgrS5RNU3vBsy7RibPeA", "Chains go by symbol too", "example", "Ann", "", ""),
    ("", "DKix6fTygojRpBFbADfkYKDX9nZ2Y7Huqq", "No chain: only one fits", "example", "", "", "add"),
)
"""The columns there are, and a wallet for each way to name its chain; the addresses are public."""


def render_csv() -> bytes:
    """Return the example as CSV in UTF-8, with the byte order mark that Excel needs."""
    text = StringIO(newline="")
    csv.writer(text).writerows(ROWS)
    return text.getvalue().encode("utf-8-sig")


def render_xlsx() -> bytes:
    """Return the example as a workbook whose cells are text, those still empty included."""
    return render_workbook("Wallets", ROWS, blank_rows=200)
