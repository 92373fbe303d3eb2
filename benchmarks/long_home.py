"""A home of a million transactions, half of them one wallet's, made by SQL in some seconds."""

import hashlib
from datetime import UTC, datetime

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.home import prepare_home
from cointracker_pipeline.settings import Settings
from cointracker_pipeline.storage.registry import Registry
from cointracker_pipeline.storage.warehouse import Warehouse

ROWS, WALLETS = 1_000_000, 101
"""The first wallet has half of the rows, the others have as many as each other."""

_OTHERS_ROWS = ROWS // 2 // (WALLETS - 1)
_ROWS = f"""
    insert into transactions
        (wallet_id, chain, tx_hash, part, block_height, block_time, balance_change, exact, wallet_no)
    select 'bitcoin:' || md5('w' || n), 'bitcoin', md5('a' || i) || md5('b' || i), '', 100000 + i // 2,
        timestamp '2012-01-01' + (i // 2) * interval 12 minute, (hash(i) % 1000000)::bigint - 400000, true, n
    from (
        select if(i < {ROWS // 2}, 1, 2 + (i - {ROWS // 2}) // {_OTHERS_ROWS})::integer as n, i from range({ROWS}) r(i)
    )
"""


def make_long_home(settings: Settings) -> None:
    """Fill a home's warehouse, and let the operator track its wallets."""
    prepare_home(settings)
    with Warehouse(settings.warehouse_path).transaction() as connection:
        connection.execute(_ROWS)
        connection.execute("insert into wallet_numbers select distinct wallet_id, wallet_no from transactions")
        connection.execute(
            "insert into prices select 'bitcoin', date '2012-01-01' + i::integer, 'USD', 1 + i * 10, 'here' "
            "from range(5500) r(i)"
        )
    names = (hashlib.md5(f"w{n}".encode(), usedforsecurity=False).hexdigest() for n in range(1, WALLETS + 1))
    with Registry(settings.effective_registry_url) as registry:
        registry.prepare()
        registry.add_wallets([TrackedWallet(Wallet("bitcoin", name)) for name in names], datetime.now(UTC))
