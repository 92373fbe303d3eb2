"""What a block changed for every address (Blockchair API v2.0.80, section State changes), in wei as text."""

from collections.abc import Mapping

from cointracker_pipeline.sandbox.envelope import Answer
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import balance_changes
from cointracker_pipeline.sandbox.state_changes import BLOCK_COST, read_height, render_changes


def answer_block_changes(chain: EthereumChain, height: str, params: Mapping[str, str], now: float) -> Answer:
    """Answer ``state/changes/block``: fees, rewards and withdrawals count; what cancels out is left out.

    Raises: RefusedError with code 400 for what is no height.
    """
    asked, changes = read_height(height), dict[str, int]()
    for deed in chain.in_blocks(asked, min(asked, chain.height)):
        for address, change in balance_changes(deed).items():
            changes[address] = changes.get(address, 0) + change
    texts = {address: str(change) for address, change in changes.items() if change}
    return render_changes(chain, texts, params, now, BLOCK_COST)
