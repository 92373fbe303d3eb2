"""The endpoints of Ethereum by the form of their place under the chain's path; one line is one endpoint."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from cointracker_pipeline.sandbox.envelope import Answer
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.dashboard import answer_account
from cointracker_pipeline.sandbox.ethereum.holder import answer_holder
from cointracker_pipeline.sandbox.ethereum.state_changes import answer_block_changes
from cointracker_pipeline.sandbox.ethereum.tables import answer_calls, answer_transactions_table, answer_transfers
from cointracker_pipeline.sandbox.ethereum.transactions import answer_transaction, answer_transactions

EthereumEndpoint = Callable[..., Answer]
"""Answers for a chain, the names in the path, the parameters and the time."""

ETHEREUM: dict[str, EthereumEndpoint] = {
    r"dashboards/address/([^/]+)": answer_account,
    r"dashboards/transaction/([^/]+)": answer_transaction,
    r"dashboards/transactions/([^/]+)": answer_transactions,
    r"erc-20/([^/]+)/dashboards/address/([^/]+)": answer_holder,
    r"calls": answer_calls,
    r"transactions": answer_transactions_table,
    r"erc-20/transactions": answer_transfers,
    r"state/changes/block/([^/]+)": answer_block_changes,
}
"""The groups of a place are the names it takes."""


def find_ethereum_endpoint(chain: EthereumChain, rest: str) -> Callable[[Mapping[str, str], float], Answer] | None:
    """Return what answers for a path behind the chain's, given parameters and time, or ``None`` for no endpoint."""
    for place, endpoint in ETHEREUM.items():
        found = re.fullmatch(place, rest)
        if found:
            return partial(endpoint, chain, *found.groups())
    return None
