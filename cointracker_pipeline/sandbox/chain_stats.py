"""The answers of ``/stats`` and ``/premium/stats`` (Blockchair API v2.0.80, General stats, Premium API usage stats)."""

from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.envelope import Answer, render_answer, render_context, render_cost
from cointracker_pipeline.sandbox.ethereum.chain_stats import render_ethereum_stats
from cointracker_pipeline.sandbox.limits import Meter
from cointracker_pipeline.sandbox.rows import render_time
from cointracker_pipeline.sandbox.world import ChainState, World

_UNLIMITED = 10_000_000


def answer_stats(world: World, now: float) -> Answer:
    """Answer ``/stats``: every mainnet of the sandbox; the duration of its cache is the word ``Ignore``."""
    data: dict[str, object] = {
        chain.facts.path: {"data": _chain_stats(chain)} for chain in world.chains.values() if not chain.facts.testnet
    }
    data[world.ethereum.facts.path] = {"data": render_ethereum_stats(world.ethereum)}
    data["cross-chain"] = {"tether": {}, "usd-coin": {}, "binance-usd": {}}
    context = render_context(None, 1_000, now)
    context["cache"] = {**_mapping(context["cache"]), "duration": "Ignore"}
    return render_answer(data, context, 1_000)


def answer_premium_stats(meter: Meter, account: str, now: float) -> Answer:
    """Answer ``/premium/stats``, free of charge: ``requests_today`` counts points."""
    data = {
        "valid_until": "2099-01-01 00:00:00",
        "max_requests_per_day": meter.plan.day_limit(account) or _UNLIMITED,
        "requests_today": render_cost(meter.spent_today(account, now)),
    }
    return render_answer(data, render_context(None, 0, now), 0)


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _chain_stats(chain: ChainState) -> dict[str, object]:
    """Return a chain's figures: block and price are the sandbox's, the rest is made up and constant."""
    facts, height = chain.facts, chain.height
    waiting = sum(len(history.pending) for history in chain.histories.values())
    circulation = height * 20 * 10**facts.decimals
    return {
        "blocks": height + 1,
        "transactions": height * 700,
        "outputs": height * 1_900,
        "circulation": circulation,
        "blocks_24h": 86_400 // facts.block_seconds,
        "transactions_24h": 230_000,
        "difficulty": 14_363_025_673_660,
        "volume_24h": 187_713_267_560_047,
        "mempool_transactions": waiting,
        "mempool_size": waiting * 250,
        "mempool_tps": 5.416666666666667,
        "mempool_total_fee_usd": 14_219.1005,
        "best_block_height": height,
        "best_block_hash": make_digest("block", facts.name, height, chain.clock.forks).hex(),
        "best_block_time": render_time(chain.now),
        "blockchain_size": height * 500_000,
        "average_transaction_fee_24h": 14_421,
        "inflation_24h": 81_250_000_000,
        "median_transaction_fee_24h": 5_269,
        "cdd_24h": 3_696_149.5996842394,
        "mempool_outputs": waiting * 2,
        "largest_transaction_24h": {"hash": make_digest("largest", facts.name).hex(), "value_usd": 773_548_352},
        "nodes": 8_502,
        "hashrate_24h": "92904707138521187685",
        "inflation_usd_24h": 26_587_437.5,
        "average_transaction_fee_usd_24h": 4.719001232335435,
        "median_transaction_fee_usd_24h": 1.724338485,
        "market_price_usd": facts.price_usd,
        "market_price_btc": facts.price_usd / 87_500,
        "market_price_usd_change_24h_percentage": -1.25,
        "market_cap_usd": round(circulation / 10**facts.decimals * facts.price_usd),
        "market_dominance_percentage": 43.03,
        "next_retarget_time_estimate": render_time(chain.now + 7 * 86_400),
        "next_difficulty_estimate": 17_958_208_674_260,
        "countdowns": [],
        "suggested_transaction_fee_per_byte_sat": 17,
        "hodling_addresses": 38_343_147,
    }
