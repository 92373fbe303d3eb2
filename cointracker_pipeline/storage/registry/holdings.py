"""What a person's wallets hold together, by chain, from the summaries alone."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.tables import track_tags, tracks, wallet_summaries


@dataclass(slots=True)
class ChainHolding:
    """The sums of one chain's synced wallets: amounts in base units, worth in cents of US dollars.

    ``priced`` wallets have a worth, and ``unpriced`` ones hold something of which none is known.
    """

    chain: str
    wallets: int = 0
    proven: int = 0
    balance: int = 0
    pending: int = 0
    worth_cents: int = 0
    priced: int = 0
    unpriced: int = 0
    transaction_count: int = 0


class Holdings:
    """The registry's part for what a person holds."""

    _database: Database

    def sum_holdings(self, person_id: int, tag: str | None = None) -> tuple[list[ChainHolding], int]:
        """Return what a person's wallets, or those with a tag, hold by chain, and how many were never synced."""
        of_track = tracks.outerjoin(wallet_summaries, wallet_summaries.c.wallet_id == tracks.c.wallet_id)
        query = select(tracks.c.wallet_id.label("tracked"), *wallet_summaries.c).select_from(of_track)
        query = query.where(tracks.c.person_id == person_id)
        if tag is not None:
            tagged = select(track_tags.c.wallet_id).where(track_tags.c.person_id == person_id, track_tags.c.tag == tag)
            query = query.where(tracks.c.wallet_id.in_(tagged))
        sums: dict[str, ChainHolding] = {}
        unsynced = 0
        # Added up here: the amounts are texts, since no database's integer holds all of them.
        with self._database.reading() as connection:
            for row in connection.execute(query):
                if row.wallet_id is None:
                    unsynced += 1
                else:
                    _add(sums.setdefault(row.chain, ChainHolding(row.chain)), row)
        return [sums[chain] for chain in sorted(sums)], unsynced


def _add(holding: ChainHolding, row: Any) -> None:
    balance = int(row.balance)
    holding.wallets += 1
    holding.proven += bool(row.proven)
    holding.balance += balance
    holding.pending += int(row.pending)
    holding.worth_cents += row.worth_cents or 0
    holding.priced += row.worth_cents is not None
    holding.unpriced += row.worth_cents is None and balance != 0
    holding.transaction_count += row.transaction_count
