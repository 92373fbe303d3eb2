"""Dash, which has no segregated witness.

Sources: consensus/consensus.h and chainparams.cpp of Dash Core.
"""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="dash",
    path="dash",
    coin="Dash",
    symbol="DASH",
    decimals=8,
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=150,  # nPowTargetSpacing
    addresses=AddressRules(chain_label="Dash", p2pkh=(0x4C,), p2sh=(0x10,)),
)
"""Dash's facts."""
