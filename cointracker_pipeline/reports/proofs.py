"""The laws the stored data must obey, each as one query that names what breaks it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.token_amount import render_token_amount
from cointracker_pipeline.domain.token_balance import TokenBalance, TransferTotals
from cointracker_pipeline.domain.transaction import FEE
from cointracker_pipeline.storage.warehouse import Connection, read_token_balances, read_transfer_totals


@dataclass(frozen=True, slots=True)
class Breach:
    """A wallet that breaks a law, and how."""

    wallet_id: str
    detail: str


Law = Callable[[Connection], list[Breach]]


def find_unproven(connection: Connection) -> list[Breach]:
    """Return the wallets whose stored changes do not sum to the chain's balance, or whose counts differ.

    What a chain does not explain by rows is stored beside them and no breach; nor is a rounded amount.

    Amounts are told in coins where ``chains`` knows them. A history whose oldest transactions cannot be reached is
    never proven, and said to be so.
    """
    rows = connection.execute(
        """
        select b.wallet_id, coalesce(t.balance, 0) + b.unexplained, coalesce(t.rows, 0), b.chain_balance,
            b.chain_transaction_count,
            coalesce(c.decimals, 0), coalesce(c.symbol, 'base units'), if(b.complete, 0, coalesce(c.reach, t.rows, 0))
        from wallet_balances b
        left join chains c using (chain)
        left join (
            select wallet_id, sum(balance_change) as balance, count(*) filter (where part <> $fee) as rows
            from transactions group by wallet_id
        ) t using (wallet_id)
        where not b.proven and b.exact and b.unexplained = 0
            or coalesce(t.balance, 0) + b.unexplained <> b.chain_balance
            or not b.complete
            or b.transaction_count <> b.chain_transaction_count
        order by b.wallet_id
        """,
        {"fee": FEE},
    ).fetchall()
    return [Breach(wallet_id, _describe_difference(*figures)) for wallet_id, *figures in rows]


def describe_reach(reach: int) -> str:
    """Return why a history is incomplete, given how many of the newest transactions the API shows."""
    return f"its oldest transactions cannot be reached: the API shows the newest {reach:,}"


def _describe_difference(
    stored: Decimal, rows: int, reported: Decimal, count: int | None, decimals: int, symbol: str, reach: int
) -> str:
    """Return in words what is stored, what the chain says, and the difference; ``reach`` is 0 for a whole history."""
    stored_coins, reported_coins, difference = (
        f"{render_amount(int(amount), decimals)} {symbol}" for amount in (stored, reported, stored - reported)
    )
    number = "an unknown number" if count is None else count
    why = f"{describe_reach(reach)}; " if reach else ""
    return (
        f"{why}stored {stored_coins} in {rows} transactions, the chain says {reported_coins} in {number}; "
        f"the difference is {difference}"
    )


def find_duplicates(connection: Connection) -> list[Breach]:
    """Return the wallets in which a transaction is stored more than once."""
    return _breaches(
        connection,
        """
        select wallet_id, format('{} is stored {} times at height {}', tx_hash, count(*), block_height)
        from transactions group by wallet_id, tx_hash, part, block_height having count(*) > 1
        order by wallet_id, tx_hash
        """,
    )


def find_negative(connection: Connection) -> list[Breach]:
    """Return the wallets whose balance is below zero after any block of a complete history.

    Within one block the order of a wallet's transactions is not known, so blocks are the steps. Where some amounts are
    rounded, or rows do not explain the whole balance, they may well pass below zero: such wallets are left out.
    """
    return _breaches(
        connection,
        """
        select wallet_id, format('{} after block {}', min(balance)::varchar, arg_min(block_height, balance))
        from (
            select wallet_id, block_height,
                sum(sum(balance_change)) over (partition by wallet_id order by block_height) as balance
            from transactions group by wallet_id, block_height
        )
        where balance < 0
            and wallet_id in (
                select wallet_id from cursors
                where complete_height is not null and walk_tip_height is null and reachable
            )
            and wallet_id not in (select wallet_id from wallet_balances where not exact or unexplained <> 0)
        group by wallet_id order by wallet_id
        """,
    )


def find_wrong_days(connection: Connection) -> list[Breach]:
    """Return the wallets whose days do not sum to their balance, or do not end with it."""
    return _breaches(
        connection,
        """
        with days as (
            select wallet_no, sum(balance_change) as balance, arg_max(balance, day) as newest,
                sum(transaction_count) as number
            from daily_balances group by wallet_no
        )
        select b.wallet_id, format('the days sum to {} in {} transactions and end with {}, the balance is {} in {}',
            coalesce(d.balance, 0)::varchar, coalesce(d.number, 0)::varchar, coalesce(d.newest, 0)::varchar,
            b.balance::varchar, b.transaction_count)
        from wallet_balances b left join (days d join wallet_numbers using (wallet_no)) using (wallet_id)
        where (coalesce(d.balance, 0), coalesce(d.newest, 0), coalesce(d.number, 0))
            <> (b.balance, b.balance, b.transaction_count)
        order by b.wallet_id
        """,
    )


def find_wrong_tokens(connection: Connection) -> list[Breach]:
    """Return the wallets with a token whose stored transfers are not those its balance was compared with.

    What a balance has beyond its transfers is no breach where none is missing: a token may change a balance without.
    """
    totals = read_transfer_totals(connection)
    breaches = []
    for one in read_token_balances(connection):
        stored = totals.get((one.wallet_id, one.token_address), TransferTotals(0, 0))
        if one.status != "followed" or not one.is_read:
            continue
        if (stored.change, stored.count) != (one.transfers_sum, one.transfer_count) or not one.counts_agree:
            breaches.append(Breach(one.wallet_id, _describe_token(one, stored)))
    return breaches


def _describe_token(one: TokenBalance, stored: TransferTotals) -> str:
    return (
        f"token {one.token_address} ({one.symbol}): stored {render_token_amount(stored.change, one.decimals)} in "
        f"{stored.count} transfers, the chain says {render_token_amount(one.balance or 0, one.decimals)} in "
        f"{one.chain_transfer_count}"
    )


LAWS: dict[str, Law] = {
    "balance_matches_chain": find_unproven,
    "no_duplicates": find_duplicates,
    "no_negative_balance": find_negative,
    "days_sum_to_balance": find_wrong_days,
    "token_balances_match_transfers": find_wrong_tokens,
}
"""The name of each check, as Dagster shows it, and what finds its breaches."""


def _breaches(connection: Connection, sql: str) -> list[Breach]:
    return [Breach(wallet_id, detail) for wallet_id, detail in connection.execute(sql).fetchall()]
