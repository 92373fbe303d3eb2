"""The endpoints of Ethereum by the form of their place under the chain's path; one line is one endpoint."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from cointracker_pipeline.sandbox.envelope import Answer
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.dashboard import answer_account

EthereumEndpoint = Callable[..., Answer]
"""Answers for a chain, the names in the path, the parameters and the time."""

ETHEREUM: dict[str, EthereumEndpoint] = {
    r"dashboards/address/([^/]+)": answer_account,
}
"""The groups of a place are the names it takes."""


def find_ethereum_endpoint(chain: EthereumChain, rest: str) -> Callable[[Mapping[str, str], float], Answer] | None:
    """Return what answers for a path behind the chain's, given parameters and time, or ``None`` for no endpoint."""
    for place, endpoint in ETHEREUM.items():
        found = re.fullmatch(place, rest)
        if found:
            return partial(endpoint, chain, *found.groups())
    return None
