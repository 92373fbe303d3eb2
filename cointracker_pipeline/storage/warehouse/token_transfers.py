"""Transfers of tokens: pages stored with their cursors, and what they add up to."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from cointracker_pipeline.domain.cursor import Cursor, Step
from cointracker_pipeline.domain.token import Token, TokenTransfer
from cointracker_pipeline.domain.token_amount import PRECISION, SCALE, scale_amount
from cointracker_pipeline.domain.token_balance import TransferTotals
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse.cursors import CURSOR_TYPES, from_cursor, to_cursor
from cointracker_pipeline.storage.warehouse.file import Connection
from cointracker_pipeline.storage.warehouse.given import TIME, insert_rows
from cointracker_pipeline.storage.warehouse.transactions import Change

SCALED = pa.decimal128(PRECISION, SCALE)
_TEXT = pa.string()
_ROW_TYPES = (_TEXT, _TEXT, _TEXT, pa.int64(), _TEXT, pa.int64(), TIME, _TEXT, _TEXT, _TEXT, _TEXT, SCALED)
_WITHOUT_END = 2**62
_MINE = "wallet_id = $wallet and token_address = $token"


def read_token_cursors(connection: Connection, wallet_id: str) -> dict[str, Cursor]:
    """Return how far the transfers of each of a wallet's tokens are stored, by the token's address."""
    rows = connection.execute("select * from token_cursors where wallet_id = ?", [wallet_id]).fetchall()
    return {token: to_cursor((wallet, *rest)) for wallet, token, *rest in rows}


def store_token_step(
    connection: Connection, wallet: Wallet, token: Token, transfers: Mapping[int, TokenTransfer], step: Step
) -> Change:
    """Store one page with its cursor inside the caller's transaction; ``transfers`` are the page's by their ids.

    The rows of the step name transfers by their parts. Rows that only return do not count.
    """
    key = {"wallet": wallet.wallet_id, "token": token.address}
    below = _WITHOUT_END if step.replace_below is None else step.replace_below
    removed = connection.execute(
        f"""
        delete from token_transfers where {_MINE} and block_height >= $from and block_height < $below
        returning transfer_id, block_height, change
        """,
        {**key, "from": step.replace_from, "below": below},
    ).fetchall()
    kept = connection.execute(
        f"select transfer_id from token_transfers where {_MINE} and block_height >= $from",
        {**key, "from": step.replace_from},
    ).fetchall()
    known = {transfer_id for (transfer_id,) in kept}
    fresh = [transfers[int(row.part)] for row in step.rows if int(row.part) not in known]
    rows = [_to_row(wallet, token, one) for one in fresh]
    insert_rows(connection, "token_transfers", _ROW_TYPES, rows)
    _write_cursor(connection, key, step.cursor)
    same = {(one.transfer_id, one.block_height, str(one.change_for(wallet.address))) for one in fresh} & set(removed)
    return Change(len(fresh) - len(same), len(removed) - len(same))


def read_transfer_totals(
    connection: Connection, wallet_id: str | None = None, token: str | None = None
) -> dict[tuple[str, str], TransferTotals]:
    """Return sum and number of the stored transfers by wallet and token: of one, of one wallet's, or of all.

    No number of DuckDB holds every amount: the three thirds of their 78 digits are summed, each exactly.
    """
    rows = connection.execute(
        """
        with amounts as (
            select wallet_id, token_address, if(starts_with(change, '-'), -1, 1) as sign,
                lpad(ltrim(change, '-'), 78, '0') as digits
            from token_transfers
            where ($wallet is null or wallet_id = $wallet) and ($token is null or token_address = $token)
        )
        select wallet_id, token_address, count(*), sum(sign * substr(digits, 1, 26)::hugeint),
            sum(sign * substr(digits, 27, 26)::hugeint), sum(sign * substr(digits, 53, 26)::hugeint)
        from amounts group by all
        """,
        {"wallet": wallet_id, "token": token},
    ).fetchall()
    return {
        (owner, address): TransferTotals(high * 10**52 + middle * 10**26 + low, count)
        for owner, address, count, high, middle, low in rows
    }


def count_token_transactions(connection: Connection, wallet_id: str, token: str) -> int:
    """Return in how many transactions the stored transfers of a wallet's token are."""
    row = connection.execute(
        f"select count(distinct tx_hash) from token_transfers where {_MINE}", {"wallet": wallet_id, "token": token}
    ).fetchone()
    return row[0] if row else 0


def read_unsettled_tokens(connection: Connection, wallet_id: str, reorg_limit: int) -> set[str]:
    """Return the tokens of a wallet of which a stored transfer could still change when they were last read."""
    rows = connection.execute(
        """
        select distinct t.token_address from token_transfers t join token_cursors c using (wallet_id, token_address)
        where t.wallet_id = ? and t.block_height > c.complete_height - ?
        """,
        [wallet_id, reorg_limit],
    ).fetchall()
    return {token for (token,) in rows}


def _write_cursor(connection: Connection, key: Mapping[str, str], cursor: Cursor) -> None:
    connection.execute(f"delete from token_cursors where {_MINE}", dict(key))
    wallet_id, *rest = from_cursor(cursor)
    types: Sequence[pa.DataType] = (_TEXT, *CURSOR_TYPES)
    insert_rows(connection, "token_cursors", types, [(wallet_id, key["token"], *rest)])


def _to_row(wallet: Wallet, token: Token, one: TokenTransfer) -> tuple[object, ...]:
    change = one.change_for(wallet.address)
    return (
        wallet.wallet_id,
        wallet.chain,
        token.address,
        one.transfer_id,
        one.tx_hash,
        one.block_height,
        one.block_time,
        one.sender,
        one.recipient,
        str(one.value),
        str(change),
        scale_amount(change, token.decimals),
    )
