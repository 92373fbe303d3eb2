"""Whom a sync is about."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cointracker_pipeline.domain.wallet import Wallet

LONG_AGO = datetime(2009, 1, 3, tzinfo=UTC)
"""Since when a wallet has waited of which nobody knows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A wallet to bring up to date: whose it is, and since when it has not been current, aware UTC."""

    wallet: Wallet
    owner: str = ""
    since: datetime = LONG_AGO
