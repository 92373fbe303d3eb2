"""What each wallet's balance is worth by the newest price."""

from collections.abc import Sequence
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
