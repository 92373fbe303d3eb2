"""Blockchair's own report of wallets, the extended form.

Source: the ``blockchair`` parser of BittyTax (https://github.com/BittyTax/BittyTax,
bittytax/conv/parsers/blockchair.py), the only published reader. It knows two types, ``External receiving`` and
``External spending``, and refuses a file with any other, so a transfer between own wallets is written as the two.
The other party's address is not stored: its column stays empty.
"""

from cointracker_pipeline.addresses.extended_keys import is_extended_public_key
from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.exports._form import Cells, Form
from cointracker_pipeline.exports._sides import rate, worth


def _render(number: int, movement: Movement, _currency: str) -> Cells:
    is_key = is_extended_public_key(movement.address)
    return (
        str(number),
        movement.render(movement.balance_change),
        movement.symbol,
        worth(movement, movement.balance_change),
        rate(movement.price),
        "External receiving" if movement.balance_change > 0 else "External spending",
        f"{movement.block_time:%d/%m/%Y %H:%M:%S}",
        movement.address if is_key else "",
        "" if is_key else movement.address,
        "",
        movement.tx_hash,
    )


FORM = Form(
    name="blockchair-extended",
    title="Blockchair's extended report",
    header=(
        "Tx number",
        "Effect",
        "Ticker",
        "Amount fiat (USD)",
        "Asset rate (USD)",
        "Type",
        "Date",
        "Public key",
        "Wallet address",
        "Third-party address",
        "Transaction hash",
    ),
    render=_render,
    currency="USD",
)
