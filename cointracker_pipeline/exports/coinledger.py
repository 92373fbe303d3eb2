"""CoinLedger's universal import (once cryptotrader.tax).

Sources: "Universal Manual Import Template Guide", https://help.coinledger.io/en/articles/6028758 (no column may be
missing, dates as in the template); columns, dates month first and types as staketaxcsv writes them
(https://github.com/hodgerpodger/staketaxcsv, src/staketaxcsv/common/Exporter.py).
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart, describe

_TYPES = {"receive": "Deposit", "send": "Withdrawal", "fee": "Merchant Payment"}


def _render(_number: int, movement: Movement, _currency: str) -> Cells:
    sides = apart(movement)
    return (
        f"{movement.block_time:%m/%d/%Y %H:%M:%S}",
        movement.wallet_name,
        sides.sent_symbol,
        sides.sent,
        sides.received_symbol,
        sides.received,
        sides.fee_symbol,
        sides.fee,
        _TYPES[movement.kind],
        describe(movement),
        movement.tx_hash,
    )


FORM = Form(
    name="coinledger",
    title="CoinLedger, universal import",
    header=(
        "Date (UTC)",
        "Platform (Optional)",
        "Asset Sent",
        "Amount Sent",
        "Asset Received",
        "Amount Received",
        "Fee Currency (Optional)",
        "Fee Amount (Optional)",
        "Type",
        "Description (Optional)",
        "TxHash (Optional)",
    ),
    render=_render,
)
