"""What ``/stats`` says of Ethereum (Blockchair API v2.0.80, General stats): block and price are the sandbox's."""

from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.rows import render_time

_CIRCULATION = 120_690_000


def render_ethereum_stats(chain: EthereumChain) -> dict[str, object]:
    """Return the figures of Ethereum; all but block and price are made up and constant."""
    facts, height = chain.facts, chain.height
    return {
        "blocks": height,
        "transactions": height * 110,
        "blocks_24h": 86_400 // facts.block_seconds,
        "circulation_approximate": f"{_CIRCULATION}{'0' * facts.decimals}",
        "transactions_24h": 1_302_619,
        "difficulty": 0,
        "volume_24h_approximate": "6300512633065118000000000",
        "mempool_transactions": len(chain.pending),
        "mempool_median_gas_price": 400_000_000,
        "mempool_tps": 7.983333333333333,
        "mempool_total_value_approximate": "77011108570302550000000",
        "best_block_height": height,
        "best_block_hash": make_digest("block", facts.name, height, chain.clock.forks).hex(),
        "best_block_time": render_time(chain.now),
        "uncles": 2_100_000,
        "uncles_24h": 0,
        "blockchain_size": height * 50_000,
        "calls": height * 400,
        "average_transaction_fee_24h": "9339692912924509",
        "median_transaction_fee_24h": "4887620538746249",
        "inflation_24h": 2_411.4375,
        "average_simple_transaction_fee_24h": "2947056048574188",
        "median_simple_transaction_fee_24h": "3129000000000000",
        "largest_transaction_24h": {
            "hash": f"0x{make_digest('largest', facts.name).hex()}",
            "value_usd": 872_236_755.5,
        },
        "hashrate_24h": "0",
        "inflation_usd_24h": 7_234_312.5,
        "average_transaction_fee_usd_24h": 28.019078738773527,
        "median_transaction_fee_usd_24h": 14.662861616238747,
        "average_simple_transaction_fee_usd_24h": 8.841168145722564,
        "median_simple_transaction_fee_usd_24h": 9.387,
        "market_price_usd": facts.price_usd,
        "market_price_btc": facts.price_usd / 87_500,
        "market_price_usd_change_24h_percentage": 0.95673,
        "market_cap_usd": round(_CIRCULATION * facts.price_usd),
        "market_dominance_percentage": 11.66,
        "layer_2": {
            "erc_20": {
                "tokens": len(chain.tokens),
                "transactions": height * 60,
                "tokens_24h": 100,
                "transactions_24h": 859_287,
            }
        },
        "countdowns": [],
        "suggested_transaction_fee_gwei_options": {"sloth": 1, "slow": 1, "normal": 2, "fast": 2, "cheetah": 3},
    }
