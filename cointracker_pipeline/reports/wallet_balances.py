"""Each wallet's balance with its proof, as people read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cointracker_pipeline.storage.warehouse import IS_ONE_OF, Connection

Proof = Literal["yes", "NO", "incomplete", "inexact", "unexplained"]
"""What people read: proven, not proven, or not to be proven, as the API cannot show the oldest transactions.

Where rows do not explain a whole balance, no row is missing and yet either some amounts are only rounded so far, or all
are exact and something else changed the balance.
"""


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One wallet's balance in base units; ``checked_at`` is UTC without a zone.

    ``balance`` is the sum of the rows, and ``unexplained`` what the chain's own has beyond it. ``complete`` is false
    when the API cannot show the wallet's oldest transactions, ``exact`` while some amounts are rounded.
    """

    wallet_id: str
    chain: str
    balance: int
    pending_change: int
    transaction_count: int
    chain_balance: int
    tip_height: int
    proven: bool
    checked_at: datetime
    newest_transaction: datetime | None
    complete: bool = True
    unexplained: int = 0
    exact: bool = True
    chain_transaction_count: int | None = None

    @property
    def whole(self) -> int:
        """What counts as the balance: the chain's own where rows do not explain all of it."""
        return self.balance + self.unexplained

    @property
    def proof(self) -> Proof:
        """Whether the balance is proven, in a word."""
        if not self.complete:
            return "incomplete"
        if self.proven:
            return "yes"
        is_whole = self.whole == self.chain_balance and self.chain_transaction_count in (None, self.transaction_count)
        if is_whole and not self.exact:
            return "inexact"
        return "unexplained" if is_whole and self.unexplained else "NO"


def read_balances(connection: Connection, wallet_ids: Sequence[str] | None = None) -> list[BalanceRow]:
    """Return the balances of the given wallets, or of all, by wallet id."""
    of_these = "true" if wallet_ids is None else IS_ONE_OF
    rows = connection.execute(
        f"""
        select b.wallet_id, b.chain, b.balance, b.pending_change, b.transaction_count, b.chain_balance, b.tip_height,
            b.proven, b.checked_at, t.newest, b.complete, b.unexplained, b.exact, b.chain_transaction_count
        from wallet_balances b
        left join (
            select wallet_id, max(block_time) as newest from transactions where {of_these} group by wallet_id
        ) t using (wallet_id)
        where $all or b.wallet_id in (select unnest($wallets::varchar[]))
        order by b.wallet_id
        """,
        {"all": wallet_ids is None, "wallets": list(wallet_ids or ())},
    ).fetchall()
    return [_to_row(row) for row in rows]


def read_proofs(connection: Connection, wallet_ids: Sequence[str]) -> dict[str, Proof]:
    """Return whether the balances of wallets are proven, by wallet id, without a look at their transactions."""
    rows = connection.execute(
        """
        select wallet_id, chain, balance, pending_change, transaction_count, chain_balance, tip_height,
            proven, checked_at, null, complete, unexplained, exact, chain_transaction_count
        from wallet_balances where wallet_id in (select unnest($wallets::varchar[]))
        """,
        {"wallets": list(wallet_ids)},
    ).fetchall()
    return {one.wallet_id: one.proof for one in map(_to_row, rows)}


def _to_row(row: tuple[object, ...]) -> BalanceRow:
    wallet_id, chain, balance, pending, count, chain_balance, tip, proven, checked_at, newest, *more = row
    complete, unexplained, exact, chain_count = more
    return BalanceRow(  # DuckDB gives Decimal for decimal(38, 0): an exact int comes out of it
        str(wallet_id),
        str(chain),
        int(str(balance)),
        int(str(pending)),
        int(str(count)),
        int(str(chain_balance)),
        int(str(tip)),
        bool(proven),
        checked_at,  # type: ignore[arg-type]
        newest,  # type: ignore[arg-type]
        bool(complete),
        int(str(unexplained)),
        bool(exact),
        None if chain_count is None else int(str(chain_count)),
    )
