"""A chain nobody has heard of: the one file that describes it, its vectors, and what a sandbox serves of it."""

from cointracker_pipeline.sandbox.facts import ChainFacts

FILE, VECTOR_FILE = "cointracker_pipeline/chains/toycoin.py", "cointracker_pipeline_tests/chains/vectors/toycoin.csv"
"""Where the two belong in a checkout."""

TOYCOIN = '''\
"""Toycoin, which this test alone knows."""

from cointracker_pipeline.addresses.rules import AddressRules
from cointracker_pipeline.blockchair.bitcoin_like import BitcoinLike

CHAIN = BitcoinLike(
    name="toycoin",
    path="toycoin/main",
    coin="Toy Coin",
    symbol="TOY",
    decimals=6,
    reorg_limit=50,
    block_seconds=30,
    addresses=AddressRules(chain_label="Toycoin", p2pkh=(0x41,), p2sh=(0x7F,), segwit_prefix="toy"),
)
"""Toycoin's facts."""
'''

VECTORS = """address,canonical,what,source
TWLx5Drp6rEpochm4gJKrCCR4HVG74oVVG,TWLx5Drp6rEpochm4gJKrCCR4HVG74oVVG,pays a public key,
tUUekJ28veTn8gnP12Zn4cCjXF8ahidETL,tUUekJ28veTn8gnP12Zn4cCjXF8ahidETL,pays a script,
TOY1QNZYY5WF35JU2GA9ESQJJD4DHLSSPP7LSZ75S3S,toy1qnzyy5wf35ju2ga9esqjjd4dhlsspp7lsz75s3s,in capitals,
TWLx5Drp6rEpochm4gJKrCCR4HVG74oVVH,,last character changed,
1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,,bitcoin,
"""

FACTS = ChainFacts("toycoin", "toycoin/main", "TOY", 6, 0.25, 30, 2_000_000, 10**9, b"\x41", b"\x7f", "toy")
"""The same for a sandbox, written apart: it must not share the file's mistakes."""
