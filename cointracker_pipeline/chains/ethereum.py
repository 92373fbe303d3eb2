"""Ethereum: its coin, not the tokens that live on it.

Sources: the Yellow Paper (18 decimals); the consensus specifications (phase0/beacon-chain.md, phase0/mainnet presets).
"""

from cointracker_pipeline.addresses.ethereum_rules import EthereumRules
from cointracker_pipeline.blockchair.ethereum_like import EthereumLike

CHAIN = EthereumLike(
    name="ethereum",
    path="ethereum",
    coin="Ethereum",
    symbol="ETH",
    decimals=18,
    reorg_limit=64,  # two epochs of 32 slots: what is below them is finalized
    block_seconds=12,  # SECONDS_PER_SLOT
    addresses=EthereumRules(chain_label="Ethereum"),
)
"""Ethereum's facts."""
