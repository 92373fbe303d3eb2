"""Bitcoin's test network, whose coins have no value; it is there to try things out with real requests.

Sources: consensus/consensus.h and kernel/chainparams.cpp of Bitcoin Core; the prefix from BIP-173.
"""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.addresses.wallet_keys import OF_TEST_NETWORK
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="bitcoin-testnet",
    path="bitcoin/testnet",
    coin="Bitcoin Testnet",
    symbol="tBTC",
    decimals=8,
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=600,  # nPowTargetSpacing
    addresses=AddressRules(
        chain_label="Bitcoin's test network", p2pkh=(0x6F,), p2sh=(0xC4,), segwit_prefix="tb", keys=OF_TEST_NETWORK
    ),
    has_worth=False,
)
"""Bitcoin Testnet's facts."""
