"""Three wallets, their histories, and the spreadsheet that names them beside rows that cannot be used."""

import csv
from pathlib import Path

from cointracker_pipeline.sandbox.running import RunningSandbox

BITCOIN = "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
LITECOIN = "litecoin:ltc1qqxxxypnyeecadc4nfu9nrtkgxh55xydrh0emww"
DOGECOIN = "dogecoin:ADuhWahgd4PGa6pyYVwf89VunUoxcovu7p"
WALLETS = {BITCOIN: 40, LITECOIN: 3, DOGECOIN: 7}
"""Each wallet with the number of its transactions."""

ROWS = (
    ("bitcoin", BITCOIN.partition(":")[2], "cold, storage", "team;old"),
    ("litecoin", LITECOIN.partition(":")[2], '=HYPERLINK("http://x")', ""),
    ("dogecoin", DOGECOIN.partition(":")[2], "", ""),
    ("bitcoin", BITCOIN.partition(":")[2] + "x", "mistyped", ""),
    ("floofcoin", BITCOIN.partition(":")[2], "no such chain", ""),
    ("bitcoin", BITCOIN.partition(":")[2], "again", ""),
)
"""Lines 2 to 7 of the spreadsheet: three good ones, two refused, one duplicate."""


def fill(sandbox: RunningSandbox) -> None:
    """Give every wallet its history."""
    for wallet_id, transactions in WALLETS.items():
        chain, _, address = wallet_id.partition(":")
        sandbox.control.add_wallet(chain, address, transactions)


def write_spreadsheet(folder: Path) -> Path:
    """Write the spreadsheet and return its path."""
    path = folder / "wallets.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("chain", "address", "label", "tags"), *ROWS])
    return path
