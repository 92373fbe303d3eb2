"""A service that contradicts itself: totals that no list of transactions sums to."""

from cointracker_pipeline.sandbox.rows import Row
from cointracker_pipeline.sandbox.running import RunningSandbox


def pay_and_lie(sandbox: RunningSandbox, wallet_id: str, amount: int, error: int) -> str:
    """Pay a wallet in a new block, so that its totals grow by more than the payment; return the payment's hash."""
    chain, _, address = wallet_id.partition(":")
    sandbox.control.mine(chain)
    with sandbox.world.lock:
        state = sandbox.world.chain(chain)
        height, time = state.height, state.now
        hash_ = f"{height:064x}"
        state.touch(address).append(Row(height, hash_, time, amount, amount + error, 0, 1, 0))
    return hash_


def tell_the_truth(sandbox: RunningSandbox, wallet_id: str) -> None:
    """Let the newest payment of a wallet be as large as its totals say."""
    chain, _, address = wallet_id.partition(":")
    with sandbox.world.lock:
        history = sandbox.world.chain(chain).touch(address)
        (row,) = history.pop_above(history.tail[-1].block_id - 1)
        history.append(row._replace(change=row.received - row.spent))
