"""Reorganisations of Ethereum: the newest blocks are given up, and what was in them has another fate."""

from collections.abc import Sequence

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.changes import forget_unpaid, put_into_block
from cointracker_pipeline.sandbox.ethereum.deeds import Deed
from cointracker_pipeline.sandbox.ethereum.ledger import Ledger
from cointracker_pipeline.sandbox.ethereum.outside import make_hash
from cointracker_pipeline.sandbox.ethereum.payments import Payment
from cointracker_pipeline.sandbox.forks import Fate
from cointracker_pipeline.sandbox.rows import UNCONFIRMED


def reorganise_ethereum(
    chain: EthereumChain, depth: int, fate: Fate = "move", blocks: int | None = None, only: Sequence[str] = ()
) -> int:
    """Give up the newest ``depth`` blocks for a branch of ``blocks`` (one more, by default).

    Returns how many deeds were touched; ``only`` limits the fate to these hashes, others stay as they are.
    Raises: InputError when the branch cannot be.
    """
    length = depth + 1 if blocks is None else blocks
    if not 0 < depth < chain.height or length < 1:
        raise InputError(f"A reorganisation needs a depth from 1 to {chain.height - 1} and a block at least.")
    fork, wanted = chain.height - depth, {name.lower() for name in only}
    popped = chain.in_blocks(fork + 1, chain.height)
    chain.cut(fork, fork + length)
    chosen = [not wanted or deed.tx_hash in wanted for deed in popped]
    branch = [
        new
        for deed, is_chosen in zip(popped, chosen, strict=True)
        if (new := _new_deed(chain, deed, fork + length, fate if is_chosen else None))
    ]
    for deed in sorted(branch, key=lambda one: one.block_id):
        _put(chain, deed)
    forget_unpaid(chain)
    return sum(chosen)


def _put(chain: EthereumChain, deed: Deed) -> None:
    """Put a deed where the new branch has it; what cannot be paid for there waits."""
    if not deed.waits and not Ledger(chain).apply(deed):
        put_into_block(chain, Payment(deed), deed.block_id)
    elif deed.kind == "transaction":
        chain.pending.append(deed._replace(block_id=UNCONFIRMED))


def _new_deed(chain: EthereumChain, deed: Deed, top: int, fate: Fate | None) -> Deed | None:
    """Return a deed as the new branch has it; without a fate it stays in its block, or in the last there is."""
    if fate == "drop":
        return None
    if fate == "unconfirm":
        return deed._replace(block_id=UNCONFIRMED)
    if fate == "replace" and deed.tx_hash:
        deed = deed._replace(tx_hash=make_hash(deed.tx_hash, len(chain.clock.forks)))
    return deed._replace(block_id=min(deed.block_id + (fate == "move"), top))
