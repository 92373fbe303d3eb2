"""What holds of every method, whatever came and went."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.reports.methods import Entry
from cointracker_pipeline_tests.reports.methods.stories import METHODS, left_after, match

BEGIN = datetime(2020, 1, 1)  # noqa: DTZ001 - block times are UTC without a zone
AMOUNTS = st.integers(-(10**20), 10**20).filter(bool)
STORIES = st.lists(st.tuples(AMOUNTS, st.none() | st.integers(0, 10**9)), max_size=12)
"""What came or went, and the price, which may be unknown."""
BOUGHT = st.lists(st.tuples(st.integers(1, 10**12), st.integers(0, 10**9)), min_size=1, max_size=8)
every_method = pytest.mark.parametrize("method", METHODS)


def tell(story: list[tuple[int, int | None]]) -> list[Entry]:
    """Return a story as entries, one a day; the price is of a base unit, in smallest steps."""
    return [
        Entry(
            BEGIN + timedelta(days=day),
            f"hash-{day}",
            amount,
            None if price is None else abs(amount) * price,
            None if price is None else Decimal(price),
        )
        for day, (amount, price) in enumerate(story)
    ]


@every_method
@settings(deadline=None)
@given(story=STORIES)
def test_amounts_are_conserved(method: str, story: list[tuple[int, int | None]]) -> None:
    """What went is matched to the last unit, and what is left is what came less what went."""
    entries = tell(story)
    matches = match(method, *entries)
    for entry in entries:
        if entry.amount < 0:
            assert sum(one.amount for one in matches if one.disposed is entry) == -entry.amount
    missing = sum(one.amount for one in matches if one.is_missing)
    assert sum(lot.amount for lot in left_after(method, *entries)) == sum(one.amount for one in entries) + missing


@every_method
@settings(deadline=None)
@given(story=st.lists(st.tuples(AMOUNTS, st.integers(0, 10**9)), max_size=12))
def test_no_cost_is_lost_or_made(method: str, story: list[tuple[int, int | None]]) -> None:
    """Costs of what went and of what is left are all that was paid; proceeds are all that was got."""
    entries = tell(story)
    matches = match(method, *entries)
    paid = sum(one.worth or 0 for one in entries if one.amount > 0)
    assert sum(one.cost or 0 for one in matches) + sum(lot.cost or 0 for lot in left_after(method, *entries)) == paid
    assert sum(one.proceeds or 0 for one in matches) == sum(one.worth or 0 for one in entries if one.amount < 0)


@every_method
@settings(deadline=None)
@given(story=STORIES)
def test_what_is_not_known_is_never_a_number(method: str, story: list[tuple[int, int | None]]) -> None:
    """A cost is known exactly when a purchase with a known price is behind it; a disposal without price has none."""
    for one in match(method, *tell(story)):
        assert (one.proceeds is None) == (one.disposed.worth is None)
        assert not (one.is_missing and one.cost is not None)
        if one.acquired:
            assert (one.cost is None) == (one.acquired.worth is None)
            assert one.acquired.at < one.disposed.at


@settings(deadline=None)
@given(bought=BOUGHT, share=st.fractions(0, 1))
def test_nothing_costs_more_than_hifo(bought: list[tuple[int, int | None]], share: Fraction) -> None:
    """Of one disposal no other method has a higher cost, but for what rounding leaves: less than a step a lot."""
    amount = max(1, int(sum(amount for amount, _ in bought) * share))
    entries = tell([*bought, (-amount, 1)])
    costs = {name: sum(one.cost or 0 for one in match(name, *entries)) for name in METHODS}
    assert costs["HIFO"] + 1 >= max(costs.values())


@settings(deadline=None)
@given(bought=BOUGHT, cuts=st.lists(st.integers(1, 10**12), max_size=4))
def test_all_methods_agree_when_everything_is_sold(bought: list[tuple[int, int | None]], cuts: list[int]) -> None:
    """In however many sales: all costs of every method are all that was paid."""
    total = sum(amount for amount, _ in bought)
    sales: list[tuple[int, int | None]] = []
    for cut in cuts:
        if cut < total:
            sales.append((-cut, 7))
            total -= cut
    entries = tell([*bought, *sales, (-total, 9)])
    paid = sum(amount * (price or 0) for amount, price in bought)
    assert {sum(one.cost or 0 for one in match(name, *entries)) for name in METHODS} == {paid}


@settings(deadline=None)
@given(bought=BOUGHT)
def test_fifo_and_lifo_mirror_each_other(bought: list[tuple[int, int | None]]) -> None:
    """Selling the newest of a story costs what selling the oldest of its reverse does."""
    amount = bought[0][0]
    if amount <= bought[-1][0]:
        oldest = match("FIFO", *tell([*bought, (-amount, 1)]))
        newest = match("LIFO", *tell([*reversed(bought), (-amount, 1)]))
        assert [one.cost for one in oldest] == [one.cost for one in newest]


def test_of_equally_dear_coins_the_oldest_go_first() -> None:
    """HIFO leaves nothing to chance."""
    (one,) = match("HIFO", *tell([(5, 3), (5, 3), (-5, 1)]))
    assert one.acquired is not None
    assert one.acquired.tx_hash == "hash-0"


def test_coins_of_unknown_cost_go_last_by_hifo() -> None:
    """They are taken for worth nothing until they are all that is left."""
    matches = match("HIFO", *tell([(5, None), (5, 0), (-10, 1)]))
    assert [one.cost for one in matches] == [0, None]


def test_a_pool_recovers_when_it_is_empty() -> None:
    """An unknown cost makes the pool's unknown until all of it has gone."""
    matches = match("average", *tell([(5, None), (5, 2), (-5, 1), (-5, 1), (4, 3), (-4, 1)]))
    assert [one.cost for one in matches] == [None, None, 12]
