"""Accounts from a file: their calls as written, and exact wei by which recorded balances are met."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.reconstructed import add_recorded
from cointracker_pipeline.sandbox.ethereum.recorded import read_account, read_wei
from cointracker_pipeline.sandbox.histories import read_world
from cointracker_pipeline.sandbox.world import World
from cointracker_pipeline_tests.sandbox.asking import Asker
from cointracker_pipeline_tests.sandbox.ethereum.asking import account

ANN, BEN, CAT = (f"0x{digit * 40}" for digit in "123")


def call(height: int, sender: str | None, recipient: str, value: float, **more: Any) -> dict[str, Any]:
    """Return a call as a dashboard prints it."""
    return {
        "block_id": height,
        "transaction_hash": f"0x{height:064x}" if sender else None,
        "index": "0",
        "time": f"2020-01-01 00:00:{height:02}",
        "sender": sender,
        "recipient": recipient,
        "value": value,
        "value_usd": 0,
        "transferred": True,
        **more,
    }


def line(address: str, *calls: dict[str, Any], **told: str) -> dict[str, Any]:
    """Return a line of a file; ``calls`` are newest first."""
    return {"chain": "ethereum", "address": address, "expected_by_provider": told, "transactions": [], "calls": calls}


def write(path: Path, *lines: dict[str, Any]) -> Path:
    """Write a file of histories."""
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))
    return path


def read(*lines: dict[str, Any]) -> EthereumChain:
    """Return a chain with the accounts of these lines."""
    chain = World().ethereum
    accounts = [read_account(one) for one in lines]
    add_recorded(chain, [one for one in accounts if one])
    return chain


def test_a_file_is_answered_as_written(start: Callable[..., Asker], tmp_path: Path) -> None:
    """A transaction that two accounts list is one; the chain stands so high that internal calls are shown."""
    paid = call(30, ANN, BEN, 1.25e19)
    inner = call(40, CAT, BEN, 7, index="0.0.1")
    gift = call(10, None, ANN, 2e19)
    path = write(tmp_path / "w.jsonl", line(ANN, paid, gift, balance="7499999999999999000"), line(BEN, inner, paid))
    ask = start(world=path)
    assert account(ask, ANN)["calls"] == [paid, gift]
    assert account(ask, BEN)["calls"] == [inner, paid]
    assert account(ask, ANN)["address"]["balance"] == "7499999999999999000"
    assert account(ask, BEN)["address"]["balance"] == str(12_500_000_000_000_000_007)
    told = ask.json(f"/sandbox/truth/ethereum/{ANN}")
    assert [row["balance_change"] for row in told["fees"]] == [-1_000]
    (found,) = ask.json(f"/ethereum/dashboards/transaction/{inner['transaction_hash']}")["data"].values()
    assert [one["index"] for one in found["calls"]] == ["0", "0.0.1"]
    assert ask.json("/ethereum/calls")["context"]["state"] == 46


def test_what_fees_cannot_explain_is_a_withdrawal() -> None:
    """Fees are about what was told, and a stake paid back is the rest."""
    chain = read(
        line(ANN, call(9, ANN, BEN, 5), call(8, BEN, ANN, 10**18), balance=str(3 * 10**18), fees_approximate="7")
    )
    deeds = chain.accounts[ANN].deeds
    assert [deed.fee for deed in deeds if deed.sender == ANN] == [7]
    assert [deed.value for deed in deeds if deed.kind == "withdrawal"] == [2 * 10**18 + 5 + 7]
    assert chain.accounts[ANN].balance == 3 * 10**18
    only_received = read(line(BEN, call(8, CAT, BEN, 10), balance="25")).accounts[BEN]
    assert only_received.balance == 25


def test_calls_are_read_from_the_source_beside_the_file(tmp_path: Path) -> None:
    """A line without calls may name a file of its folder that holds the whole answer."""
    answer = {"data": {ANN: {"address": {"type": "contract", "balance": "10"}, "calls": [call(8, CAT, ANN, 10)]}}}
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "ann.json").write_text(json.dumps(answer))
    without = {"chain": "ethereum", "address": ANN, "transactions": [], "source": "kept/ann.json"}
    missing = {"chain": "ethereum", "address": BEN, "transactions": [], "source": "kept/ben.json"}
    world, notices = read_world(write(tmp_path / "w.jsonl", without, missing))
    assert world.addresses() == [("ethereum", ANN, 1)]
    assert world.ethereum.accounts[ANN].contract
    assert notices == ["1 of ethereum left out: no calls."]


@pytest.mark.parametrize(
    "bad",
    [
        line(ANN, call(8, CAT, ANN, 10), balance="9"),
        line(ANN, {"block_id": 8}),
        line(ANN, call(8, CAT, ANN, 10), balance="many"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, bad: dict[str, Any]) -> None:
    """A balance below what came in with nothing sent, and what is no call, are input errors."""
    with pytest.raises(InputError, match=r"w\.jsonl|0x1111"):
        read_world(write(tmp_path / "w.jsonl", bad))


@given(value=st.floats(2.0**63, 1e30))
def test_a_float_is_read_as_wei_that_print_to_it(value: float) -> None:
    """Read and printed again it is the same."""
    assert float(read_wei(value)) == value


@given(
    values=st.lists(st.tuples(st.booleans(), st.integers(0, 10**22), st.booleans()), min_size=1, max_size=30),
    extra=st.integers(-(10**17), 10**17),
)
@settings(deadline=None)
def test_every_balance_that_can_be_is_met(values: list[tuple[bool, int, bool]], extra: int) -> None:
    """Whatever was received and sent, fees and a withdrawal make up for the rest, never negative."""
    calls = [
        call(number, *((ANN, BEN) if sends else (BEN, ANN)), value, transferred=moved, time="2020-01-01 00:00:00")
        for number, (sends, value, moved) in enumerate(values)
    ]
    moved = sum(value * (-1 if sends else 1) for sends, value, moved in values if moved)
    wanted = max(0, moved + extra) if any(sends for sends, _, _ in values) else moved + abs(extra)
    state = read(line(ANN, *reversed(calls), balance=str(wanted))).accounts[ANN]
    assert state.balance == wanted
    assert min(deed.fee for deed in state.deeds) >= 0
    assert len(state.entries) == len(calls)
