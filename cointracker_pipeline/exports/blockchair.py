"""Blockchair's own report of wallets, the short form.

Source of the columns, and of dates read day first: the ``blockchair`` parser of BittyTax
(https://github.com/BittyTax/BittyTax, bittytax/conv/parsers/blockchair.py). It takes an effect above zero for a deposit
and one below for a withdrawal.
"""

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import rate, worth


def _render(number: int, movement: Movement, _currency: str) -> Cells:
    return (
        str(number),
        movement.address,
        movement.render(movement.balance_change),
        movement.symbol,
        worth(movement, movement.balance_change),
        rate(movement.price),
        f"{movement.block_time:%d/%m/%Y %H:%M:%S}",
        movement.tx_hash,
    )


FORM = Form(
    name="blockchair",
    title="Blockchair's report",
    header=(
        "Tx number",
        "Affected address/xpub",
        "Effect",
        "Ticker",
        "Amount fiat (USD)",
        "Asset rate (USD)",
        "Date",
        "Transaction hash",
    ),
    render=_render,
    currency="USD",
)
