"""Pages of transactions, with what each was worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Connection, RowKey, Sought, WalletRow, read_page, read_rows
from cointracker_pipeline.web.reading.coin_worth import read_prices, value

Place = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A row of a wallet, with its coin's price on its day and its worth, where one is known; times without a zone."""

    wallet_id: str
    chain: str
    tx_hash: str
    part: str
    block_height: int | None
    block_time: datetime
    balance_change: int
    exact: bool
    price: Decimal | None = None
    worth: Decimal | None = None


def read_wallet_rows(
    connection: Connection,
    chains: Mapping[str, Blockchain],
    wallet: Wallet,
    limit: int,
    after: RowKey | None,
    sought: Sought,
) -> list[PricedRow]:
    """Return a page of one wallet's rows, the newest first."""
    found = read_page(connection, wallet.wallet_id, limit, after, sought)
    rows = [
        PricedRow(
            wallet.wallet_id,
            wallet.chain,
            one.key.tx_hash,
            one.key.part,
            one.key.block_height,
            one.block_time,
            one.balance_change,
            one.exact,
        )
        for one in found
    ]
    return _price(connection, chains, rows)


def read_all_rows(
    connection: Connection,
    chains: Mapping[str, Blockchain],
    wallet_ids: Sequence[str],
    limit: int,
    after: Place | None,
    sought: Sought,
) -> list[PricedRow]:
    """Return a page of the rows of wallets, each wallet's in turn, the oldest first; ``sought`` tells days alone."""
    start = after or ("", -1, "", "")
    found = read_rows(connection, wallet_ids, limit, start, sought.first_day, sought.last_day)
    return _price(connection, chains, [_to_row(one) for one in found])


def _to_row(one: WalletRow) -> PricedRow:
    identity = (one.wallet_id, one.chain, one.tx_hash, one.part)
    return PricedRow(*identity, one.block_height, one.block_time, one.balance_change, one.exact)


def _price(connection: Connection, chains: Mapping[str, Blockchain], rows: Sequence[PricedRow]) -> list[PricedRow]:
    if not rows:
        return []
    days = {one.block_time.date() for one in rows}
    prices = read_prices(connection, {one.chain for one in rows}, days)
    return [
        _with_price(one, chains[one.chain].decimals, prices.get((one.chain, one.block_time.date()))) for one in rows
    ]


def _with_price(one: PricedRow, decimals: int, price: Decimal | None) -> PricedRow:
    return replace(one, price=price, worth=value(one.balance_change, decimals, price))
