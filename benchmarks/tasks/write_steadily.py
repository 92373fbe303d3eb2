"""Stores what a sync would: ``python -m benchmarks.tasks.write_steadily WAREHOUSE_FILE`` goes on until it is ended.

A page of some wallets every 200 ms, each commit as a sync's: rows, cursors, proofs, days.
"""

import random
import sys
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks.big_home import WALLETS, wallet_of
from cointracker_pipeline.domain.balance import ChainFigures, Moved
from cointracker_pipeline.domain.cursor import Cursor, Step
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.storage.warehouse import Warehouse, prove_balances, store_steps, take_stale_days

PAGE_WALLETS, ROWS, PAUSE_SECONDS = 50, 20, 0.2


def main() -> None:
    """Write until the process is ended, and tell of each commit."""
    warehouse, draw = Warehouse(Path(sys.argv[1])), random.Random(5)
    for number in count():
        now = datetime.now(UTC)
        wallets = [wallet_of(one) for one in draw.sample(range(1, WALLETS + 1), PAGE_WALLETS)]
        height = 940_000 + number
        rows = tuple(Transaction(f"{number:060}{row:04}", height, now.replace(tzinfo=None), 5) for row in range(ROWS))
        steps = [(one, Step(Cursor(one.wallet_id, height), rows, height, None, (), finished=True)) for one in wallets]
        with warehouse.transaction() as connection:
            changes = store_steps(connection, steps)
            proofs = [(one, step.cursor, ChainFigures(height, 0, 0)) for one, step in steps]
            balances = prove_balances(connection, proofs, now)
            take_stale_days(connection, [one.wallet_id for one in wallets])
            moved = zip(balances, changes, strict=True)
            derive_wallets(connection, [Moved(one.wallet_id, change.since, one.balance) for one, change in moved])
        print(number, flush=True)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
