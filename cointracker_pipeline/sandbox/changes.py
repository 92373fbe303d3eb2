"""What happens on a chain: blocks are mined, transactions wait, come, go, and branches are given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.draws import make_digest, make_key
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.rows import UNCONFIRMED, Row, Totals
from cointracker_pipeline.sandbox.world import ChainState

Fate = Literal["drop", "move", "replace", "unconfirm"]
"""What a reorganisation does to rows: gone, in another block, another hash in the same block, or waiting again."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One transaction to make: what it changes for each address; without a hash a new one."""

    changes: Mapping[str, int]
    tx_hash: str = ""


def mine(
    chain: ChainState,
    blocks: int = 1,
    movements: Sequence[Movement] = (),
    *,
    per_block: int = 0,
    among: Sequence[str] = (),
    confirm_pending: bool = True,
) -> list[str]:
    """Find blocks and return the hashes of their transactions.

    The first block takes what is pending and the given movements; every block also has ``per_block`` random
    payments to addresses ``among`` these, or among all known ones. Raises: InputError for a spend of more than
    there is.
    """
    hashes: list[str] = []
    for number in range(blocks):
        height, time = chain.height + 1, chain.clock.time_of(chain.height + 1)
        if number == 0:
            hashes += _confirm_pending(chain, height, time) if confirm_pending else []
            for movement in movements:
                hashes.append(_apply(chain, movement, height, time, f"{height}:{len(hashes)}"))
        for payment in range(per_block):
            movement = _random_payment(chain, among, height, payment)
            hashes.append(_apply(chain, movement, height, time, f"{height}:{len(hashes)}"))
        chain.height = height
    return hashes


def add_pending(chain: ChainState, movement: Movement, time: int | None = None) -> str:
    """Add an unconfirmed transaction and return its hash; ``time`` is when it was first seen.

    Raises: InputError for a spend of more than there is.
    """
    waiting = sum(len(history.pending) for history in chain.histories.values())
    when = time if time is not None else chain.now + 1 + waiting
    return _apply(chain, movement, UNCONFIRMED, when, f"pending:{chain.height}:{waiting}:{when}")


def drop_pending(chain: ChainState, tx_hash: str | None = None) -> int:
    """Forget an unconfirmed transaction, or all, and every later one it paid for; return how many rows left."""
    dropped = 0
    for history in chain.histories.values():
        kept: list[Row] = []
        totals = history.totals(latest=True) if history.pending else Totals()
        for row in history.pending:
            if tx_hash in {None, row.tx_hash} or totals.plus([row]).balance < 0:
                dropped += 1
            else:
                kept.append(row)
                totals = totals.plus([row])
        history.pending = kept
    return dropped


def reorganise(
    chain: ChainState, depth: int, fate: Fate = "move", blocks: int | None = None, only: Sequence[str] = ()
) -> int:
    """Give up the newest ``depth`` blocks for a branch of ``blocks`` (one more, by default).

    Returns how many rows were touched; ``only`` limits the fate to these hashes, other rows stay as they are.
    Raises: InputError when the branch cannot be.
    """
    length = depth + 1 if blocks is None else blocks
    if not 0 < depth < chain.height or length < 1:
        raise InputError(f"A reorganisation needs a depth from 1 to {chain.height - 1} and a block at least.")
    fork = chain.height - depth
    chain.clock = replace(chain.clock, forks=(*chain.clock.forks, fork))
    chain.height = fork + length
    return sum(_rewrite(chain, address, fork, length, fate, set(only)) for address in list(chain.histories))


def _rewrite(chain: ChainState, address: str, fork: int, length: int, fate: Fate, only: set[str]) -> int:
    """Put an address's rows above the fork where the new branch has them, in the order they had."""
    history = chain.histories[address]
    popped = history.pop_above(fork)
    touched = 0
    for row in popped:
        chosen = not only or row.tx_hash in only
        touched += chosen
        new = _new_row(chain, row, fork, length, fate if chosen else "keep")
        if new is None:
            continue
        if new.block_id == UNCONFIRMED or history.totals(latest=True).plus([new]).balance < 0:
            history.pending.append(new._replace(block_id=UNCONFIRMED))
        else:
            history.append(new)
    _forget_unpaid(history)
    return touched


def _new_row(chain: ChainState, row: Row, fork: int, length: int, fate: Fate | Literal["keep"]) -> Row | None:
    """Return a row as the new branch has it; the same for every address it touches."""
    if fate == "drop":
        return None
    if fate == "unconfirm":
        return row._replace(block_id=UNCONFIRMED)
    height = min(row.block_id, fork + length)
    tx_hash = row.tx_hash
    if fate == "move":
        height = min(row.block_id + 1, fork + length)
    if fate == "replace":
        tx_hash = make_digest(row.tx_hash, len(chain.clock.forks)).hex()
    return row._replace(block_id=height, tx_hash=tx_hash, time=chain.clock.time_of(height))


def _forget_unpaid(history: History) -> None:
    """Drop what waits on money that is no longer there."""
    totals, kept = history.totals(latest=True), list[Row]()
    for row in history.pending:
        if totals.plus([row]).balance >= 0:
            totals = totals.plus([row])
            kept.append(row)
    history.pending = kept


def _confirm_pending(chain: ChainState, height: int, time: int) -> list[str]:
    hashes: dict[str, None] = {}
    for history in chain.histories.values():
        for row in history.pending:
            history.append(row._replace(block_id=height, time=time))
            hashes[row.tx_hash] = None
        history.pending = []
    return list(hashes)


def _apply(chain: ChainState, movement: Movement, height: int, time: int, name: str) -> str:
    """Make one transaction; nothing changes when one of its addresses cannot pay."""
    changes = movement.changes
    tx_hash = movement.tx_hash or make_digest("transaction", chain.facts.name, name, sorted(changes.items())).hex()
    if not changes:
        raise InputError("A transaction needs an address and an amount at least.")
    rows = {}
    for address, change in changes.items():
        history = chain.find(address)
        totals = history.totals(latest=height != UNCONFIRMED) if history else Totals()
        rows[address] = _make_row(totals, tx_hash, height, time, change)
    for address, row in rows.items():
        history = chain.touch(address)
        history.add(row)
        _forget_unpaid(history)
    return tx_hash


def _make_row(totals: Totals, tx_hash: str, height: int, time: int, change: int) -> Row:
    """Return what a transaction does to an address with these totals."""
    if change > 0:
        return Row(height, tx_hash, time, change, change, 0, 1, 0)
    balance, unspent = totals.balance, totals.unspent
    if -change > balance or balance == 0:
        raise InputError(f"An address with {balance} cannot spend {-change}.")
    if -change == balance:
        return Row(height, tx_hash, time, change, 0, balance, 0, unspent)
    return Row(height, tx_hash, time, change, balance + change, balance, 1, unspent)


def _random_payment(chain: ChainState, among: Sequence[str], height: int, number: int) -> Movement:
    known = list(among) or list(chain.written.values())
    if not known:
        raise InputError(f"There is no address on {chain.facts.name} to pay to.")
    draw = make_key("payment", chain.facts.name, height, number)
    return Movement({known[draw % len(known)]: 1 + draw // 7 % chain.facts.typical_amount})
