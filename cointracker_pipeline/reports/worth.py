"""What each wallet's balance is worth by the newest price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cointracker_pipeline.storage.warehouse import Connection


@dataclass(frozen=True, slots=True)
class Worth:
    """A balance's worth with eight decimal places; ``None`` where no price is known that is new enough."""

    price_day: date | None
    price_usd: Decimal | None
    worth_usd: Decimal | None
    worth_second: Decimal | None
    second_currency: str | None


def read_worths(connection: Connection, wallet_ids: Sequence[str] | None = None) -> dict[str, Worth]:
    """Return the worth of the given wallets' balances, or of all, by wallet id; ``chains`` must be written."""
    rows = connection.execute(
        """
        select wallet_id, price_day, price_usd, worth_usd, worth_second, second_currency from wallet_balances_display
        where $all or wallet_id in (select unnest($wallets::varchar[]))
        """,
        {"all": wallet_ids is None, "wallets": list(wallet_ids or ())},
    ).fetchall()
    return {str(wallet_id): Worth(*known) for wallet_id, *known in rows}


def value_chains(connection: Connection, held: Mapping[str, int], until: date) -> dict[str, Worth]:
    """Return by chain what an amount in base units is worth by the newest price, if it is at most five days old.

    ``chains`` must be written; ``until`` is the UTC day from which a price's age counts.
    """
    rows = connection.execute(
        """
        select h.chain, p.day, p.usd, worth(h.amount, c.unit, p.usd_whole, p.usd_rest),
            worth(h.amount, c.unit, p.second_whole, p.second_rest), p.second_currency
        from (select unnest($chains::varchar[]) as chain, unnest($amounts::decimal(38, 0)[]) as amount) h
        join coins c using (chain) left join newest_prices p on p.chain = h.chain and p.day >= $until::date - 5
        """,
        {"chains": list(held), "amounts": [str(amount) for amount in held.values()], "until": until},
    ).fetchall()
    return {str(chain): Worth(*known) for chain, *known in rows}
