"""Bitcoin Cash.

Sources: consensus/consensus.h and chainparams.cpp of Bitcoin Cash Node; addresses from its cashaddr.md.

The address is written as the API answers it, without ``bitcoincash:``; one in the old form (1…, 3…) becomes it.
"""

from cointracker_pipeline.addresses.cash_rules import CashAddrRules
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="bitcoin-cash",
    path="bitcoin-cash",
    coin="Bitcoin Cash",
    symbol="BCH",
    decimals=8,
    reorg_limit=100,  # COINBASE_MATURITY: the depth at which the protocol itself lets mined coins be spent
    block_seconds=600,  # nPowTargetSpacing
    addresses=CashAddrRules(
        chain_label="Bitcoin Cash", prefix="bitcoincash", keeps_prefix=False, takes_old_form=True, long_scripts=True
    ),
)
"""Bitcoin Cash's facts."""
