"""Who goes next when points are short: half of them by value, half by waiting, whatever the jobs."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.sync.fair_queue import FairQueue
from cointracker_pipeline.sync.job import Job
from cointracker_pipeline_tests.sync.jobs import is_done, make_job, spend_once

PRICES = st.sampled_from([1_000, 2_000, 5_000, 11_900])
JOBS = st.builds(make_job, st.integers(1, 30), st.integers(1, 9), PRICES, st.integers(1, 9))


@given(st.lists(JOBS, max_size=20))
def test_every_job_is_taken_once_for_each_time_it_was_put(jobs: list[Job]) -> None:
    """None is lost, none is asked twice, and then the queue is empty."""
    queue = FairQueue(jobs)
    taken: Counter[Job] = Counter()
    while queue:
        before = len(queue)
        job, _ = spend_once(queue)
        taken[job] += 1
        assert len(queue) == before - is_done(job)
    assert taken == Counter({job: len(job.task.requests) for job in jobs})
    with pytest.raises(IndexError):
        queue.take()


@given(st.lists(JOBS, min_size=1, max_size=20), st.integers(0, 200))
def test_both_ends_are_spent_on_alike(jobs: list[Job], requests: int) -> None:
    """At any moment they differ by at most one request's price."""
    queue = FairQueue(jobs)
    dearest = max(job.next_price for job in jobs)
    for _ in range(requests):
        if queue:
            spend_once(queue)
        assert abs(queue._spent_by_value - queue._spent_by_waiting) <= dearest


@settings(deadline=None)
@given(st.integers(1, 60), PRICES, PRICES, st.integers(1, 30))
def test_who_waited_longest_is_given_half_until_it_is_done(pages: int, dear: int, cheap: int, wallets: int) -> None:
    """However many fresh and cheaper ones arrive with every request."""
    giant = make_job(0, pages, dear)
    queue = FairQueue([giant])
    total = given_to_it = 0
    while not is_done(giant):
        queue.put(make_job(1, 1, cheap, wallets))
        job, price = spend_once(queue)
        total += price
        given_to_it += price if job is giant else 0
        assert given_to_it >= (total - dear - cheap) / 2
    assert total <= 2 * pages * dear + dear + cheap


def test_a_giant_does_not_hold_back_a_thousand() -> None:
    """They cost it as many points again, not the days it takes; the cheapest of them come first."""
    giant, small = make_job(0, 5_000), [make_job(1, 1 + place % 2) for place in range(1_000)]
    queue = FairQueue([giant, *small])
    total = 0
    finished: list[Job] = []
    while not all(map(is_done, small)):
        job, price = spend_once(queue)
        total += price
        finished += [job] if is_done(job) else []
    assert total <= 2 * sum(job.task.millipoints for job in small) + 2_000
    assert [len(job.task.requests) for job in finished[:500]] == [1] * 500
    assert not is_done(giant)


def test_a_job_that_was_dropped_is_not_taken() -> None:
    """Nor counted; another one in its place is."""
    first, second = make_job(0), make_job(1)
    queue = FairQueue([first, second])
    queue.drop(first)
    queue.drop(first)
    assert list(queue) == [second]
    assert queue.take() is second
    assert queue.clear() == []


def test_what_is_left_comes_in_the_order_it_was_put() -> None:
    """Whatever its price or its waiting."""
    jobs = [make_job(9), make_job(1, 5), make_job(4)]
    queue = FairQueue(jobs)
    assert queue.clear() == jobs
    assert not queue
