"""Crypto Tax Calculator's advanced CSV (now Summ).

Source: "Advanced Custom CSV Import", https://help.cryptotaxcalculator.io/en/articles/5777675: columns in this order,
times UTC, the amount without the fee, types ``receive``, ``send`` and ``fee``; a price is of one unit.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart, describe, rate


def _render(_number: int, movement: Movement, currency: str) -> Cells:
    sides = apart(movement)
    is_receipt = movement.kind == "receive"
    return (
        f"{movement.block_time:%Y-%m-%d %H:%M:%S}",
        movement.kind,
        movement.symbol,
        sides.received or sides.sent,
        "",
        "",
        sides.fee_symbol,
        sides.fee,
        "" if is_receipt else movement.wallet_name,
        movement.wallet_name if is_receipt else "",
        movement.chain,
        movement.tx_hash,
        describe(movement),
        rate(movement.price),
        currency if movement.price is not None else "",
    )


FORM = Form(
    name="cryptotaxcalculator",
    title="Crypto Tax Calculator, advanced CSV",
    header=(
        "Timestamp (UTC)",
        "Type",
        "Base Currency",
        "Base Amount",
        "Quote Currency (Optional)",
        "Quote Amount (Optional)",
        "Fee Currency (Optional)",
        "Fee Amount (Optional)",
        "From (Optional)",
        "To (Optional)",
        "Blockchain (Optional)",
        "ID (Optional)",
        "Description (Optional)",
        "Reference Price Per Unit (Optional)",
        "Reference Price Currency (Optional)",
    ),
    render=_render,
)
