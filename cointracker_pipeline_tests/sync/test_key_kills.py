"""A sync of a key that is killed at any moment goes on where it stopped, and shows nothing that is half known."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.sync.keyed import add_key, check_key
from cointracker_pipeline_tests.sync.mortal import Life, Moment, sync_until_killed
from cointracker_pipeline_tests.sync.world import Stand, standing

ADDRESSES = "/bitcoin/dashboards/addresses/"


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A home before an empty sandbox."""
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, tmp_path) as stand:
        yield stand


def named(stand: Stand) -> list[str]:
    """Return the addresses that requests for rows named, in order."""
    asked = [one["path"] for one in stand.sandbox.control.requests()["requests"] if one["status"] == 200]
    return [address for path in asked if path.startswith(ADDRESSES) for address in path.split("/")[-1].split(",")]


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("moment", get_args(Moment))
def test_a_killed_first_sync_goes_on(stand: Stand, moment: Moment, count: int) -> None:
    """What was stored is not read again, unless blocks that may change are in it."""
    key = add_key(stand, 200, 80, 600)
    stand.sandbox.control.mine("bitcoin", blocks=200)  # nothing of it may change any more
    assert sync_until_killed(stand.pipeline.settings, [key], [], Life(moment, count), full=False)
    with stand.pipeline.warehouse.of_members().transaction() as connection:
        rows = connection.execute("select wallet_id from cursors where complete_height is not null").fetchall()
    read = {wallet_id.partition(":")[2] for (wallet_id,) in rows}
    stand.sandbox.control.requests(clear=True)
    assert stand.sync([key]).failures == []
    assert read.isdisjoint(named(stand))
    check_key(stand, key)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("count", [3, 5])
def test_a_kill_later_leaves_the_old_rows_whole(stand: Stand, count: int, full: bool) -> None:
    """News and a full reading that are cut short: no law is broken meanwhile, and the next sync is right."""
    key = add_key(stand, 20, 10, 100)
    stand.sync([key])
    before = stand.stored_rows(key)
    addresses = list(stand.sandbox.control.key_truth(key.chain, key.address)["addresses"])
    stand.sandbox.control.mine("bitcoin", blocks=3, per_block=5, addresses=addresses)
    sync_until_killed(stand.pipeline.settings, [key], [], Life("before commit", count), full=full)
    assert stand.breaches() == {}
    assert set(before) <= set(stand.stored_rows(key))
    assert stand.sync([key], full=full).failures == []
    check_key(stand, key)
