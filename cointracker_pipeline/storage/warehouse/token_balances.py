"""Balances of tokens, each with what its transfers explain."""

from collections.abc import Collection, Sequence
from typing import Any

import pyarrow as pa

from cointracker_pipeline.domain.token_amount import scale_amount
from cointracker_pipeline.domain.token_balance import TokenBalance
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import TIME, insert_rows
from cointracker_pipeline.storage.warehouse.token_transfers import SCALED

_TEXT, _COUNT = pa.string(), pa.int64()
_TYPES = (
    *(_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, pa.int32(), _TEXT, _TEXT),  # wallet, chain, token and what is said of it
    *(_TEXT, SCALED, _TEXT, _TEXT, _COUNT, _COUNT, pa.bool_()),  # balance, transfers, proof
    *(_TEXT, _COUNT, TIME),  # what the list said, and when
)


def read_token_balances(connection: Connection, wallet_ids: Collection[str] | None = None) -> list[TokenBalance]:
    """Return the token balances of the given wallets, or of all: by wallet, followed ones first, then by symbol."""
    rows = connection.execute(
        """
        select wallet_id, chain, token_address, name, symbol, decimals, status, reason, balance, height, checked_at,
            transfers_sum, transfer_count, chain_transfer_count, listed_balance
        from token_balances where $all or wallet_id in (select unnest($wallets::varchar[]))
        order by wallet_id, status <> 'followed', lower(symbol), token_address
        """,
        {"all": wallet_ids is None, "wallets": list(wallet_ids or ())},
    ).fetchall()
    return list(map(_to_balance, rows))


def write_token_balances(connection: Connection, balances: Sequence[TokenBalance]) -> None:
    """Replace balances, each by wallet and token, inside the caller's transaction."""
    for wallet_id in dict.fromkeys(one.wallet_id for one in balances):
        delete_token_balances(
            connection, wallet_id, [one.token_address for one in balances if one.wallet_id == wallet_id]
        )
    insert_rows(connection, "token_balances", _TYPES, list(map(_to_row, balances)))


def delete_token_balances(connection: Connection, wallet_id: str, tokens: Sequence[str]) -> None:
    """Remove balances of a wallet; transfers stay."""
    connection.execute(
        """
        delete from token_balances
        where wallet_id = $wallet and token_address in (select unnest($tokens::varchar[]))
        """,
        {"wallet": wallet_id, "tokens": list(tokens)},
    )


def _to_row(one: TokenBalance) -> tuple[object, ...]:
    return (
        one.wallet_id,
        one.chain,
        one.token_address,
        one.name,
        one.symbol,
        one.decimals,
        one.status,
        one.reason,
        _text(one.balance),
        None if one.balance is None else scale_amount(one.balance, one.decimals),
        _text(one.transfers_sum),
        _text(one.unexplained),
        one.transfer_count,
        one.chain_transfer_count,
        one.proven,
        _text(one.listed_balance),
        one.height,
        one.checked_at,
    )


def _to_balance(row: tuple[Any, ...]) -> TokenBalance:
    *about, balance, height, checked_at, total, count, chain_count, listed = row
    wallet_id, chain, address, name, symbol, decimals, status, reason = about
    return TokenBalance(
        wallet_id,
        chain,
        address,
        name,
        symbol,
        decimals,
        status,
        reason,
        _int(balance),
        height,
        checked_at,
        _int(total),
        count,
        chain_count,
        _int(listed),
    )


def _text(amount: int | None) -> str | None:
    return None if amount is None else str(amount)


def _int(text: str | None) -> int | None:
    return None if text is None else int(text)
