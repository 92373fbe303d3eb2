"""Laws of Ethereum in the sandbox: whatever happens to it, everything it tells agrees."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.control import Control
from cointracker_pipeline.sandbox.ethereum.deeds import balance_changes
from cointracker_pipeline.sandbox.running import make_service
from cointracker_pipeline.sandbox.service import Request, Service

NAMES = [f"0x{digit * 40}" for digit in "abcde"]
names = st.sampled_from(NAMES)
amounts = st.one_of(st.integers(0, 100), st.integers(0, 10**22))

payments = st.one_of(
    st.builds(lambda to, value: {"to": to, "value": value}, names, amounts),
    st.builds(lambda to, value: {"to": to, "reward": value}, names, amounts),
    st.builds(lambda to, value: {"to": to, "withdrawal": value}, names, amounts),
    st.builds(
        lambda sender, to, value, fee, failed: {"from": sender, "to": to, "value": value, "fee": fee, "failed": failed},
        names,
        names,
        amounts,
        amounts,
        st.booleans(),
    ),
    st.builds(
        lambda sender, to, value, moved: {
            "from": sender,
            "to": "0x" + "f" * 40,
            "calls": [{"index": "0.2", "from": "0x" + "f" * 40, "to": to, "value": value, "transferred": moved}],
        },
        names,
        names,
        amounts,
        st.booleans(),
    ),
)
steps = st.one_of(
    st.tuples(st.just("mine"), st.lists(payments, max_size=4), st.integers(1, 4)),
    st.tuples(st.just("pending"), payments),
    st.tuples(st.just("drop")),
    st.tuples(
        st.just("reorganise"),
        st.integers(1, 5),
        st.sampled_from(["drop", "move", "replace", "unconfirm"]),
        st.integers(1, 6),
        st.booleans(),
    ),
)


def take(control: Control, step: tuple[Any, ...]) -> None:
    """Let one thing happen; what cannot be changes nothing."""
    try:
        if step[0] == "mine":
            control.mine("ethereum", step[2], step[1], per_block=1, addresses=NAMES)
        elif step[0] == "pending":
            control.add_pending("ethereum", transaction=step[1])
        elif step[0] == "drop":
            control.drop_pending("ethereum")
        else:
            newest = control.truth("ethereum", NAMES[0])["calls"][:1]
            only = [newest[0]["hash"]] if step[4] and newest and newest[0]["hash"] else None
            control.reorganise("ethereum", step[1], step[2], step[3], only)
    except InputError:
        return


def ask(service: Service, path: str, **params: str) -> Any:
    """Return the body of an answer."""
    answer, _ = service.respond(Request("GET", f"/ethereum/{path}", params))
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


@given(moves=st.lists(steps, max_size=12))
@settings(deadline=None, max_examples=60)
def test_everything_agrees_whatever_happens(moves: list[tuple[Any, ...]]) -> None:
    """Balances are sums and never negative; dashboards, truth, transactions and state changes say the same."""
    service = make_service(wallets=0)
    control, chain = Control(service), service.world.ethereum
    for step in moves:
        take(control, step)
    for name in chain.accounts:
        told = control.truth("ethereum", name)
        changes = [row["balance_change"] for part in ("calls", "fees", "withdrawals") for row in told[part]]
        assert sum(changes) == told["totals"]["balance"] >= 0
        found = ask(service, f"dashboards/address/{name}", state="latest")["data"][name]
        assert found["address"]["balance"] == (str(sum(changes)) if changes else found["address"]["balance"])
        shown = [row for row in told["calls"] if row["block_id"] <= chain.height - 6 or row["index"] == "0"]
        assert [(row["hash"], row["index"], row["block_id"]) for row in shown] == [
            (row["transaction_hash"], row["index"], row["block_id"]) for row in found["calls"]
        ]
        assert [float(row["value"]) for row in shown] == [float(row["value"]) for row in found["calls"]]
        assert found["address"]["call_count"] == len(shown)
    total: dict[str, int] = {}
    for height in {deed.block_id for deed in chain.everything()}:
        for address, change in dict(ask(service, f"state/changes/block/{height}")["data"]).items():
            total[address] = total.get(address, 0) + int(change)
    assert all(total.get(name, 0) == control.truth("ethereum", name)["totals"]["balance"] for name in chain.accounts)
    rows = [
        (deed.tx_hash or (deed.block_id, one.recipient), one.path) for deed in chain.everything() for one in deed.calls
    ]
    assert len(rows) == len(set(rows))
    places = [(deed.block_id, deed.place) for deed in chain.everything()]
    assert places == sorted(set(places))
    assert not places or places[-1][0] <= chain.height


@given(moves=st.lists(steps, max_size=8), lag=st.integers(0, 5))
@settings(deadline=None, max_examples=30)
def test_a_copy_and_a_lagging_view_hold_still(moves: list[tuple[Any, ...]], lag: int) -> None:
    """A copy does not change with the chain; a view that lags tells the balances of its height."""
    service = make_service(wallets=0)
    control, chain = Control(service), service.world.ethereum
    half = len(moves) // 2
    for step in moves[:half]:
        take(control, step)
    copy = chain.copy()
    before = {name: account.balance for name, account in chain.accounts.items()}
    for step in moves[half:]:
        take(control, step)
    assert {name: account.balance for name, account in copy.accounts.items()} == before
    view = chain.behind(lag)
    for name in chain.accounts:
        old = sum(balance_changes(deed).get(name, 0) for deed in chain.in_blocks(0, chain.height - lag))
        seen = view.find(name)
        assert seen is not None
        assert seen.balance == old


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_smallest_worlds_are_served(size: int) -> None:
    """Accounts of one to three transactions of every kind answer everything."""
    service = make_service(wallets=8, transactions=size, chains=("ethereum",))
    for name in service.world.ethereum.accounts:
        assert ask(service, f"dashboards/address/{name}")["data"][name]["address"]["transaction_count"] == size
        ask(service, "calls", q=f"recipient({name})")
