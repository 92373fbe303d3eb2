"""Zcash: its transparent addresses t1… and t3…; what is shielded is invisible to everybody but its owner.

Sources: zcashd, whose consensus code and chainparams.cpp hold them.
"""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="zcash",
    path="zcash",
    coin="Zcash",
    symbol="ZEC",
    decimals=8,
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=75,  # nPostBlossomPowTargetSpacing
    addresses=AddressRules(chain_label="Zcash", p2pkh=(0x1CB8,), p2sh=(0x1CBD,)),
)
"""Zcash's facts."""
