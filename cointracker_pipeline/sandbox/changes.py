"""What happens on a chain: blocks are mined, transactions wait, are confirmed, or go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.draws import make_digest, make_key
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.rows import UNCONFIRMED, Row, Totals
from cointracker_pipeline.sandbox.world import ChainState


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
    known = list(among) or list(chain.written.values())
    if per_block and not known:
        raise InputError(f"There is no address on {chain.facts.name} to pay to.")
    _check_payable(chain, movements, latest=not confirm_pending)
    hashes: list[str] = []
    for number in range(blocks):
        height, time = chain.height + 1, chain.clock.time_of(chain.height + 1)
        if number == 0:
            hashes += _confirm_pending(chain, height, time) if confirm_pending else []
            for movement in movements:
                hashes.append(_apply(chain, movement, height, time, f"{height}:{len(hashes)}"))
        for payment in range(per_block):
            movement = _random_payment(chain, known, height, payment)
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
        before = len(history.pending)
        history.pending = [row for row in history.pending if tx_hash not in {None, row.tx_hash}]
        forget_unpaid(history)
        dropped += before - len(history.pending)
    return dropped


def forget_unpaid(history: History) -> None:
    """Drop what waits on money that is not there."""
    if not history.pending:
        return
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
        forget_unpaid(history)
    return tx_hash


def _make_row(totals: Totals, tx_hash: str, height: int, time: int, change: int) -> Row:
    """Return what a transaction does to an address with these totals."""
    if change > 0:
        return Row(height, tx_hash, time, change, change, 0, 1, 0)
    balance, unspent = totals.balance, totals.unspent
    if -change > balance or balance == 0:
        raise InputError(f"An address that has {balance} cannot spend {-change}.")
    if -change == balance:
        return Row(height, tx_hash, time, change, 0, balance, 0, unspent)
    return Row(height, tx_hash, time, change, balance + change, balance, 1, unspent)


def _check_payable(chain: ChainState, movements: Sequence[Movement], *, latest: bool) -> None:
    """Refuse movements that spend more than there is before any of them is made."""
    left: dict[str, int] = {}
    for movement in movements:
        for address, change in movement.changes.items():
            history = chain.find(address)
            balance = left.get(address, history.totals(latest).balance if history else 0)
            if change <= 0 and (balance == 0 or -change > balance):
                raise InputError(f"{address} has {balance} and cannot spend {-change}.")
            left[address] = balance + change


def _random_payment(chain: ChainState, known: Sequence[str], height: int, number: int) -> Movement:
    """Return a payment to a known address, or one in four times from it, if it has something."""
    draw = make_key("payment", chain.facts.name, height, number)
    address = known[draw % len(known)]
    history = chain.find(address)
    balance = history.totals(latest=True).balance if history else 0
    if draw >> 32 & 3 == 0 and balance > 2:
        return Movement({address: -(balance // 3)})
    return Movement({address: 1 + (draw >> 34) % chain.facts.typical_amount})
