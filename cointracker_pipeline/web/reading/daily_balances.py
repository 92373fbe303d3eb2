"""A wallet's balance by day, with what it was worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.storage.warehouse import Connection, of_wallets
from cointracker_pipeline.web.reading.coin_worth import read_prices, value

_PAGE = """
    select day, balance::hugeint, balance_change::hugeint, transaction_count from daily_balances
    where {mine} and day < $before and ($since is null or day >= $since::date)
        and ($until is null or day <= $until::date)
    order by day desc limit $limit
"""


@dataclass(frozen=True, slots=True)
class DayRow:
    """What a wallet held at the end of a UTC day on which it moved, and its worth at that day's price, where known."""

    day: date
    balance: int
    balance_change: int
    transaction_count: int
    price: Decimal | None
    worth: Decimal | None


def read_days(
    connection: Connection,
    chain: Blockchain,
    wallet_id: str,
    limit: int,
    before: date,
    since: date | None,
    until: date | None,
) -> Sequence[DayRow]:
    """Return a wallet's days, the newest first, from below ``before`` on."""
    page = _PAGE.format(mine=of_wallets(connection, [wallet_id]))
    values = {"before": before, "since": since, "until": until, "limit": limit}
    found = connection.execute(page, values).fetchall()
    if not found:
        return []
    prices = read_prices(connection, [chain.name], [day for day, *_ in found])
    known = ((day, prices.get((chain.name, day)), *rest) for day, *rest in found)
    return [
        DayRow(day, balance, change, count, price, value(balance, chain.decimals, price))
        for day, price, balance, change, count in known
    ]
