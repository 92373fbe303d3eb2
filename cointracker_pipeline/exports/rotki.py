"""rotki's generic events.

Sources: rotki's documentation, "rotki Generic Events Import", and its reader
(https://github.com/rotki/rotki, rotkehlchen/data_import/importers/rotki_events.py): the type is one of six words, the
place is ``external``, the time is in milliseconds since 1970.
"""

from datetime import datetime, timedelta

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import apart, describe

_TYPES = {"receive": "Deposit", "send": "Withdrawal", "fee": "Spend"}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - block times have no zone either, they are UTC
_MILLISECOND = timedelta(milliseconds=1)


def _render(_number: int, movement: Movement, _currency: str) -> Cells:
    sides = apart(movement)
    return (
        _TYPES[movement.kind],
        "external",
        movement.symbol,
        sides.received or sides.sent,
        sides.fee,
        sides.fee_symbol,
        f"{describe(movement)} {movement.tx_hash}",
        str((movement.block_time - _EPOCH) // _MILLISECOND),
    )


FORM = Form(
    name="rotki",
    title="rotki, generic events",
    header=("Type", "Location", "Currency", "Amount", "Fee", "Fee Currency", "Description", "Timestamp"),
    render=_render,
)
