"""Groestlcoin, whose base58 addresses (F…, 3…) have a checksum of its own hash.

Sources: consensus/consensus.h and kernel/chainparams.cpp of Groestlcoin Core.
"""

from cointracker_pipeline.addresses.groestl import checksum_groestl
from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.addresses.wallet_keys import WITH_SEGWIT
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="groestlcoin",
    path="groestlcoin",
    coin="Groestlcoin",
    symbol="GRS",
    decimals=8,
    reorg_limit=120,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=60,  # nPowTargetSpacing
    addresses=AddressRules(
        chain_label="Groestlcoin",
        p2pkh=(0x24,),
        p2sh=(0x05,),
        segwit_prefix="grs",
        make_checksum=checksum_groestl,
        keys=WITH_SEGWIT,
    ),
)
"""Groestlcoin's facts."""
