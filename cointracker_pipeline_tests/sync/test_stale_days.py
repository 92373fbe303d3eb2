"""Days follow rows that were stored before their walk reached its end, whatever the page shows that ends it."""

from datetime import date

from cointracker_pipeline.domain.cursor import Cursor, Step
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.reports.proofs import find_wrong_days
from cointracker_pipeline.sync.desk import Desk as SyncDesk
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.domain.paper_chain import GENESIS, make_rows
from cointracker_pipeline_tests.sync.paper import WALLET, Desk, read_clock


def test_a_walk_that_was_thrown_back_is_not_forgotten(desk: Desk) -> None:
    """The page that ends the next walk brings nothing new: what the first one brought still makes days."""
    desk.paper.mine(*reversed(make_rows(range(5))))
    page = desk.paper.serve(0, 10, confirmed_only=False)
    thrown_back = Step(Cursor(WALLET.wallet_id), page.transactions, 0, None, None, finished=False)
    ended = Step(Cursor(WALLET.wallet_id, page.tip_height), page.transactions, 0, None, (), finished=True)
    syncs = SyncDesk(desk.paper, desk.warehouse, (derive_wallets,), read_clock, Progress())
    with desk.warehouse.transaction() as connection:
        syncs.store(connection, [(WALLET, page, thrown_back)])
    assert desk.run("select * from stale_days") == [(WALLET.wallet_id, GENESIS.date())]
    assert desk.run("select * from daily_balances") == []
    with desk.warehouse.transaction() as connection:
        ((change, balance),) = syncs.store(connection, [(WALLET, page, ended)])
        assert (change.added, change.removed, change.since) == (0, 0, date.max)
        assert balance is not None
        assert find_wrong_days(connection) == []
    assert desk.run("select * from stale_days") == []
    assert desk.run("select transaction_count from daily_balances") == [(5,)]
