"""All wallets together, one row a chain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.storage.warehouse import Connection


@dataclass(frozen=True, slots=True)
class Holding:
    """What all wallets of one chain hold together, in base units.

    ``unexplained`` is the part of the balance that no row explains; of ``inexact_wallets`` some rows are rounded, and
    what these lack is part of it.
    """

    chain: str
    symbol: str
    decimals: int
    wallets: int
    proven_wallets: int
    balance: int
    pending_change: int
    transaction_count: int
    newest_transaction: datetime | None
    tip_height: int
    incomplete_wallets: int = 0
    unexplained: int = 0
    inexact_wallets: int = 0


def write_chains(connection: Connection, chains: Iterable[Blockchain]) -> None:
    """Write ``chains`` anew from the facts, which the views and the laws use."""
    connection.execute("delete from chains")
    connection.executemany(
        "insert into chains values (?, ?, ?, ?, ?)",
        [(one.name, one.coin, one.symbol, one.decimals, one.offset_limit + one.page_limit) for one in chains],
    )


def derive_portfolio(connection: Connection, chains: Iterable[Blockchain], now: datetime) -> None:
    """Write ``portfolio`` anew from the balances, and ``chains`` with it.

    Where rows do not explain a whole balance, it is the chain's own that counts.
    """
    write_chains(connection, chains)
    connection.execute("delete from portfolio")
    connection.execute(
        """
        insert into portfolio
        select b.chain, c.symbol, count(*), count(*) filter (where b.proven),
            sum(b.balance + b.unexplained), sum(b.pending_change),
            sum(b.transaction_count),
            (select max(block_time) from transactions t where t.chain = b.chain), max(b.tip_height), ?,
            count(*) filter (where not b.complete), sum(b.unexplained), count(*) filter (where not b.exact)
        from wallet_balances b join chains c using (chain)
        group by b.chain, c.symbol order by b.chain
        """,
        [now.replace(tzinfo=None)],
    )


def read_portfolio(connection: Connection) -> list[Holding]:
    """Return the portfolio as last derived, by chain."""
    rows = connection.execute(
        """
        select p.chain, p.symbol, c.decimals, p.wallets, p.proven_wallets, p.balance, p.pending_change,
            p.transaction_count, p.newest_transaction, p.tip_height,
            p.incomplete_wallets, p.unexplained, p.inexact_wallets
        from portfolio p join chains c using (chain) order by p.chain
        """
    ).fetchall()
    return [_to_holding(row) for row in rows]


def _to_holding(row: tuple[object, ...]) -> Holding:
    chain, symbol, decimals, wallets, proven, balance, pending, count, newest, tip, *more = row
    incomplete, unexplained, inexact = more
    return Holding(
        str(chain),
        str(symbol),
        int(str(decimals)),
        int(str(wallets)),
        int(str(proven)),
        int(str(balance)),
        int(str(pending)),
        int(str(count)),
        newest if isinstance(newest, datetime) else None,
        int(str(tip)),
        int(str(incomplete)),
        int(str(unexplained)),
        int(str(inexact)),
    )
