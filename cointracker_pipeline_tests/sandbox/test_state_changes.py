"""State changes: what a block, and what waits, changes for every address."""

from collections.abc import Callable

import pytest

from cointracker_pipeline_tests.sandbox.asking import ADDRESS, NEVER_SEEN, Asker
from cointracker_pipeline_tests.sandbox.test_shapes import example, types_of


def test_a_block_changes_what_its_rows_change(ask: Asker) -> None:
    """Net changes of every address as integers, for five points; who comes out even is left out."""
    documented = example("btc-state-changes-block.json")
    changes = {ADDRESS: 100, NEVER_SEEN: 40}
    back = {ADDRESS: -10, NEVER_SEEN: -40}
    ask.steer("mine", chain="bitcoin", transactions=[{"changes": changes}, {"changes": back}])
    height = ask.json("/bitcoin/dashboards/addresses/" + ADDRESS)["context"]["state"]
    body = ask.json(f"/bitcoin/state/changes/block/{height}")
    assert body["data"] == {ADDRESS: 90}
    assert (body["context"]["results"], body["context"]["request_cost"]) == (1, 5)
    assert body["context"]["state"] == height
    assert set(types_of(documented["data"]).values()) == {int}


def test_every_block_is_told(start: Callable[..., Asker]) -> None:
    """Over all blocks of a generated history the changes are its rows."""
    ask = start(wallets=1, transactions=40, chains=("bitcoin",))
    address = str(ask.sandbox.control.wallets()[0]["address"])
    rows = ask.sandbox.control.truth("bitcoin", address)["transactions"]
    for height in {row["block_id"] for row in rows}:
        change = sum(row["balance_change"] for row in rows if row["block_id"] == height)
        assert ask.json(f"/bitcoin/state/changes/block/{height}")["data"] == ({address: change} if change else [])


def test_a_block_not_yet_found_changes_nothing(ask: Asker) -> None:
    """Nothing is an empty list."""
    state = ask.json("/bitcoin/state/changes/block/1")["context"]["state"]
    assert ask.json(f"/bitcoin/state/changes/block/{state + 1}")["data"] == []


def test_what_waits_changes_the_mempool(ask: Asker) -> None:
    """Ten points, kept for ten seconds."""
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=11)
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=-4)
    body = ask.json("/bitcoin/state/changes/mempool")
    assert body["data"] == {ADDRESS: 7}
    assert (body["context"]["request_cost"], body["context"]["cache"]["duration"]) == (10, 10)


@pytest.mark.parametrize("rest", ["block/newest", "block/5?limit=1"])
def test_what_cannot_be_asked_is_refused(ask: Asker, rest: str) -> None:
    """A height is a number, and nothing else is asked."""
    assert ask.get(f"/bitcoin/state/changes/{rest}").status_code == 400
