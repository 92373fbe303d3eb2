"""Which wallets share a request: never dearer than the best there is, and nothing that must not be mixed."""

from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.prices import price_address, price_addresses
from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sync.pack import MOST_PATH_BYTES, Need, plan_sets
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN

ROOM = SMALL_BITCOIN.page_limit

rows = st.one_of(st.none(), st.integers(0, 2 * ROOM))


def make_needs(lengths: Sequence[int | None], alone: Sequence[bool] = ()) -> list[Need]:
    """Return one wallet for each length."""
    flags = [*alone, *[False] * len(lengths)]
    return [Need(Wallet("bitcoin", f"address-{place}"), length, flags[place]) for place, length in enumerate(lengths)]


def price(sets: Sequence[Sequence[Wallet]]) -> int:
    """Return what the requests cost, a page for each wallet by itself."""
    return sum(
        price_address(details=True) if len(one) == 1 else price_addresses(len(one), details=True) for one in sets
    )


def partitions(things: list[Need]) -> Iterator[list[list[Need]]]:
    """Return every way to put things into groups."""
    if not things:
        yield []
        return
    first, *others = things
    for groups in partitions(others):
        yield [[first], *groups]
        for place, group in enumerate(groups):
            yield [*groups[:place], [first, *group], *groups[place + 1 :]]


def fits(group: Sequence[Need]) -> bool:
    """Return whether wallets may share a request."""
    together = not any(need.alone for need in group) and sum(need.most_rows or 0 for need in group) < ROOM
    return len(group) == 1 or together


@given(st.lists(rows, max_size=40), st.lists(st.booleans(), max_size=40))
def test_every_wallet_is_asked_for_once(lengths: list[int | None], alone: list[bool]) -> None:
    """No wallet is left out, none is asked for twice, and those that must be alone are."""
    needs = make_needs(lengths, alone)
    sets = plan_sets(needs, SMALL_BITCOIN)
    assert sorted(wallet for one in sets for wallet in one) == sorted(need.wallet for need in needs)
    by_wallet = {need.wallet: need for need in needs}
    assert all(fits([by_wallet[wallet] for wallet in one]) for one in sets)


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), st.integers(0, ROOM)), max_size=6))
def test_no_other_grouping_is_cheaper(lengths: list[int | None]) -> None:
    """The plan costs no more than the best of all groupings."""
    needs = make_needs(lengths)
    best = min(
        price([[need.wallet for need in group] for group in groups])
        for groups in partitions(needs)
        if all(fits(group) for group in groups)
    )
    assert price(plan_sets(needs, SMALL_BITCOIN)) <= best


def test_a_set_is_cut_by_number_and_by_the_length_of_its_path() -> None:
    """At most a hundred addresses, and none so long that a server refuses the path."""
    short = plan_sets(make_needs([1] * 250), BITCOIN)
    assert [len(one) for one in short] == [100, 100, 50]
    long = [Need(Wallet("bitcoin", f"{place:0>62}"), 1) for place in range(100)]
    sets = plan_sets(long, BITCOIN)
    assert all(sum(len(wallet.address) + 1 for wallet in one) <= MOST_PATH_BYTES for one in sets)
    assert sum(len(one) for one in sets) == 100


def test_a_packing_that_first_fit_misses_is_found() -> None:
    """Largest first would take three requests here; two are enough."""
    sets = plan_sets(make_needs([12, 9, 8, 7, 7, 5]), SMALL_BITCOIN)
    assert [sum((12, 9, 8, 7, 7, 5)[int(one.address.rpartition("-")[2])] for one in group) for group in sets] == [
        24,
        24,
    ]
