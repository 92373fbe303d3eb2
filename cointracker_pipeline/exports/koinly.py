"""Koinly's universal format.

Source: "How to create a custom CSV file with your data", https://support.koinly.io/en/articles/9489976. Times are UTC,
the decimal point is a dot and always there, fees may not be given for what only comes or goes (they are in the amount),
the worth is without sign, ``cost`` is a label for what was spent on fees.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import describe, whole, worth


def _render(_number: int, movement: Movement, currency: str) -> Cells:
    sides = whole(movement)
    value = worth(movement, abs(movement.balance_change))
    return (
        f"{movement.block_time:%Y-%m-%d %H:%M:%S}",
        sides.sent,
        sides.sent_symbol,
        sides.received,
        sides.received_symbol,
        "",
        "",
        value,
        currency if value else "",
        "cost" if movement.kind == "fee" else "",
        describe(movement),
        movement.tx_hash,
    )


FORM = Form(
    name="koinly",
    title="Koinly, universal format",
    header=(
        "Date",
        "Sent Amount",
        "Sent Currency",
        "Received Amount",
        "Received Currency",
        "Fee Amount",
        "Fee Currency",
        "Net Worth Amount",
        "Net Worth Currency",
        "Label",
        "Description",
        "TxHash",
    ),
    render=_render,
)
