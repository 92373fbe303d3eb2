"""Litecoin.

Sources: consensus/consensus.h and chainparams.cpp of Litecoin Core.

A script's address is written M… and was written 3… before 2018; both hold the same hash. Litecoin Core reads both
and writes M… (``SCRIPT_ADDRESS2``), and Blockchair takes both: so 3… becomes M…, and one script is one wallet.
"""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.addresses.wallet_keys import LTUB, MTUB, XPUB, YPUB, ZPUB, KeyForms
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="litecoin",
    path="litecoin",
    coin="Litecoin",
    symbol="LTC",
    decimals=8,
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=150,  # nPowTargetSpacing
    addresses=AddressRules(
        chain_label="Litecoin",
        p2pkh=(0x30,),
        p2sh=(0x32, 0x05),
        segwit_prefix="ltc",
        keys=KeyForms((XPUB, LTUB), (YPUB, MTUB), (ZPUB,)),
    ),
)
"""Litecoin's facts."""
