"""CoinTracker's CSV (the service at cointracker.io).

Source: "Convert your transaction history to CoinTracker CSV",
https://support.cointracker.io/hc/en-us/articles/4413071299729: exactly these eight columns, dates month first, an empty
tag for what is no income.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart


def _render(_number: int, movement: Movement, _currency: str) -> Cells:
    sides = apart(movement)
    return (
        f"{movement.block_time:%m/%d/%Y %H:%M:%S}",
        sides.received,
        sides.received_symbol,
        sides.sent,
        sides.sent_symbol,
        sides.fee,
        sides.fee_symbol,
        "",
    )


FORM = Form(
    name="cointracker",
    title="CoinTracker",
    header=(
        "Date",
        "Received Quantity",
        "Received Currency",
        "Sent Quantity",
        "Sent Currency",
        "Fee Amount",
        "Fee Currency",
        "Tag",
    ),
    render=_render,
)
