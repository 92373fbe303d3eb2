"""A home of 25,000 wallets and 10 million transactions, made by SQL in a minute."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cointracker_pipeline.domain.balance import Moved
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.warehouse import Connection, Warehouse

WALLETS, FIRST_ROWS, NIGHTS, NIGHT_ROWS = 25_000, 340, 15, 100_000
"""Each wallet's first sync, and nights, each of which appends what came wallet by wallet, in an order of its own."""

FIRST_BLOCK, BLOCK_TIME = datetime(2012, 1, 1), timedelta(minutes=8)  # noqa: DTZ001 - UTC without a zone

_COLUMNS = "wallet_id, chain, tx_hash, part, block_height, block_time, balance_change, exact, wallet_no"
_ROWS = f"""
    insert into transactions ({_COLUMNS})
    select 'bitcoin:' || md5('w' || n), 'bitcoin', md5($name || i) || md5('u' || i), '', $height + i * 2053 % $span,
        $first_block + ($height + i * 2053 % $span) * $block_time,
        (hash(i) % 1000000)::bigint - 400000, true, n
    from (
        select if($night = 0, i // {FIRST_ROWS}, (hash(i * ($night + 2)) % {WALLETS})::bigint)::integer + 1 as n, i
        from range($rows) r(i)
    )
    order by if($night = 0, n, hash(n + $night * 100000)), i
"""
_TOTALS = "select wallet_id, sum(balance_change) from transactions group by wallet_id"
_BALANCES = """
    insert into wallet_balances by name
    select wallet_id, chain, sum(balance_change)::decimal(38, 0) as balance, count(*) as transaction_count,
        0 as pending_change, sum(balance_change)::decimal(38, 0) as chain_balance, count(*) as chain_transaction_count,
        960000 as tip_height, true as proven, now()::timestamp as checked_at
    from transactions group by wallet_id, chain
"""
_SLICE_WALLETS = 1_000
"""Days of so many wallets are made at once: of all, DuckDB would need more memory than it has here."""


def wallet_of(number: int) -> Wallet:
    """Return the wallet with that number, 1 to ``WALLETS``."""
    return Wallet("bitcoin", hashlib.md5(f"w{number}".encode(), usedforsecurity=False).hexdigest())


def make_big_home(folder: Path, registry_url: str) -> Warehouse:
    """Fill a folder's warehouse and registry; return the warehouse."""
    warehouse = Warehouse(folder / "cointracker.duckdb")
    with warehouse.transaction() as connection:
        _add_rows(connection, 0)
        connection.execute(
            "insert into wallet_numbers select distinct wallet_id, wallet_no from transactions order by wallet_no"
        )
    for first in range(1, WALLETS + 1, _SLICE_WALLETS):
        with warehouse.transaction() as connection:
            derive_wallets(connection, [Moved(wallet_of(first + n).wallet_id) for n in range(_SLICE_WALLETS)])
    for night in range(1, NIGHTS + 1):
        with warehouse.transaction() as connection:
            derive_wallets(connection, _add_rows(connection, night))
    with warehouse.transaction() as connection:
        connection.execute(_BALANCES)
        connection.execute("insert into chains (chain, coin, symbol, decimals) values ('bitcoin', 'Bitcoin', 'BTC', 8)")
        connection.execute(
            "insert into prices select 'bitcoin', date '2012-01-01' + i::integer, 'USD', 1 + i * 10, 'here' "
            "from range(5500) r(i)"
        )
    tracked = [TrackedWallet(wallet_of(number)) for number in range(1, WALLETS + 1)]
    with Registry(registry_url) as registry:
        registry.prepare()
        registry.add_wallets(tracked, datetime.now(UTC))
    return warehouse


def _add_rows(connection: Connection, night: int) -> list[Moved]:
    """Store what a night brings, and tell of each wallet what its rows sum to since."""
    rows = NIGHT_ROWS if night else WALLETS * FIRST_ROWS
    height, span = (800_000 + night * 8_000, 8_000) if night else (100_000, 700_000)
    times = {"first_block": FIRST_BLOCK, "block_time": BLOCK_TIME}
    values = {"name": f"night {night} ", "night": night, "rows": rows, "height": height, "span": span, **times}
    connection.execute(_ROWS, values)
    since = (FIRST_BLOCK + height * BLOCK_TIME).date()
    return [Moved(wallet_id, since, int(total)) for wallet_id, total in connection.execute(_TOTALS).fetchall()]
