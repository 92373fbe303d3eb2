"""A small bitcoin that moves while it is read, and what must hold whatever happens."""

from collections.abc import Sequence
from typing import Any

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.wallet_balances import BalanceRow, read_balances
from cointracker_pipeline_tests.sync.world import Stand

CHAIN = "bitcoin"
PAGES = "*/dashboards/*"
MASS_CHECK = "*/addresses/balances"


def add_wallets(stand: Stand, *lengths: int) -> list[Wallet]:
    """Track new wallets, each with a generated past of so many rows."""
    added = [stand.sandbox.control.add_wallet(CHAIN, transactions=length) for length in lengths]
    wallets = [Wallet(CHAIN, str(one["address"])) for one in added]
    stand.track(*wallets)
    return wallets


def trade(stand: Stand, wallets: Sequence[Wallet], *, blocks: int = 1, per_block: int = 1) -> None:
    """Find blocks, each with some payments to these wallets or from them."""
    addresses = [wallet.address for wallet in wallets]
    stand.sandbox.control.mine(CHAIN, blocks=blocks, per_block=per_block, addresses=addresses)


def pay(stand: Stand, wallet: Wallet, *amounts: int, **options: Any) -> None:
    """Find a block in which each of these amounts is a payment to the wallet, or from it."""
    payments = [{"address": wallet.address, "amount": amount} for amount in amounts]
    stand.sandbox.control.mine(CHAIN, transactions=payments, **options)


def settle(stand: Stand, *wallets: Wallet) -> None:
    """Let blocks pass until every row is final, and sync: nothing is due any more."""
    stand.sandbox.control.mine(CHAIN, blocks=20)
    quiet_night(stand, *wallets)
    assert stand.sync_due()[0] == []


def balance_rows(stand: Stand) -> dict[str, BalanceRow]:
    """Return the balances as people read them, by wallet id."""
    with stand.pipeline.warehouse.transaction() as connection:
        return {row.wallet_id: row for row in read_balances(connection)}


def check_rows(stand: Stand, *wallets: Wallet) -> None:
    """Check that the stored rows are what there is, every balance is proven and no law is broken."""
    balances = balance_rows(stand)
    for wallet in wallets:
        assert stand.stored_rows(wallet) == stand.true_rows(wallet), wallet
        assert balances[wallet.wallet_id].proven, wallet
    assert stand.breaches() == {}


def check_truth(stand: Stand, *wallets: Wallet) -> None:
    """Check rows and proofs, and that what waits is stored apart."""
    check_rows(stand, *wallets)
    for wallet in wallets:
        assert stand.stored_pending(wallet) == stand.true_rows(wallet, "pending"), wallet


def check_honest(stand: Stand, *wallets: Wallet) -> None:
    """Check that where a balance is said to be proven, the rows are the truth as of its height; for a chain that grew.

    Whatever else is stored makes no such claim.
    """
    balances = balance_rows(stand)
    for wallet in wallets:
        balance = balances.get(wallet.wallet_id)
        if balance and balance.proven:
            true = [row for row in stand.true_rows(wallet) if row[1] is not None and row[1] <= balance.tip_height]
            assert stand.stored_rows(wallet) == true, wallet


def quiet_night(stand: Stand, *wallets: Wallet) -> None:
    """Sync what is due while nothing happens, and check the truth."""
    assert stand.sync_due()[1].failures == []
    check_truth(stand, *wallets)
