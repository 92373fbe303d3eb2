"""Bitcoin.

Sources: consensus/consensus.h and kernel/chainparams.cpp of Bitcoin Core; the prefix from BIP-173.
"""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.addresses.wallet_keys import WITH_SEGWIT
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="bitcoin",
    path="bitcoin",
    coin="Bitcoin",
    symbol="BTC",
    decimals=8,
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=600,  # nPowTargetSpacing
    addresses=AddressRules(chain_label="Bitcoin", p2pkh=(0x00,), p2sh=(0x05,), segwit_prefix="bc", keys=WITH_SEGWIT),
)
"""Bitcoin's facts."""
