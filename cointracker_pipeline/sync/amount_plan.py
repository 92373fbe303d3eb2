"""The cheapest questions that make rounded amounts exact: a pure function from what is lacking to requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cointracker_pipeline.domain.exact import AmountQuestion, AmountSource, Role, TableQuestion, TransactionsQuestion
from cointracker_pipeline.domain.transaction import FEE, read_block_row
from cointracker_pipeline.storage.warehouse import Lacking

OUTERMOST = "0"
TABLE_PARTS = frozenset((OUTERMOST, FEE))
"""What the table of transactions tells of a transaction that the wallet sent."""

Path = tuple["Path", tuple[int, int]] | None
"""The windows chosen so far, the last one first, each from a block up to another one that is not part of it."""


@dataclass(frozen=True, slots=True)
class PlannedAmounts:
    """A question, what it costs in millipoints, and the transactions it is about."""

    question: AmountQuestion
    millipoints: int
    about: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """How many rows of the table each block has for a wallet, by height: those it sent, and those it received."""

    sent: Mapping[int, int]
    received: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Block:
    height: int
    rows: int
    lacking: tuple[Lacking, ...]


def plan_amounts(
    address: str, lacking: Sequence[Lacking], listed: Listed, source: AmountSource, most: int | None = None
) -> list[PlannedAmounts]:
    """Return the cheapest questions that tell all that is lacking, those about the newest first.

    Transactions are asked for some at a time by their hashes; of many that the wallet itself sent, a page of the table
    is cheaper. What came without a transaction has no hash: only the table tells it. No question costs more than
    ``most``; what only a dearer one could tell is left out.
    """
    rewards = [one for one in lacking if read_block_row(one.tx_hash) is not None]
    in_table = [one for one in lacking if FEE in one.parts and one.parts <= TABLE_PARTS]
    in_some_table = {*rewards, *in_table}
    others = [one for one in lacking if one not in in_some_table]
    sent, received = _group(in_table, listed.sent), _group(rewards, listed.received)
    windows = _choose_windows(sent, len(others), source, most)
    told = {one for start, end in windows for block in sent[start:end] for one in block.lacking}
    by_hash = sorted([*others, *(one for one in in_table if one not in told)], key=lambda one: -one.block_height)
    planned = [
        *(_ask_table("sender", address, sent[start:end], source) for start, end in windows),
        *(
            _ask_table("recipient", address, received[start:end], source)
            for start, end in _choose_windows(received, None, source, most)
        ),
        *_ask_by_hash(by_hash, source, most),
    ]
    return sorted(planned, key=lambda one: -max(each.block_height for each in one.about))


def _group(lacking: Sequence[Lacking], listed: Mapping[int, int]) -> list[_Block]:
    """Return the blocks from the newest to the oldest transaction, with those in which nothing is lacking."""
    if not lacking:
        return []
    by_height: dict[int, list[Lacking]] = {}
    for one in lacking:
        by_height.setdefault(one.block_height, []).append(one)
    heights = {height for height in listed if min(by_height) <= height <= max(by_height)} | set(by_height)
    return [
        _Block(height, max(listed.get(height, 0), len(by_height.get(height, ()))), tuple(by_height.get(height, ())))
        for height in sorted(heights, reverse=True)
    ]


def _choose_windows(
    blocks: Sequence[_Block], others: int | None, source: AmountSource, most: int | None
) -> list[tuple[int, int]]:
    """Return the windows of blocks to look up in the table, so that these and asking for the rest cost least.

    The rest joins ``others`` that are asked for by hash anyway; with ``None`` a block can only be looked up, or is left
    out where that is too dear. What is asked for by hash costs by how full the last request is, so the best way to
    each block is kept for each such number.
    """
    size = source.most_transactions
    best: list[dict[int, tuple[int, Path]]] = [{} for _ in range(len(blocks) + 1)]
    best[0][(others or 0) % size] = (0, None)
    for place, block in enumerate(blocks):
        number = len(block.lacking)
        windows = list(_windows_from(blocks, place, source, most)) if number else []
        for left_over, (price, path) in best[place].items():
            if others is not None or not windows:
                more = source.price_transactions(left_over + number) - source.price_transactions(left_over)
                _keep(best[place + 1], (left_over + number) % size, price + (0 if others is None else more), path)
            for end, extra in windows:
                _keep(best[end], left_over, price + extra, (path, (place, end)))
    return _unfold(min(best[-1].values(), key=lambda one: one[0])[1])


def _windows_from(
    blocks: Sequence[_Block], start: int, source: AmountSource, most: int | None
) -> Iterator[tuple[int, int]]:
    """Return where windows from a block may end, and what each costs; they end with a block that lacks something."""
    rows = 0
    for place in range(start, len(blocks)):
        rows += blocks[place].rows
        price = source.price_table(rows)
        if rows > source.most_rows or (most is not None and price > most):
            return
        if blocks[place].lacking:
            yield place + 1, price


def _keep(best: dict[int, tuple[int, Path]], left_over: int, price: int, path: Path) -> None:
    if left_over not in best or price < best[left_over][0]:
        best[left_over] = (price, path)


def _unfold(path: Path) -> list[tuple[int, int]]:
    windows = []
    while path:
        path, window = path
        windows.append(window)
    return windows[::-1]


def _ask_table(role: Role, address: str, blocks: Sequence[_Block], source: AmountSource) -> PlannedAmounts:
    rows = sum(block.rows for block in blocks)
    question = TableQuestion(role, address, blocks[-1].height, blocks[0].height, rows)
    about = tuple(one for block in blocks for one in block.lacking)
    return PlannedAmounts(question, source.price_table(rows), about)


def _ask_by_hash(lacking: Sequence[Lacking], source: AmountSource, most: int | None) -> Iterator[PlannedAmounts]:
    size = source.most_transactions
    while size > 1 and most is not None and source.price_transactions(size) > most:
        size -= 1
    for start in range(0, len(lacking), size):
        about = tuple(lacking[start : start + size])
        price = source.price_transactions(len(about))
        if most is None or price <= most:
            yield PlannedAmounts(TransactionsQuestion(tuple(one.tx_hash for one in about)), price, about)
