"""How one wallet stands: its balance with the proof, what it was worth over time, its tokens, its addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.token_balance import TokenBalance
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.reports.wallet_balances import BalanceRow, read_balances
from cointracker_pipeline.storage.warehouse import (
    Connection,
    Member,
    read_members,
    read_token_balances,
)
from cointracker_pipeline.web.reading.wallet_chart import ChartPoint, read_chart

SHOWN_POINTS = 13
"""Points of the chart that stand below it as a table."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the warehouse knows of a wallet; ``balance`` is ``None`` before it was ever read.

    ``tokens`` are those that are followed or held, ``hidden_tokens`` counts the others; ``members`` are the addresses
    behind a key.
    """

    balance: BalanceRow | None
    points: Sequence[ChartPoint]
    tokens: Sequence[TokenBalance]
    hidden_tokens: int
    members: Sequence[Member]

    @property
    def checked_at(self) -> datetime | None:
        """When it was last compared with the chain."""
        return self.balance.checked_at.replace(tzinfo=UTC) if self.balance else None

    @property
    def receive_at(self) -> Member | None:
        """The first unused address after the last used one, for the next payment to a key."""
        receive = [one for one in self.members if one.branch == 0]
        last = max((one.index for one in receive if one.is_used), default=-1)
        return next((one for one in receive if one.index > last), None)


def read_standing(connection: Connection, wallet: Wallet, chain: Blockchain, today: date) -> Standing:
    """Return how a wallet stands; ``today`` is the UTC day up to which the chart goes."""
    wallet_id = wallet.wallet_id
    balance = next(iter(read_balances(connection, [wallet_id])), None)
    tokens = read_token_balances(connection, [wallet_id]) if chain.has_tokens else []
    shown = [one for one in tokens if one.status == "followed" and one.balance]
    return Standing(
        balance,
        read_chart(connection, chain, wallet_id, today, SHOWN_POINTS),
        shown,
        len(tokens) - len(shown),
        read_members(connection, [wallet_id])[wallet_id] if wallet.is_key else (),
    )
