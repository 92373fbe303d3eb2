"""Dogecoin, which has no segregated witness.

Sources: chainparams.cpp of Dogecoin Core.
"""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.addresses.wallet_keys import DGUB, XPUB, KeyForms
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="dogecoin",
    path="dogecoin",
    coin="Dogecoin",
    symbol="DOGE",
    decimals=8,
    # nCoinbaseMaturity since block 145,000: the depth at which the protocol itself lets mined coins be spent
    reorg_limit=240,
    block_seconds=60,  # nPowTargetSpacing
    addresses=AddressRules(chain_label="Dogecoin", p2pkh=(0x1E,), p2sh=(0x16,), keys=KeyForms((XPUB, DGUB))),
)
"""Dogecoin's facts."""
