"""Batching tells the service that addresses belong together: what it was told, as the sandbox saw it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.sharing import Sharing, group_needs
from cointracker_pipeline_tests.sync.world import SMALL_BITCOIN, Stand, standing

OWNERS = ("ann", "bob", "")


@contextmanager
def owned(tmp_path: Path, sharing: Sharing) -> Iterator[tuple[Stand, dict[str, str]]]:
    """Open a home in which three wallets are Ann's, three Bob's and three nobody's; give the owner of each address."""
    with (
        running_sandbox(wallets=9, transactions=(3, 12), chains=("bitcoin",)) as sandbox,
        standing(sandbox, tmp_path, SMALL_BITCOIN, batch_addresses=sharing, sweep_fraction=1) as stand,
    ):
        owners = {str(one["address"]): OWNERS[place % 3] for place, one in enumerate(sandbox.control.wallets())}
        tracked = [TrackedWallet(Wallet("bitcoin", address), owner=owner) for address, owner in owners.items()]
        stand.pipeline.add_wallets(tracked, "test")
        yield stand, owners


def live_three_days(stand: Stand) -> list[list[str]]:
    """Let wallets be read first, checked and swept, read again, and synced in full; return who was named together."""
    control = stand.sandbox.control
    for _ in range(2):
        assert stand.sync_due()[1].failures == []
        control.mine(blocks=300)
    assert stand.sync_due()[0] == []
    addresses = [str(one["address"]) for one in control.wallets()]
    control.mine("bitcoin", transactions=[{"address": address, "amount": 5} for address in addresses])
    due, report = stand.sync_due()
    assert (len(due), report.failures) == (9, [])
    assert stand.sync(due, full=True).failures == []
    asked = control.requests()["requests"]
    names = [one["params"].get("addresses") or one["path"].rpartition("/")[2] for one in asked]
    return [name.split(",") for name in names]


@pytest.mark.parametrize("sharing", get_args(Sharing))
def test_no_request_names_wallets_together_that_must_not_be(tmp_path: Path, sharing: Sharing) -> None:
    """Neither a first sync, nor the nightly check, nor the sweep, nor a refresh, nor a full sync."""
    with owned(tmp_path, sharing) as (stand, owners):
        companies = live_three_days(stand)
    assert {address for company in companies for address in company} == set(owners)
    together = [{owners[address] for address in company} for company in companies if len(company) > 1]
    if sharing == "never":
        assert together == []
    if sharing == "same-owner":
        assert together
        assert {frozenset(one) for one in together} == {frozenset({"ann"}), frozenset({"bob"})}
    if sharing == "always":
        assert {"ann", "bob", ""} in together


def test_a_set_that_fails_is_halved_among_one_owner(tmp_path: Path) -> None:
    """What is asked for again is not mixed either."""
    with owned(tmp_path, "same-owner") as (stand, owners):
        stand.sandbox.control.set_faults(kinds=["500"], path="*/dashboards/addresses/*", most=6)
        stand.sync_due()
        stand.sync_due()
        asked = [one["path"] for one in stand.sandbox.control.requests()["requests"]]
    companies = [path.rpartition("/")[2].split(",") for path in asked if "/dashboards/" in path]
    assert all(len({owners[address] for address in company}) == 1 for company in companies)
    assert all(owners[company[0]] for company in companies if len(company) > 1)


def test_groups_keep_the_order_of_their_first_members() -> None:
    """And a wallet that must be alone shares with nobody, whoever's it is."""
    first, second, third = (Need(Wallet("bitcoin", name), 1, owner="ann") for name in "abc")
    alone = Need(Wallet("bitcoin", "d"), 1, alone=True, owner="ann")
    assert group_needs([first, alone, second, third], "same-owner") == [[first, second, third], [alone]]
    assert group_needs([first, alone, second], "never") == [[first], [alone], [second]]
    assert group_needs([first, Need(Wallet("bitcoin", "e"))], "always") == [[first, Need(Wallet("bitcoin", "e"))]]
