"""Whatever happens on Ethereum, and however often it is read: what is stored in the end is what happened."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline_tests.sync.ether import (
    balance_of,
    count_inexact,
    ether_standing,
    exactness,
    list_accounts,
    stored_rows,
    true_rows,
)
from cointracker_pipeline_tests.sync.world import Stand

happenings = st.one_of(
    st.tuples(st.just("mine"), st.integers(1, 12), st.integers(0, 6)),
    st.tuples(st.just("sync"), st.sampled_from(["always", "lazy", "never"]), st.none()),
    st.tuples(st.just("fork"), st.integers(1, 12), st.sampled_from(["move", "drop"])),
    st.tuples(st.just("fail"), st.integers(1, 8), st.none()),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), story=st.lists(happenings, max_size=5))
def test_the_rows_are_the_truth_in_the_end(seed: int, story: list[tuple[str, object, object]]) -> None:
    """Each kind of account, through arrivals, reorganisations, failures and every way to make rows exact."""
    with (
        tempfile.TemporaryDirectory() as home,
        ether_standing(Path(home), wallets=8, transactions=(1, 60), seed=seed) as stand,
    ):
        for happening in story:
            _happen(stand, *happening)
        stand.sandbox.control.set_faults(clear=True)
        stand.sandbox.control.mine("ethereum", blocks=70)
        _, report = stand.sync_due()
        assert report.failures == []
        assert count_inexact(stand) == 0
        assert stand.breaches() == {}
        for wallet in list_accounts(stand.sandbox)[:8]:
            _check(stand, wallet)


def _check(stand: Stand, wallet: Wallet) -> None:
    totals = stand.truth(wallet)["totals"]
    balance = balance_of(stand, wallet)
    assert stored_rows(stand, wallet) == true_rows(stand, wallet)
    assert (balance.chain_balance, balance.unexplained) == (totals["balance"], totals["withdrawn"])
    assert balance.transaction_count == totals["call_count"]
    assert balance.proven == (totals["withdrawn"] == 0)


def _happen(stand: Stand, what: str, one: object, other: object) -> None:
    control = stand.sandbox.control
    accounts = [wallet.address for wallet in list_accounts(stand.sandbox)[:8]]
    if what == "mine":
        payments = [
            {"to": accounts[number % 8], "value": str(7**number * 10**18 + number)} for number in range(int(str(other)))
        ]
        control.mine("ethereum", blocks=int(str(one)), transactions=payments)
    elif what == "fork":
        control.reorganise("ethereum", depth=int(str(one)), fate="drop" if other == "drop" else "move")
    elif what == "fail":
        control.set_faults(kinds=["500"], after=int(str(one)), most=6)
    else:
        with exactness(stand, str(one)):
            stand.sync_due()
