"""BittyTax's transaction records.

Source: https://github.com/BittyTax/BittyTax, README.md, "Transaction Records": fields in this order; a deposit or
withdrawal has no value; what was withdrawn is without the fee; times are ``YYYY-MM-DDTHH:MM:SS UTC``.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart, describe

_TYPES = {"receive": "Deposit", "send": "Withdrawal", "fee": "Spend"}


def _render(_number: int, movement: Movement, _currency: str) -> Cells:
    sides = apart(movement)
    return (
        _TYPES[movement.kind],
        sides.received,
        sides.received_symbol,
        "",
        sides.sent,
        sides.sent_symbol,
        "",
        sides.fee,
        sides.fee_symbol,
        "",
        movement.wallet_name,
        f"{movement.block_time:%Y-%m-%dT%H:%M:%S} UTC",
        f"{describe(movement)} {movement.tx_hash}",
    )


FORM = Form(
    name="bittytax",
    title="BittyTax, transaction records",
    header=(
        "Type",
        "Buy Quantity",
        "Buy Asset",
        "Buy Value in GBP",
        "Sell Quantity",
        "Sell Asset",
        "Sell Value in GBP",
        "Fee Quantity",
        "Fee Asset",
        "Fee Value in GBP",
        "Wallet",
        "Timestamp",
        "Note",
    ),
    render=_render,
)
