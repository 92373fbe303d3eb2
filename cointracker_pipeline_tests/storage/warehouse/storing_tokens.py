"""What warehouse tests store of tokens."""

from dataclasses import replace
from datetime import datetime

from cointracker_pipeline.domain.cursor import Cursor, advance
from cointracker_pipeline.domain.token import Token, TokenHolding, TokenPage, TokenTransfer
from cointracker_pipeline.domain.token_balance import TokenBalance, list_balance
from cointracker_pipeline.domain.token_rules import Verdict
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Connection, store_token_step

WALLET = Wallet("ethereum", "0x" + "aa" * 20)
TIME = datetime(2020, 1, 1)  # noqa: DTZ001 - the API's times are UTC without a zone
NASTY = Token("0x" + "11" * 20, '=cmd|"/c calc"!A1\n\x1b[2J\u202e<script>', "@SUM(1+1)", 18)


def store_transfers(connection: Connection, token: Token, amounts: tuple[int, ...], wallet: Wallet = WALLET) -> None:
    """Store transfers of a token to the wallet, all of its history."""
    rows = [
        TokenTransfer(number, f"0x{number}", number, TIME, "0xbb", wallet.address, amount)
        for number, amount in enumerate(amounts, start=1)
    ]
    page = TokenPage(token, wallet.address, 1_000, sum(amounts), len(rows), tuple(rows[::-1]), 0, 10_000, 1_000)
    step = advance(Cursor(wallet.wallet_id), page.history, reorg_limit=6, is_end=False)
    store_token_step(connection, wallet, token, {one.transfer_id: one for one in rows}, step)


def make_balance(token: Token, balance: int | None, wallet: Wallet = WALLET, **facts: object) -> TokenBalance:
    """Return the balance of a token, with these facts."""
    holding = TokenHolding(token, balance)
    listed = list_balance(wallet.wallet_id, wallet.chain, holding, Verdict("followed"), 1_000, TIME)
    return replace(listed, **facts)  # type: ignore[arg-type]
