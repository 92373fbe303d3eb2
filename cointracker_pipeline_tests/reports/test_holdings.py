"""What groups of wallets hold is what the chain says they hold."""

from datetime import datetime
from decimal import Decimal

import pytest

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.domain.balance import ChainFigures
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.reports import derive_report, find_report_breaches, load_reports
from cointracker_pipeline.reports.portfolio import write_chains
from cointracker_pipeline.storage.warehouse import Connection, Warehouse, prove_balances, store_steps, write_wallets
from cointracker_pipeline_tests.storage.warehouse.storing import NOW, complete_step

ETHER = 10**18


@pytest.mark.parametrize("name", ["portfolio_by_owner", "portfolio_by_label", "portfolio_by_tag"])
def test_what_no_row_explains_is_held_too(warehouse: Warehouse, name: str) -> None:
    """Three ether of which one has a row: all three count, and are worth their price; two are told apart."""
    report = load_reports()[name]
    with warehouse.transaction() as connection:
        _store_staker(connection)
        derive_report(connection, report)
        held = connection.execute(f"select balance, unexplained, worth from {name}").fetchall()
        assert held == [(3 * ETHER, 2 * ETHER, Decimal(6_000))]
        assert find_report_breaches(connection, report.checks[0]) == []


def _store_staker(connection: Connection) -> None:
    wallet = Wallet("ethereum", "0x" + "a" * 40)
    write_chains(connection, load_chains().values())
    write_wallets(connection, [TrackedWallet(wallet, "staker", ("cold",), None, "Ann")])
    step = complete_step(wallet, [Transaction("0x1", 5, datetime(2026, 1, 1), ETHER)])  # noqa: DTZ001 - UTC
    store_steps(connection, [(wallet, step)])
    prove_balances(connection, [(wallet, step.cursor, ChainFigures(1_000, 3 * ETHER, 1, rows_sum_up=False))], NOW)
    connection.execute("insert into prices values ('ethereum', ?, 'USD', 2000, 'test')", [NOW.date()])
