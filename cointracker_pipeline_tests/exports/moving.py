"""Movements to export."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from cointracker_pipeline.domain.movement import Movement

BITCOIN = Movement(
    wallet_id="bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    chain="bitcoin",
    address="1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    symbol="BTC",
    decimals=8,
    tx_hash="ab" * 32,
    block_height=700_000,
    block_time=datetime(2022, 3, 4, 15, 6, 7),  # noqa: DTZ001 - block times are UTC without a zone
    balance_change=150_000_000,
    fee=0,
    price=Decimal("43210.123456789"),
    is_own_transfer=False,
    label="savings",
    owner="Ann",
    tags=("cold",),
)
ETHER = 10**18


def on_bitcoin(**changes: Any) -> Movement:
    """Return a receipt of 1.5 BTC with some facts changed."""
    return BITCOIN._replace(**changes)


def on_ethereum(change: int, fee: int = 0, **changes: Any) -> Movement:
    """Return a movement of ether without a price, in wei, the fee in the change."""
    facts = {"chain": "ethereum", "symbol": "ETH", "decimals": 18, "price": None, "label": ""}
    return BITCOIN._replace(**facts, balance_change=change, fee=fee, **changes)  # type: ignore[arg-type]


STORY = (
    on_bitcoin(),
    on_bitcoin(tx_hash="cd" * 32, balance_change=-25_000_000, label="=HYPERLINK(1)", is_own_transfer=True),
    on_bitcoin(tx_hash="cd" * 32, balance_change=24_990_000, label="-1+1", is_own_transfer=True),
    on_ethereum(-(2 * ETHER) - 21_000, fee=21_000),
    on_ethereum(-21_000, fee=21_000),
    on_ethereum(ETHER - 21_000, fee=21_000),
    on_ethereum(10**37 + 1),
)
"""A receipt, both sides of an own transfer, and on Ethereum a sending, a fee alone, a receipt with a fee, and much."""
