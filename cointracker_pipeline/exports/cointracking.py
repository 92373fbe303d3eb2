"""CoinTracking's CSV (the service at cointracking.info).

Sources: the header as CoinTracking writes it and its readers know it (``"Type","Buy","Cur.","Sell","Cur.","Fee",…``);
types and how fees are counted as staketaxcsv writes them after CoinTracking's "Entering fees"
(https://github.com/hodgerpodger/staketaxcsv, src/staketaxcsv/common/Exporter.py): what was sold has the fee in it.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart, describe, whole


def _render(_number: int, movement: Movement, _currency: str) -> Cells:
    sides = whole(movement)
    fee = apart(movement)[4:] if movement.kind == "send" else ("", "")
    return (
        _type_of(movement),
        *sides[:4],
        *fee,
        movement.wallet_name,
        "",
        describe(movement),
        f"{movement.block_time:%Y-%m-%d %H:%M:%S}",
        movement.tx_hash,
    )


def _type_of(movement: Movement) -> str:
    if movement.kind == "fee":
        return "Other Fee"
    return "Deposit" if movement.balance_change >= 0 else "Withdrawal"


FORM = Form(
    name="cointracking",
    title="CoinTracking",
    header=(
        "Type",
        "Buy",
        "Cur.",
        "Sell",
        "Cur.",
        "Fee",
        "Cur.",
        "Exchange",
        "Group",
        "Comment",
        "Date",
        "Tx-ID",
    ),
    render=_render,
)
