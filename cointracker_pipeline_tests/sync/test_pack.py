"""Which wallets share a request: never dearer than the best there is, and nothing that must not be mixed."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.prices import PRICES
from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.pack import MOST_PATH_BYTES, pack, price_group
from cointracker_pipeline.sync.plan import Task, plan_requests
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

ROOM = SMALL_BITCOIN.page_limit
OWNERS = st.sampled_from(["", "ann", "bob"])


@st.composite
def needs(draw: st.DrawFn, most: int = 6, longest: int = 4 * ROOM) -> list[Need]:
    """Draw wallets of known length, some in the middle of a walk, some that must be alone."""
    made = []
    for place in range(draw(st.integers(0, most))):
        rows = draw(st.integers(0, longest))
        read = draw(st.sampled_from([0, 0, rows // 2]))
        made.append(Need(Wallet("bitcoin", f"address-{place}"), rows, read, draw(st.booleans()), draw(OWNERS)))
    return made


def partitions(things: Sequence[Need]) -> Iterator[list[list[Need]]]:
    """Return every way to put things into groups."""
    if not things:
        yield []
        return
    first, *others = things
    for groups in partitions(others):
        yield [[first], *groups]
        for place, group in enumerate(groups):
            yield [*groups[:place], [first, *group], *groups[place + 1 :]]


def may_share(group: Sequence[Need], sharing: Sharing) -> bool:
    """Return whether wallets may be named in one request, whose page all their rows fit."""
    if len(group) == 1:
        return True
    same_owner = len({need.owner for need in group}) == 1 and group[0].owner != ""
    allowed = sharing == "always" or (sharing == "same-owner" and same_owner)
    return allowed and not any(need.alone for need in group) and sum(need.rows or 0 for need in group) < ROOM


@settings(max_examples=150, deadline=None)
@given(needs(), st.sampled_from(["never", "same-owner", "always"]))
def test_no_other_plan_is_cheaper(due: list[Need], sharing: Sharing) -> None:
    """The plan costs no more than the best of all groupings, and every wallet is asked for once."""
    tasks = plan_requests(due, SMALL_BITCOIN, PRICES, sharing, [])
    best = min(
        sum(price_group(group, SMALL_BITCOIN, PRICES) for group in groups)
        for groups in partitions(due)
        if all(may_share(group, sharing) for group in groups)
    )
    assert sum(task.millipoints for task in tasks) <= best
    assert sorted(wallet for task in tasks for wallet in task.wallets) == sorted(need.wallet for need in due)
    by_wallet = {need.wallet: need for need in due}
    assert all(may_share([by_wallet[wallet] for wallet in task.wallets], sharing) for task in tasks)


@settings(max_examples=60, deadline=None)
@given(needs(most=60, longest=ROOM))
def test_many_wallets_are_planned_within_what_may_be(due: list[Need]) -> None:
    """However many there are: nobody is left out or mixed with whom he must not be."""
    tasks = plan_requests(due, SMALL_BITCOIN, PRICES, "same-owner", [])
    by_wallet = {need.wallet: need for need in due}
    assert sorted(wallet for task in tasks for wallet in task.wallets) == sorted(by_wallet)
    assert all(may_share([by_wallet[wallet] for wallet in task.wallets], "same-owner") for task in tasks)


@given(needs(most=1, longest=40 * ROOM))
def test_the_pages_of_a_walk_meet_and_reach_its_end(due: list[Need]) -> None:
    """Each page begins with rows of the one before, the last is not full, and none is planned after that."""
    for task in plan_requests(due, SMALL_BITCOIN, PRICES, "never", []):
        (need,) = due
        assert task.requests[0].offset <= need.read
        for before, after in zip(task.requests, task.requests[1:], strict=False):
            assert before.offset < after.offset <= before.offset + before.limit < (need.rows or 0)
        assert task.requests[-1].offset + ROOM >= (need.rows or 0)
        assert len(task.requests) == max(1, -(-((need.rows or 0) - need.read) // ROOM))
        assert all(request.millipoints == 2_000 for request in task.requests)


def describe(task: Task) -> tuple[str, int, int | None, int]:
    """Return what a task's first request says."""
    (request,) = task.requests
    return request.endpoint, len(request.addresses), request.rows, request.millipoints


def test_a_plan_says_what_each_request_is() -> None:
    """Endpoint, addresses, rows and points; unknown rows are told as unknown."""
    known = [Need(Wallet("bitcoin", letter), 5) for letter in "abc"]
    unknown = [Need(Wallet("bitcoin", letter)) for letter in "xy"]
    tasks = plan_requests([*known, *unknown], BITCOIN, PRICES, "always", [])
    assert sorted(map(describe, tasks), key=str) == [
        ("addresses", 2, None, 2_100),
        ("addresses", 3, 15, 2_200),
    ]


def test_a_set_is_cut_by_number_and_by_the_length_of_its_path() -> None:
    """At most a hundred addresses, and none so long that a server refuses the path."""
    short = pack([Need(Wallet("bitcoin", str(place)), 1) for place in range(250)], BITCOIN, PRICES)
    assert sorted(map(len, short)) == [50, 100, 100]
    long = pack([Need(Wallet("bitcoin", f"{place:0>62}"), 1) for place in range(100)], BITCOIN, PRICES)
    assert all(sum(len(need.wallet.address) + 1 for need in group) <= MOST_PATH_BYTES for group in long)
    assert sum(map(len, long)) == 100


@pytest.mark.parametrize("lengths", [(12, 9, 8, 7, 7, 5)])
def test_a_packing_that_first_fit_misses_is_found(lengths: tuple[int, ...]) -> None:
    """Largest first would take three requests here; two are enough."""
    groups = pack(
        [Need(Wallet("bitcoin", str(place)), rows) for place, rows in enumerate(lengths)], SMALL_BITCOIN, PRICES
    )
    assert [sum(need.rows or 0 for need in group) for group in groups] == [24, 24]
