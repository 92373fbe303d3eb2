"""TokenTax's manual template.

Sources: "Create a manual CSV report of your transactions", https://help.tokentax.co/en/articles/1707630 (columns and
the types Deposit, Withdrawal and Spend); dates as the TokenTax exporter of algo-export writes them, month first, UTC.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart, describe

_TYPES = {"receive": "Deposit", "send": "Withdrawal", "fee": "Spend"}


def _render(_number: int, movement: Movement, _currency: str) -> Cells:
    sides = apart(movement)
    return (
        _TYPES[movement.kind],
        *sides,
        movement.wallet_name,
        "",
        f"{describe(movement)} {movement.tx_hash}",
        f"{movement.block_time:%m/%d/%Y %H:%M} UTC",
    )


FORM = Form(
    name="tokentax",
    title="TokenTax, manual template",
    header=(
        "Type",
        "BuyAmount",
        "BuyCurrency",
        "SellAmount",
        "SellCurrency",
        "FeeAmount",
        "FeeCurrency",
        "Exchange",
        "Group",
        "Comment",
        "Date",
    ),
    render=_render,
)
