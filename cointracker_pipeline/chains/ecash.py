"""eCash, whose coin has two decimals.

Sources: consensus/consensus.h and chainparams.cpp of Bitcoin ABC; addresses from its ecashaddrjs.

The address keeps its prefix, so a wallet's id is ``ecash:ecash:q…``.
"""

from cointracker_pipeline.addresses.cash_rules import CashAddrRules
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="ecash",
    path="ecash",
    coin="eCash",
    symbol="XEC",
    decimals=2,  # 1 XEC is 100 base units
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=600,  # nPowTargetSpacing
    addresses=CashAddrRules(chain_label="eCash", prefix="ecash", keeps_prefix=True),
)
"""eCash's facts."""
