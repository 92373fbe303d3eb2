"""The plan for exact amounts is the cheapest there is."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.prices import ETHEREUM_AMOUNTS
from cointracker_pipeline.domain.exact import TableQuestion, TransactionsQuestion
from cointracker_pipeline.domain.transaction import name_block_row
from cointracker_pipeline.storage.warehouse import Lacking
from cointracker_pipeline.sync.amount_plan import Listed, PlannedAmounts, plan_amounts
from cointracker_pipeline.sync.exact_points import ExactPoints

CHEAP_TABLE = ETHEREUM_AMOUNTS.__class__(1_000, 100, 3, 1_500, 150, 2, 6, 6)
"""As the service's, in small: three transactions a request, tables of six rows, the first two of them free."""


def make_sent(*heights: int) -> list[Lacking]:
    """Return a sent transaction in each of these blocks."""
    return [Lacking(f"0x{place}", height, frozenset(("0", "fee"))) for place, height in enumerate(heights)]


def plan(
    lacking: Sequence[Lacking], sent: dict[int, int] | None = None, most: int | None = None
) -> list[PlannedAmounts]:
    """Return the plan at the service's prices."""
    return plan_amounts("0xa", lacking, Listed(sent or {}, {}), ETHEREUM_AMOUNTS, most)


def test_few_are_asked_for_by_hash_in_tens() -> None:
    """Twelve are two requests, the newest first."""
    planned = plan(make_sent(*range(12)))
    assert [one.millipoints for one in planned] == [1_900, 1_100]
    assert planned[0].about[0].block_height == 11


def test_many_sent_ones_are_looked_up_in_the_table() -> None:
    """A hundred of a hundred are one page of the table; beside as many others they are not worth it."""
    lacking = make_sent(*range(100))
    (one,) = plan(lacking, dict.fromkeys(range(100), 1))
    assert (one.question, one.millipoints) == (TableQuestion("sender", "0xa", 0, 99, 100), 13_300)
    assert len(plan(lacking, dict.fromkeys(range(100), 2))) == 10


def test_parts_within_a_transaction_are_asked_for_by_hash() -> None:
    """The table tells the outermost call alone."""
    lacking = [Lacking(f"0x{height}", height, frozenset(("0.1",))) for height in range(100)]
    planned = plan(lacking, dict.fromkeys(range(100), 1))
    assert all(isinstance(one.question, TransactionsQuestion) for one in planned)


def test_what_has_no_hash_is_looked_up() -> None:
    """A reward is found by the block it came with."""
    (one,) = plan([Lacking(name_block_row(9), 9, frozenset("0"))])
    assert (one.question, one.millipoints) == (TableQuestion("recipient", "0xa", 9, 9, 1), 7_000)


@pytest.mark.parametrize(("most", "number"), [(None, 100), (13_299, 100), (1_500, 60), (999, 0)])
def test_no_question_costs_more_than_is_left(most: int | None, number: int) -> None:
    """Requests become smaller instead, down to one transaction."""
    planned = plan(make_sent(*range(100)), dict.fromkeys(range(100), 1), most)
    assert all(one.millipoints <= (most or 10**9) for one in planned)
    assert sum(len(one.about) for one in planned) >= number


@settings(deadline=None)
@given(
    blocks=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8),
    others=st.integers(0, 4),
)
def test_no_other_plan_is_cheaper(blocks: list[tuple[int, int]], others: int) -> None:
    """Every choice of windows is tried out: none costs less, and the plan is about all that is lacking, once."""
    sent = {height: lacking + more for height, (lacking, more) in enumerate(blocks)}
    lacking = make_sent(*(height for height, (number, _) in enumerate(blocks) for _ in range(number)))
    rest = [Lacking(f"0xother{number}", number, frozenset(("0.1",))) for number in range(others)]
    planned = plan_amounts("0xa", [*lacking, *rest], Listed(sent, {}), CHEAP_TABLE)
    assert sorted(one.tx_hash for each in planned for one in each.about) == sorted(
        one.tx_hash for one in [*lacking, *rest]
    )
    assert sum(one.millipoints for one in planned) == min(_prices(blocks, others))
    assert all(one.millipoints == CHEAP_TABLE.price(one.question) for one in planned)


def _prices(blocks: list[tuple[int, int]], others: int) -> Iterator[int]:
    """Return the price of every choice of windows that do not overlap, the rest asked for by hash."""
    windows = [
        (start, end)
        for start in range(len(blocks))
        for end in range(start + 1, len(blocks) + 1)
        if sum(map(sum, blocks[start:end])) <= CHEAP_TABLE.most_rows
    ]
    for number in range(4):
        for chosen in combinations(windows, number):
            if any(one[1] > other[0] for one, other in pairwise(chosen)):
                continue
            told = sum(lacking for start, end in chosen for lacking, _ in blocks[start:end])
            price = sum(CHEAP_TABLE.price_table(sum(map(sum, blocks[start:end]))) for start, end in chosen)
            left = sum(lacking for lacking, _ in blocks) - told + others
            yield price + CHEAP_TABLE.price_transactions(left)


def test_points_set_aside_and_not_charged_come_back() -> None:
    """A run spends what was charged, and never more than it may."""
    points = ExactPoints.of("lazy", 2)
    assert points.reserve(1_500)
    assert not points.reserve(600)
    points.settle(1_500, 1_000)
    assert points.left == 1_000
    assert ExactPoints.of("always", 2).reserve(10**9)
    assert not ExactPoints.of("never", 2).reserve(1)
