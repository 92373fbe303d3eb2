"""The endpoints of Bitcoin-like chains by their place under the chain's path; one line is one endpoint."""

from collections.abc import Callable, Mapping
from functools import partial

from cointracker_pipeline.sandbox.answers import answer_address, answer_addresses, answer_balances
from cointracker_pipeline.sandbox.blocks_table import answer_blocks
from cointracker_pipeline.sandbox.envelope import Answer
from cointracker_pipeline.sandbox.query import check_names, read_query
from cointracker_pipeline.sandbox.state_changes import answer_block_changes, answer_mempool_changes
from cointracker_pipeline.sandbox.world import ChainState
from cointracker_pipeline.sandbox.xpub_answer import answer_xpub

Endpoint = Callable[[ChainState, str, Mapping[str, str], float], Answer]
"""Answers for a chain, the rest of the path behind the endpoint's own, the parameters and the time."""


def find_endpoint(chain: ChainState, rest: str) -> Callable[[Mapping[str, str], float], Answer] | None:
    """Return what answers for a path behind the chain's, given parameters and time, or ``None`` for no endpoint."""
    for place, endpoint in BITCOIN_LIKE.items():
        if place.endswith("/") and rest.startswith(place) and rest != place:
            return partial(endpoint, chain, rest.removeprefix(place))
        if rest == place:
            return partial(endpoint, chain, "")
    return None


def _address(chain: ChainState, name: str, params: Mapping[str, str], now: float) -> Answer:
    return answer_address(chain, name, read_query(params), now)


def _addresses(chain: ChainState, name: str, params: Mapping[str, str], now: float) -> Answer:
    return answer_addresses(chain, split_names(name), read_query(params), now)


def _xpub(chain: ChainState, name: str, params: Mapping[str, str], now: float) -> Answer:
    return answer_xpub(chain, name, read_query(params), now)


def _balances(chain: ChainState, _: str, params: Mapping[str, str], now: float) -> Answer:
    check_names(params, {"addresses"})
    return answer_balances(chain, split_names(params.get("addresses", "")), now)


def split_names(text: str) -> list[str]:
    """Return the parts of a list divided by commas."""
    return [part for part in text.split(",") if part]


BITCOIN_LIKE: dict[str, Endpoint] = {
    "addresses/balances": _balances,
    "blocks": answer_blocks,
    "dashboards/address/": _address,
    "dashboards/addresses/": _addresses,
    "state/changes/block/": answer_block_changes,
    "state/changes/mempool": answer_mempool_changes,
    "dashboards/xpub/": _xpub,
}
"""A place that ends with a slash takes names behind it."""

TAKE_FORMS = frozenset({"addresses/balances"})
"""The endpoints that also take POST."""
