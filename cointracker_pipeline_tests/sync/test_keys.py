"""An extended public key is one wallet: what its addresses did, without what they did among themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sync.bound import least_points_of_keys
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.sync.keyed import CHAIN, add_key, address_of, balance_of, check_key
from cointracker_pipeline_tests.sync.world import Stand, standing


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A home before an empty sandbox, with bitcoin as it is."""
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, tmp_path) as stand:
        yield stand


def paths_of(stand: Stand) -> list[str]:
    """Return everything that was sent to the service, paths and parameters."""
    return [f"{one['path']} {one['params']}" for one in stand.sandbox.control.requests()["requests"]]


@pytest.mark.parametrize(("receive", "change", "kind"), [(200, 100, "xpub"), (150, 150, "zpub"), (300, 0, "xpub")])
def test_a_long_key_is_read_within_a_tenth_of_the_least_price(
    stand: Stand, receive: int, change: int, kind: str
) -> None:
    """300 used addresses and 5,000 transactions: balance and history are the truth, and the key is never sent."""
    key = add_key(stand, receive, change, 5_000, kind)
    report = stand.sync([key])
    assert report.failures == []
    assert report.outcomes[0].rows_added == 5_000
    check_key(stand, key)
    spent = round(stand.sandbox.control.requests()["points"] * 1_000)
    least = least_points_of_keys([receive + change], BITCOIN, gap_limit=20)
    assert least == 41_600
    assert spent <= 1.1 * least
    assert not [one for one in paths_of(stand) if key.address[4:20] in one]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    receive=st.integers(1, 45),
    change=st.integers(0, 45),
    transactions=st.integers(1, 120),
    kind=st.sampled_from(["xpub", "ypub", "zpub"]),
    sharing=st.sampled_from(["always", "same-owner"]),
)
def test_history_and_balance_are_the_truth_in_any_world(
    tmp_path_factory: pytest.TempPathFactory, receive: int, change: int, transactions: int, kind: str, sharing: str
) -> None:
    """And reading twice changes nothing."""
    home = tmp_path_factory.mktemp("home")
    with running_sandbox(wallets=0) as sandbox, standing(sandbox, home, batch_addresses=sharing) as stand:
        key = add_key(stand, receive, change, transactions, kind)
        assert stand.sync([key]).failures == []
        check_key(stand, key)
        report = stand.sync([key])
        assert [one.changed for one in report.outcomes] == [False]
        check_key(stand, key)


def test_an_unused_key_is_known_to_be_empty(stand: Stand) -> None:
    """Its balance of nothing is proven, and cheap."""
    key = add_key(stand, 0, 0, 0)
    assert stand.sync([key]).failures == []
    balance = balance_of(stand, key)
    assert (balance.balance, balance.transaction_count, balance.proven) == (0, 0, True)
    assert stand.sandbox.control.requests()["points"] < 3


def test_a_transfer_between_own_addresses_costs_only_its_fee(stand: Stand) -> None:
    """What one address gave and others got is one row with the difference."""
    key = add_key(stand, 3, 1, 10)
    stand.sync([key])
    before = balance_of(stand, key)
    rich = max(
        (address_of(stand, key, branch, index) for branch in (0, 1) for index in range(3)),
        key=lambda one: stand.sandbox.control.truth(CHAIN, one)["totals"]["balance"],
    )
    given_away = stand.sandbox.control.truth(CHAIN, rich)["totals"]["balance"]
    fresh = address_of(stand, key, 1, 1)
    stand.sandbox.control.mine(CHAIN, transactions=[{"changes": {rich: -given_away, fresh: given_away - 700}}])
    due, report = stand.sync_due()
    assert (due, report.outcomes[0].rows_added) == ([key], 1)
    assert balance_of(stand, key).balance == before.balance - 700
    check_key(stand, key)


def test_use_at_the_edge_of_the_gap_moves_the_gap(stand: Stand) -> None:
    """The last watched address is used: the next ones are watched the same night, and used ones among them found."""
    key = add_key(stand, 3, 1, 10)
    stand.sync([key])
    edge, beyond = address_of(stand, key, 0, 22), address_of(stand, key, 0, 40)
    stand.sandbox.control.mine(CHAIN, transactions=[{"address": edge, "amount": 5}, {"address": beyond, "amount": 7}])
    due, report = stand.sync_due(sweep=False)
    assert due == [key]
    assert report.outcomes[0].rows_added == 2
    check_key(stand, key)
    addresses = stand.pipeline.list_addresses(key.wallet_id)
    assert max(one.index for one in addresses if one.branch == 0) >= 60


def test_a_higher_gap_limit_finds_what_a_lower_one_did_not(tmp_path: Path) -> None:
    """Coins beyond twenty unused addresses are none of the wallet's until the limit is raised."""
    with running_sandbox(wallets=0) as sandbox:
        with standing(sandbox, tmp_path) as stand:
            key = add_key(stand, 3, 1, 10)
            far = address_of(stand, key, 0, 60)
            sandbox.control.mine(CHAIN, transactions=[{"address": far, "amount": 12_345}])
            assert stand.sync([key]).failures == []
            without = balance_of(stand, key)
        with standing(sandbox, tmp_path, gap_limit=60) as stand:
            due, report = stand.sync_due()
            assert due == [key]
            assert report.failures == []
            assert balance_of(stand, key).balance == without.balance + 12_345
            check_key(stand, key)


@pytest.mark.parametrize("fate", ["drop", "move", "replace", "unconfirm"])
def test_a_reorganisation_reaches_the_key(stand: Stand, fate: str) -> None:
    """Rows leave, move, change their hash, or wait again, as those of an address do."""
    key = add_key(stand, 6, 3, 40)
    addresses = [address_of(stand, key, branch, index) for branch in (0, 1) for index in range(3)]
    stand.sandbox.control.mine(CHAIN, blocks=3, per_block=4, addresses=addresses)
    stand.sync([key])
    check_key(stand, key)
    stand.sandbox.control.reorganise(CHAIN, 2, fate)  # type: ignore[arg-type]
    due, report = stand.sync_due()
    assert (due, report.failures) == ([key], [])
    check_key(stand, key)


def test_what_waits_is_apart_and_nets_out_as_well(stand: Stand) -> None:
    """An unconfirmed transfer between own addresses is one row, confirmed later."""
    key = add_key(stand, 3, 1, 10)
    first, fresh = address_of(stand, key, 0, 0), address_of(stand, key, 0, 5)
    stand.sandbox.control.mine(CHAIN, transactions=[{"address": first, "amount": 10_000}])
    stand.sandbox.control.add_pending(CHAIN, changes={first: -9_000, fresh: 8_500})
    stand.sync([key])
    check_key(stand, key)
    assert balance_of(stand, key).pending_change == -500
    stand.sandbox.control.mine(CHAIN)
    stand.sync_due()
    check_key(stand, key)
    assert balance_of(stand, key).pending_change == 0


def test_a_quiet_night_asks_once_about_all_addresses_of_all_keys(stand: Stand) -> None:
    """One request for balances and none for rows, and all of it is noted as current."""
    keys = [add_key(stand, 5, 3, 30), add_key(stand, 2, 2, 8, "zpub")]
    stand.sync(keys)
    stand.sandbox.control.mine(CHAIN, blocks=200)
    stand.sync_due()
    stand.sandbox.control.mine(CHAIN, blocks=2)
    stand.sandbox.control.requests(clear=True)
    due, _ = stand.sync_due(sweep=False)
    asked = stand.sandbox.control.requests()["requests"]
    assert due == []
    assert [one["path"] for one in asked] == ["/bitcoin/addresses/balances"]
    for key in keys:
        check_key(stand, key)


def test_keys_share_requests_and_none_hides_another(stand: Stand) -> None:
    """One whose address the service refuses fails with the reason; the other is right."""
    good, bad = add_key(stand, 4, 2, 20), add_key(stand, 4, 2, 20)
    refused = address_of(stand, bad, 0, 2)
    stand.sandbox.control.set_faults(kinds=["400"], path=f"*{refused}*")
    report = stand.sync([good, bad])
    assert [one.wallet for one in report.outcomes] == [good]
    assert [(one.wallet, one.reached) for one in report.failures] == [(bad, True)]
    check_key(stand, good)
    stand.sandbox.control.set_faults(clear=True)
    due, report = stand.sync_due()
    assert (due, report.failures) == ([bad], [])
    check_key(stand, bad)


def test_without_sharing_no_request_names_two_addresses(tmp_path: Path) -> None:
    """Not even of one key."""
    with (
        running_sandbox(wallets=0) as sandbox,
        standing(sandbox, tmp_path, batch_addresses="never", gap_limit=4) as stand,
    ):
        key = add_key(stand, 6, 2, 20)
        assert stand.sync([key]).failures == []
        check_key(stand, key)
        assert not [one for one in paths_of(stand) if "," in one.partition(" ")[0]]


def test_a_key_waits_for_points_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """What the day's points did not suffice for is read the next day; nothing is shown before it is whole."""
    with running_sandbox(wallets=0) as sandbox:
        with standing(sandbox, tmp_path, points_per_day=20) as stand:
            key = add_key(stand, 150, 60, 900)
            report = stand.sync([key])
            assert [(one.wallet, one.reached) for one in report.failures] == [(key, False)]
            assert stand.stored_rows(key) == []
            first = sandbox.control.requests()["points"]
        with standing(sandbox, tmp_path) as stand:
            due, report = stand.sync_due()
            assert (due, report.failures) == ([key], [])
            check_key(stand, key)
            assert sandbox.control.requests()["points"] - first < 33  # the other 200 addresses, and a check


def test_a_full_sync_of_a_key_heals_what_nobody_noticed(stand: Stand) -> None:
    """A row of an address whose time is wrong is found when everything is read again, and told."""
    key = add_key(stand, 5, 2, 30)
    stand.sync([key])
    with stand.pipeline.warehouse.of_members().transaction() as connection:
        connection.execute(
            "update transactions set block_time = block_time + interval 1 hour where block_height % 2 = 0"
        )
    report = stand.sync([key], full=True)
    assert report.failures == []
    found = report.outcomes[0].differences
    assert found is not None
    assert found.changed > 0
    check_key(stand, key)


def test_a_balance_that_differs_is_never_shown_as_proven(stand: Stand) -> None:
    """When the service contradicts itself about one address, its key fails with the difference."""
    key, spoilt = add_key(stand, 4, 2, 20), add_key(stand, 3, 1, 10)
    stand.sync([key, spoilt])
    with stand.pipeline.warehouse.of_members().transaction() as connection:
        connection.execute(
            "update wallet_balances set proven = false where wallet_id = ?",
            [f"{CHAIN}:{address_of(stand, spoilt, 0, 0)}"],
        )
    assert stand.sync([spoilt]).failures == []  # it is read again, and proven
    check_key(stand, spoilt)


def test_a_deleted_key_leaves_nothing_behind(stand: Stand) -> None:
    """Neither rows of its own nor of its addresses; another key's stay."""
    gone, stays = add_key(stand, 4, 2, 20), add_key(stand, 3, 1, 10)
    stand.sync([gone, stays])
    assert stand.pipeline.delete_wallet(gone.wallet_id) == 20
    with stand.pipeline.warehouse.transaction() as connection:
        left = connection.execute("select distinct wallet_id from wallet_addresses").fetchall()
        members = connection.execute(
            "select count(*) from members.cursors where wallet_id not in (select address_id from wallet_addresses)"
        ).fetchone()
    assert left == [(stays.wallet_id,)]
    assert members == (0,)
    check_key(stand, stays)


def test_the_plan_names_addresses_and_never_the_key(stand: Stand) -> None:
    """Before the first sync, after it, and for everything read again."""
    key = add_key(stand, 4, 2, 20)
    first = stand.pipeline.plan_sync([key])
    assert [len(request.addresses) for part in first.parts for request in part.requests] == [50]
    stand.sync([key])
    for estimate in (first, stand.pipeline.plan_due(sweep=True), stand.pipeline.plan_sync([key], full=True)):
        named = [one for part in estimate.parts for request in part.requests for one in request.addresses]
        assert named
        assert key.address not in named


def test_addresses_and_keys_are_synced_in_one_run(stand: Stand) -> None:
    """Both kinds are in one report, and an address that is also a wallet by itself is read for itself."""
    key = add_key(stand, 4, 2, 20)
    single = Wallet(CHAIN, address_of(stand, key, 0, 0))
    stand.track(single)
    report = stand.sync([key, single])
    assert {one.wallet for one in report.outcomes} == {key, single}
    check_key(stand, key)
    assert stand.stored_rows(single) == stand.true_rows(single)


def test_progress_counts_keys_as_wallets(stand: Stand) -> None:
    """However many addresses are behind them; rows are the key's own."""
    key, progress = add_key(stand, 30, 12, 90), Progress()
    stand.pipeline.sync([key], "run", lambda _: None, progress)
    assert (progress.wallets_total, progress.wallets_done, progress.failed) == (1, 1, 0)
    assert progress.rows == 90
    assert progress.millipoints == round(stand.sandbox.control.requests()["points"] * 1_000)


def test_a_block_between_two_requests_leaves_no_half_of_a_transfer(stand: Stand) -> None:
    """Addresses that were looked at in different blocks are brought to one, and the sum is true there."""
    key = add_key(stand, 60, 40, 300)
    addresses = [address_of(stand, key, branch, index) for branch in (0, 1) for index in range(40)]
    stand.sandbox.control.set_tick(CHAIN, every=1, per_block=3, addresses=addresses, most=4)
    assert stand.sync([key]).failures == []
    stand.sandbox.control.set_tick(CHAIN, every=0)
    assert stand.breaches() == {}
    stand.sync_due()
    check_key(stand, key)
