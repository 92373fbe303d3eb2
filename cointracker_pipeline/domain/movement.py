"""A movement: what one transaction did to one wallet, with what people say of the wallet and what a coin was worth."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

from cointracker_pipeline.domain.amount import render_amount

Kind = Literal["receive", "send", "fee"]

CENT = Decimal("0.01")

_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
"""Amounts have up to 38 digits and prices as many: their product fits. Half is rounded away from zero."""


class Movement(NamedTuple):
    """All rows of one confirmed transaction in one wallet as one, in base units; ``block_time`` is UTC without a zone.

    ``balance_change`` is signed and has the fee in it. ``fee`` is what the wallet is known to have paid, at least 0;
    on Bitcoin-like chains it is not known and 0. ``price`` is of one coin on that day, ``None`` where none is known.
    ``is_own_transfer`` says that another wallet of the same owner is on the other side, wholly or in part. A tuple,
    because an export has millions.
    """

    wallet_id: str
    chain: str
    address: str
    symbol: str
    decimals: int
    tx_hash: str
    block_height: int
    block_time: datetime
    balance_change: int
    fee: int
    price: Decimal | None
    is_own_transfer: bool
    label: str
    owner: str
    tags: tuple[str, ...]

    @property
    def moved(self) -> int:
        """What came or went beside the fee."""
        return self.balance_change + self.fee

    @property
    def kind(self) -> Kind:
        """Whether coins came, went, or only the fee was paid."""
        if self.moved == 0:
            return "fee"
        return "receive" if self.moved > 0 else "send"

    @property
    def wallet_name(self) -> str:
        """What a person calls the wallet: its label, or its id."""
        return self.label or self.wallet_id

    def render(self, amount: int) -> str:
        """Return an amount of this movement's coin as exact text."""
        return render_amount(amount, self.decimals)

    def value(self, amount: int) -> Decimal | None:
        """Return what an amount was worth, to the cent, half rounded away from zero; ``None`` without a price."""
        if self.price is None:
            return None
        coins = _EXACT.scaleb(Decimal(amount), -self.decimals)
        return _EXACT.quantize(_EXACT.multiply(coins, self.price), CENT)
