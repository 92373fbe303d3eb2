"""The demo's world: which wallets exist in the sandbox, the spreadsheet that names them, and how a day passes."""

import csv
from dataclasses import dataclass
from pathlib import Path

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.inbox.rows import Decision
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline.settings import CHECKOUT

EXAMPLE = CHECKOUT / "data" / "example-wallets.csv"

LENGTHS = (1_820, 23_456, 12, 60, 240, 7, 1_100, 31)
"""Transactions of the example's wallets, in turn: from a handful to several pages."""

KEY_LENGTHS = (35, 12, 160)
"""Used addresses of each branch of the example's keys, and their transactions."""

BAD_ROWS = (
    ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "mistyped on purpose", ""),
    ("floofcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "no such chain", ""),
    ("litecoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "a bitcoin address", ""),
)


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on the chains while the demo's night fell."""

    blocks: int
    payments: int
    reorganised: str


def fill_world(sandbox: RunningSandbox, decisions: list[Decision]) -> None:
    """Give every accepted wallet of the example a history in the sandbox."""
    wallets = [one.wallet.wallet for one in decisions if one.wallet and one.outcome == "added"]
    addresses = [wallet for wallet in wallets if not wallet.is_key]
    for wallet, length in zip(addresses, LENGTHS * len(addresses), strict=False):
        sandbox.control.add_wallet(wallet.chain, wallet.address, length)
    for wallet in wallets:
        if wallet.is_key:
            sandbox.control.add_key(wallet.chain, *KEY_LENGTHS, key=wallet.address)


def write_spreadsheet(sandbox: RunningSandbox, path: Path) -> None:
    """Write a spreadsheet of the sandbox's own wallets on supported chains, and some bad rows."""
    supported = load_chains()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("chain", "address", "label", "tags"))
        for number, known in enumerate(sandbox.control.wallets(), start=1):
            if known["chain"] in supported:
                writer.writerow((known["chain"], known["address"], f"Wallet {number}", "history"))
        writer.writerows(BAD_ROWS)


def confirm_last_payment(sandbox: RunningSandbox, wallets: list[Wallet]) -> None:
    """Mine a block that pays one wallet a chain: a row so new that it can still leave the chain."""
    for wallet in _one_a_chain(wallets):
        sandbox.control.mine(wallet.chain, transactions=[{"address": wallet.address, "amount": 250_000}])


def pass_a_day(sandbox: RunningSandbox, wallets: list[Wallet]) -> Day:
    """Give one chain another newest block, mine a day's blocks with payments, and leave one unconfirmed."""
    chosen = _one_a_chain(wallets)
    loser = chosen[-1].chain
    sandbox.control.reorganise(loser, depth=1, fate="drop")
    blocks = payments = 0
    for place, wallet in enumerate(chosen, start=1):
        paid = [
            {"address": wallet.address, "amount": 1_000_000 * place},
            {"address": wallet.address, "amount": -40_000},
        ]
        sandbox.control.mine(wallet.chain, blocks=144, transactions=paid)
        blocks, payments = blocks + 144, payments + len(paid)
    sandbox.control.add_pending(chosen[0].chain, chosen[0].address, 77_000)
    sandbox.control.next_day()
    return Day(blocks, payments, loser)


def _one_a_chain(wallets: list[Wallet]) -> list[Wallet]:
    return list({wallet.chain: wallet for wallet in wallets if not wallet.is_key}.values())
