"""Laws of generated histories: valid at every point, reproducible, and pages make the whole."""

from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.sandbox.facts import CHAINS
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.rows import Row
from cointracker_pipeline.sandbox.world import World, generate_world
from cointracker_pipeline_tests.sandbox.asking import Asker

chains = st.sampled_from(list(CHAINS))
seeds = st.integers(0, 2**32)
sizes = st.integers(1, 300)


def generated(seed: int, chain: str, size: int) -> tuple[World, History]:
    """Return a world with one generated history."""
    world = World(seed)
    history = world.chain(chain).find(world.add_generated(chain, size))
    assert history
    return world, history


@given(seed=seeds, chain=chains, size=sizes)
@settings(deadline=None)
def test_generated_histories_are_valid_at_every_point(seed: int, chain: str, size: int) -> None:
    """Balance and unspent outputs are never negative, nothing is spent that was not received, heights fit times."""
    world, history = generated(seed, chain, size)
    oldest_first = history.rows(0, size, latest=True)[::-1]
    assert len(oldest_first) == len({row.tx_hash for row in oldest_first}) == size
    balances = list(accumulate(row.change for row in oldest_first))
    unspent = list(accumulate(row.outputs - row.inputs for row in oldest_first))
    assert min(balances) >= 0
    assert all((left > 0) == (balance > 0) for left, balance in zip(unspent, balances, strict=True))
    assert all(row.spent <= before for row, before in zip(oldest_first, [0, *balances], strict=False))
    assert all(row.received - row.spent == row.change for row in oldest_first)
    assert all((row.outputs > 0) == (row.received > 0) for row in oldest_first)
    assert all((row.inputs > 0) == (row.spent > 0) for row in oldest_first)
    blocks = [(row.block_id, row.time) for row in oldest_first]
    assert blocks == sorted(blocks)
    assert len({time for _, time in blocks}) == len({height for height, _ in blocks})
    assert 0 < blocks[0][0] <= blocks[-1][0] <= world.chain(chain).height


@given(seed=seeds, chain=chains, size=sizes)
@settings(deadline=None)
def test_totals_are_sums_of_rows(seed: int, chain: str, size: int) -> None:
    """Received less spent is the balance is the sum of all changes; counters are sums too."""
    _, history = generated(seed, chain, size)
    totals, rows = history.totals(latest=True), history.rows(0, size, latest=True)
    assert totals.balance == totals.received - totals.spent == sum(row.change for row in rows)
    assert totals.unspent == sum(row.outputs - row.inputs for row in rows)
    assert totals.count == size


@given(
    size=st.integers(0, 40),
    tail=st.integers(0, 10),
    waiting=st.lists(st.integers(-10, 30), max_size=5),
    page=st.integers(1, 60),
)
@settings(deadline=None)
def test_pages_make_the_whole(size: int, tail: int, waiting: list[int], page: int) -> None:
    """Pages of any size, one after the other, are the whole list in time order, unconfirmed rows included."""
    world = World(1)
    state = world.chain("bitcoin")
    history = state.touch(world.add_generated("bitcoin", size))
    for number in range(tail):
        height = state.height + 1 + number // 2
        history.append(Row(height, f"tail{number}", state.clock.time_of(height), 1, 1, 0, 1, 0))
    for number, blocks in enumerate(waiting):
        time = state.now + blocks * 600 - number
        history.pending.append(Row(-1, f"waiting{number}", time, 1, 1, 0, 1, 0))
    whole = history.rows(0, 1_000, latest=False)
    pages = [history.rows(at, at + page, latest=False) for at in range(0, len(whole) + page, page)]
    assert [row for one in pages for row in one] == whole == list(history.newest_first(latest=False))
    assert len(whole) == history.count(latest=False) == size + tail + len(waiting)
    times = [row.time for row in whole]
    assert times == sorted(times, reverse=True) == history.newest_times(1_000, latest=False).tolist()


@given(seed=seeds, wallets=st.integers(1, 5))
@settings(deadline=None, max_examples=20)
def test_a_seed_says_it_all(seed: int, wallets: int) -> None:
    """The same seed gives the same addresses and rows; another seed other addresses."""
    one, same, other = (generate_world(s, wallets, (1, 9)) for s in (seed, seed, seed + 1))
    assert one.addresses() == same.addresses()
    assert not {address for _, address, _ in one.addresses()} & {address for _, address, _ in other.addresses()}
    for chain, address, count in one.addresses():
        first, second = one.chain(chain).find(address), same.chain(chain).find(address)
        assert first
        assert second
        assert first.rows(0, count, latest=True) == second.rows(0, count, latest=True)


def test_generated_addresses_are_valid() -> None:
    """Every chain the project supports accepts its generated addresses as they are."""
    supported = {chain.name: chain for chain in load_chains().values()}
    for name in supported.keys() & CHAINS.keys():
        for _, address, _ in generate_world(3, 40, (1, 1), [name]).addresses():
            assert supported[name].parse_address(address) == address


def test_whales_of_dogecoin_pass_2_to_the_53() -> None:
    """Some generated amounts do not fit a float."""
    world = generate_world(1, 40, (20, 20), ["dogecoin"])
    largest = max(
        row.received
        for history in world.chain("dogecoin").histories.values()
        for row in history.rows(0, 20, latest=True)
    )
    assert largest > 2**53


def test_a_world_may_have_chains_of_its_own(start: Callable[..., Asker]) -> None:
    """A chain given to one sandbox is served under its path, whatever that begins with, and no other sandbox has it."""
    toy = replace(CHAINS["bitcoin"], name="bitcoin-toy", path="bitcoin/toy", price_usd=0.5)
    ask = start(wallets=2, transactions=3, chains=("bitcoin-toy",), more_chains=[toy])
    address = str(ask.sandbox.control.wallets("bitcoin-toy")[0]["address"])
    answer = ask.json(f"/bitcoin/toy/dashboards/address/{address}")
    assert answer["data"][address]["address"]["transaction_count"] == 3
    assert answer["context"]["market_price_usd"] == 0.5
    assert "bitcoin/toy" in ask.json("/stats")["data"]
    assert start(wallets=1).get(f"/bitcoin/toy/dashboards/address/{address}").status_code == 404


@pytest.mark.parametrize("offset", [0, 500_000, 1_000_000])
def test_a_million_rows_are_served(start: Callable[..., Asker], offset: int) -> None:
    """A page of 10,000 detailed rows comes from anywhere in a history of a million."""
    ask = start(wallets=1, transactions=1_010_000, chains=("dogecoin",))
    address = str(ask.sandbox.control.wallets()[0]["address"])
    found = ask.one(address, "dogecoin", limit="10000,0", offset=offset, transaction_details="true")
    assert len(found["transactions"]) == 10_000
    assert found["address"]["transaction_count"] == 1_010_000
    heights = np.array([row["block_id"] for row in found["transactions"]])
    assert (np.diff(heights) <= 0).all()
