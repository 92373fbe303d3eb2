"""Keys of a small sandbox, and whether what is stored of them is what there is."""

from datetime import datetime
from typing import Any

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.wallet_balances import BalanceRow, read_balances
from cointracker_pipeline_tests.sync.world import Stand, StoredRow, in_order

CHAIN = "bitcoin"


def add_key(stand: Stand, receive: int, change: int, transactions: int, kind: str = "") -> Wallet:
    """Give the sandbox a key with used addresses, and track it."""
    key = stand.sandbox.control.add_key(CHAIN, receive, change, transactions, kind=kind)["key"]
    wallet = Wallet(CHAIN, str(key))
    stand.track(wallet)
    return wallet


def address_of(stand: Stand, key: Wallet, branch: int, index: int) -> str:
    """Return an address of a key, as the sandbox derives it."""
    return stand.sandbox.world.chain(key.chain).keys[key.address].address(branch, index)


def true_rows(stand: Stand, key: Wallet, kind: str = "transactions") -> list[StoredRow]:
    """Return the rows there are, each the sum over the key's addresses, in order."""
    return in_order(map(_to_row, stand.sandbox.control.key_truth(key.chain, key.address)[kind]))


def balance_of(stand: Stand, key: Wallet) -> BalanceRow:
    """Return a key's balance as people read it."""
    with stand.pipeline.warehouse.transaction() as connection:
        (row,) = read_balances(connection, [key.wallet_id])
    return row


def check_key(stand: Stand, key: Wallet) -> None:
    """Check that rows, balance and what waits are what there is, that it is proven, and that no law is broken."""
    truth = stand.sandbox.control.key_truth(key.chain, key.address)
    assert stand.stored_rows(key) == true_rows(stand, key)
    assert pending_of(stand.stored_pending(key)) == pending_of(true_rows(stand, key, "pending"))
    balance = balance_of(stand, key)
    assert (balance.balance, balance.transaction_count) == (truth["balance"], len(truth["transactions"]))
    assert balance.proven
    assert balance.tip_height == truth["state"]
    assert stand.breaches() == {}


def pending_of(rows: list[StoredRow]) -> list[tuple[str, int]]:
    """Return hash and change of what waits; when it was first seen each address tells for itself."""
    return sorted((row[0], row[3]) for row in rows)


def _to_row(row: dict[str, Any]) -> StoredRow:
    height = None if row["block_id"] < 0 else row["block_id"]
    return row["hash"], height, datetime.fromisoformat(row["time"]), row["balance_change"]
