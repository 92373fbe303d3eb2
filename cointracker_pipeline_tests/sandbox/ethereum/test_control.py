"""Steering Ethereum: blocks, payments of every kind, what waits, reorganisations, wallets, tokens, the truth."""

from collections.abc import Callable
from typing import Any

import pytest

from cointracker_pipeline_tests.sandbox.asking import Asker
from cointracker_pipeline_tests.sandbox.ethereum.asking import NEVER, account, addresses

ALICE, BOB, ROUTER = (f"0x{digit * 40}" for digit in "abc")
ETHER = 10**18


@pytest.fixture
def alice(start: Callable[..., Asker]) -> Asker:
    """Give a sandbox in which Alice was paid five ether by the world outside."""
    ask = start(wallets=0)
    ask.sandbox.control.mine("ethereum", transactions=[{"to": ALICE, "value": 5 * ETHER}])
    return ask


def mine(ask: Asker, *transactions: dict[str, Any], **more: Any) -> Any:
    """Find a block with these transactions."""
    return ask.steer("mine", chain="ethereum", transactions=list(transactions), **more)["ethereum"]


def balance(ask: Asker, address: str, **params: object) -> int:
    """Return the balance the dashboard tells."""
    return int(account(ask, address, **params)["address"]["balance"])


def truth(ask: Asker, address: str) -> Any:
    """Return what a reader must end up with."""
    return ask.json(f"/sandbox/truth/ethereum/{address}")


def check_truth(ask: Asker, address: str) -> Any:
    """Return the truth of an account after holding it against itself and against the dashboard."""
    told = truth(ask, address)
    changes = [row["balance_change"] for part in ("calls", "fees", "withdrawals") for row in told[part]]
    figures = account(ask, address, state="latest")["address"]
    assert str(sum(changes)) == str(told["totals"]["balance"]) == (figures["balance"] or "0")
    assert told["totals"]["balance"] >= 0
    return told


def test_a_payment_moves_value_and_costs_a_fee(alice: Asker) -> None:
    """Who pays loses value and fee, who is paid is known from then on, and both see the same call."""
    mined = mine(alice, {"from": ALICE, "to": BOB, "value": 2 * ETHER, "fee": 77})
    assert (balance(alice, ALICE), balance(alice, BOB)) == (3 * ETHER - 77, 2 * ETHER)
    (call,) = account(alice, BOB)["calls"]
    assert account(alice, ALICE)["calls"][0] == call
    assert (call["transaction_hash"], call["block_id"]) == (mined["transactions"][0], mined["state"])
    assert {"chain": "ethereum", "address": BOB, "transaction_count": 1} in alice.sandbox.control.wallets("ethereum")


def test_an_address_and_an_amount_are_a_payment_too(alice: Asker) -> None:
    """As on other chains: positive from the world outside, negative to it."""
    mine(alice, {"address": ALICE, "amount": str(2**70)}, {"address": ALICE, "amount": -5, "fee": 0})
    assert balance(alice, ALICE) == 5 * ETHER + 2**70 - 5
    assert [call["value"] for call in account(alice, ALICE)["calls"]][:2] == [5, float(2**70)]


def test_a_failed_transaction_costs_its_fee(alice: Asker) -> None:
    """Its call is listed and moved nothing."""
    mine(alice, {"from": ALICE, "to": BOB, "value": ETHER, "fee": 9, "failed": True})
    assert balance(alice, ALICE) == 5 * ETHER - 9
    assert account(alice, ALICE)["calls"][0]["transferred"] is False
    assert check_truth(alice, ALICE)["calls"][0]["balance_change"] == 0


def test_internal_calls_move_value_too(alice: Asker) -> None:
    """They are listed six blocks later; the balance knows them at once."""
    calls = [{"index": "0.1", "from": ROUTER, "to": ALICE, "value": 3 * ETHER}]
    mine(alice, {"from": ALICE, "to": ROUTER, "value": ETHER, "fee": 0, "calls": calls})
    assert balance(alice, ALICE) == 7 * ETHER
    assert account(alice, ALICE)["address"]["call_count"] == 2
    mine(alice, blocks=5)
    assert account(alice, ALICE)["address"]["call_count"] == 2
    mine(alice)
    assert [call["index"] for call in account(alice, ALICE)["calls"]] == ["0.1", "0", "0"]
    assert account(alice, ROUTER)["address"]["type"] is None
    check_truth(alice, ALICE)


def test_rewards_and_withdrawals(alice: Asker) -> None:
    """A reward is a call without hash and sender, a withdrawal is in no list."""
    mine(alice, {"to": ALICE, "reward": 2 * ETHER}, {"to": ALICE, "withdrawal": 32 * ETHER})
    newest, oldest = account(alice, ALICE)["calls"]
    assert (newest["transaction_hash"], newest["sender"], newest["value"]) == (None, None, 2 * ETHER)
    assert oldest["value"] == 5 * ETHER
    assert balance(alice, ALICE) == 39 * ETHER
    assert [row["balance_change"] for row in check_truth(alice, ALICE)["withdrawals"]] == [32 * ETHER]


def test_nothing_is_spent_that_is_not_there(alice: Asker) -> None:
    """Value and fee must be there, also when earlier payments of the block took it; then nothing has changed."""
    before = truth(alice, ALICE)
    payments = [{"from": ALICE, "to": BOB, "value": 3 * ETHER}, {"from": ALICE, "to": BOB, "value": 2 * ETHER}]
    for body in ({"transactions": payments}, {"transactions": [{"from": ALICE, "value": "-1"}]}):
        url = f"{alice.sandbox.base_url}/sandbox/mine"
        assert alice.session.post(url, json={"chain": "ethereum", **body}, timeout=20).status_code == 400
    assert truth(alice, ALICE) == before
    assert account(alice, BOB)["address"]["type"] is None


@pytest.mark.parametrize(
    "payment",
    [
        {},
        {"from": ALICE, "colour": 1},
        {"to": ALICE, "calls": [{"index": "1", "from": ROUTER, "to": ALICE}]},
        {"reward": 5},
        {"from": ALICE, "tokens": [{"token": NEVER, "value": 1}]},
    ],
)
def test_what_is_no_payment_is_refused(alice: Asker, payment: dict[str, Any]) -> None:
    """A misspelt or missing field is 400."""
    body = {"chain": "ethereum", "transactions": [payment]}
    assert alice.session.post(f"{alice.sandbox.base_url}/sandbox/mine", json=body, timeout=20).status_code == 400


def test_what_waits_is_part_of_the_figures_unless_asked(alice: Asker) -> None:
    """It stands first with block -1, its calls are null, and the next block takes it."""
    payment = {"from": ALICE, "to": BOB, "value": ETHER, "fee": 5}
    waiting = alice.steer("pending", chain="ethereum", transaction=payment)["hash"]
    newest = account(alice, ALICE)["calls"][0]
    assert (newest["block_id"], newest["transaction_hash"]) == (-1, waiting)
    assert (balance(alice, ALICE), balance(alice, ALICE, state="latest")) == (4 * ETHER - 5, 5 * ETHER)
    (found,) = alice.json(f"/ethereum/dashboards/transaction/{waiting}")["data"].values()
    assert (found["transaction"]["block_id"], found["calls"]) == (-1, None)
    assert truth(alice, ALICE)["pending"][0]["balance_change"] == -ETHER
    assert mine(alice)["transactions"] == [waiting]
    assert balance(alice, BOB, state="latest") == ETHER


def test_what_waits_can_be_dropped(alice: Asker) -> None:
    """With what it paid for."""
    first = alice.steer("pending", chain="ethereum", address=ALICE, amount=9 * ETHER)["hash"]
    alice.steer("pending", chain="ethereum", address=ALICE, amount=-10 * ETHER)
    assert alice.steer("drop-pending", chain="ethereum", hash=first) == {"dropped": 2}
    assert balance(alice, ALICE) == 5 * ETHER


@pytest.mark.parametrize(("fate", "left"), [("drop", 5), ("move", 3), ("replace", 3), ("unconfirm", 5)])
def test_a_reorganisation_rewrites_the_newest_blocks(alice: Asker, fate: str, left: int) -> None:
    """What was there is gone, in a later block, under another hash, or waits; the branch is longer."""
    mined = mine(alice, {"from": ALICE, "to": BOB, "value": 2 * ETHER, "fee": 0})
    state = alice.steer("reorganise", chain="ethereum", depth=1, fate=fate)
    assert state == {"touched": 1, "state": mined["state"] + 1}
    assert balance(alice, ALICE, state="latest") == left * ETHER
    newest = account(alice, ALICE, state="latest")["calls"][0]
    assert (newest["block_id"] - mined["state"], newest["transaction_hash"] == mined["transactions"][0]) == {
        "drop": (-1, False),
        "move": (1, True),
        "replace": (0, False),
        "unconfirm": (-1, False),
    }[fate]
    mine(alice)
    assert (balance(alice, BOB, state="latest") if fate != "drop" else 2 * ETHER) == 2 * ETHER


def test_spending_waits_when_what_paid_for_it_is_gone(alice: Asker) -> None:
    """Only the payment to Alice is dropped; what she spent of it cannot stay."""
    first = mine(alice, {"to": ALICE, "value": 9 * ETHER})["transactions"]
    mine(alice, {"from": ALICE, "to": BOB, "value": 13 * ETHER})
    alice.steer("reorganise", chain="ethereum", depth=2, fate="drop", hashes=first)
    assert balance(alice, ALICE) == 5 * ETHER
    assert account(alice, BOB)["address"]["type"] is None


@pytest.mark.parametrize("fate", ["drop", "move", "replace", "unconfirm"])
def test_generated_accounts_can_be_reorganised(ether: Asker, fate: str) -> None:
    """A deep reorganisation, and blocks after it, leave histories that are valid and agree with what is told."""
    names = addresses(ether)
    mine(ether, blocks=3, per_block=10)
    ether.steer("reorganise", chain="ethereum", depth=3_000_000, fate=fate)
    mine(ether, blocks=7, per_block=5)
    for name in names:
        told = check_truth(ether, name)
        shown = account(ether, name, state="latest")["calls"]
        heights = [row["block_id"] for row in shown]
        assert heights == sorted(heights, reverse=True)
        deep = [row for row in told["calls"] if row["block_id"] <= told["state"] - 6 or row["index"] == "0"]
        assert [(row["hash"], row["index"]) for row in deep] == [
            (row["transaction_hash"], row["index"]) for row in shown
        ]
        assert all(row["time"] <= told["calls"][0]["time"] for row in told["calls"])


def test_the_truth_is_what_the_api_says(ether: Asker) -> None:
    """Calls, sums and tokens of every kind of account; pages of the truth make the whole."""
    for name in addresses(ether):
        told, shown = check_truth(ether, name), account(ether, name, erc_20="precise")
        assert [(row["hash"], row["index"], row["time"]) for row in told["calls"]] == [
            (row["transaction_hash"], row["index"], row["time"]) for row in shown["calls"]
        ]
        assert [float(row["value"]) for row in told["calls"]] == [float(row["value"]) for row in shown["calls"]]
        held = {one["token_address"]: one["balance"] for one in shown["layer_2"]["erc_20"]}
        assert {one["token_address"]: str(one["balance"]) for one in told["tokens"]} == held
        for one in told["tokens"]:
            moved = sum(row["balance_change"] for row in one["transfers"])
            assert (moved == one["balance"]) != (one["rebases"] and moved > 0)
        page = ether.json(f"/sandbox/truth/ethereum/{name}", limit=3, offset=2)["calls"]
        assert page == told["calls"][2:5]


def test_tokens_can_be_added_and_moved(alice: Asker) -> None:
    """A token of one's own, moved in a transaction, is shown when ``state_layer_2`` has come so far."""
    token = str(alice.sandbox.control.add_token("Odd\nOne", "", 77)["address"])
    moves = [
        {"token": token, "to": ALICE, "value": str(2**255)},
        {"token": token, "from": ALICE, "to": BOB, "value": 1},
    ]
    mine(alice, {"from": ALICE, "to": token, "tokens": moves})
    path = f"/ethereum/erc-20/{token}/dashboards/address/{ALICE}"
    assert alice.json(path)["data"][ALICE]["transactions"] == []
    mine(alice, blocks=16)
    found = alice.json(path)["data"][ALICE]
    assert found["address"]["balance"] == str(2**255 - 1)
    assert [row["value"] for row in found["transactions"]] == ["1", str(2**255)]
    (listed,) = account(alice, ALICE, erc_20="true")["layer_2"]["erc_20"]
    assert (listed["token_name"], listed["token_decimals"], listed["balance"]) == ("Odd\nOne", 77, str(2**255 - 1))


def test_wallets_can_be_added(alice: Asker) -> None:
    """An account gets a generated history, or calls of one's own, and fees by which its balance is met."""
    assert alice.steer("add-wallet", chain="ethereum", address=NEVER, transactions=40) == {"address": NEVER}
    assert account(alice, NEVER)["address"]["transaction_count"] == 40
    call = {
        "block_id": 5_000_000,
        "transaction_hash": "0x" + "cd" * 32,
        "index": "0",
        "time": "2018-01-30 13:41:33",
        "sender": ROUTER,
        "recipient": BOB,
        "value": 1.5e19,
        "value_usd": 7.5,
        "transferred": True,
    }
    sent = {**call, "block_id": 5_000_001, "transaction_hash": "0x" + "ef" * 32, "sender": BOB, "recipient": ROUTER}
    rows = [{**sent, "value": 3}, call]
    wanted = 15 * ETHER - 3 - 1_000
    alice.steer("add-wallet", chain="ethereum", address=BOB, transactions=rows, balance=wanted)
    assert account(alice, BOB)["calls"] == rows
    assert [row["balance_change"] for row in check_truth(alice, BOB)["fees"]] == [-1_000]
    assert balance(alice, BOB) == wanted


def test_blocks_and_reorganisations_can_come_while_a_client_reads(alice: Asker) -> None:
    """After every second request a block with a payment; later a reorganisation that makes it wait."""
    alice.steer("tick", chain="ethereum", every=2, addresses=[ALICE])
    heights = [alice.json(f"/ethereum/dashboards/address/{ALICE}")["context"]["state"] for _ in range(5)]
    assert [height - heights[0] for height in heights] == [0, 0, 1, 1, 2]
    assert truth(alice, ALICE)["totals"]["transaction_count"] == 3
    alice.steer("tick", chain="ethereum", every=1, happening="unconfirm", most=1)
    account(alice, ALICE)
    assert truth(alice, ALICE)["totals"]["transaction_count"] == 2
    assert len(truth(alice, ALICE)["pending"]) == 1


def test_a_backend_can_lag_or_answer_from_a_cache(alice: Asker) -> None:
    """``behind`` is three blocks old, ``stale`` is as remembered, on whichever branch."""
    alice.steer("remember", chain="ethereum")
    mine(alice, {"from": ALICE, "to": BOB, "value": ETHER, "fee": 0}, blocks=3)
    mine(alice, {"from": ALICE, "to": BOB, "value": ETHER, "fee": 0}, blocks=2)
    for kind, left, lag in (("behind", 4, 3), ("stale", 5, 5)):
        state = alice.json(f"/ethereum/dashboards/address/{ALICE}")["context"]["state"]
        alice.steer("faults", clear=True, kinds=[kind], most=1)
        body = alice.json(f"/ethereum/dashboards/address/{ALICE}")
        assert body["data"][ALICE]["address"]["balance"] == str(left * ETHER)
        assert body["context"]["state"] == state - lag


def test_all_chains_are_mined_together(alice: Asker) -> None:
    """Ethereum is among them once it has accounts."""
    assert set(alice.steer("mine")) == {"ethereum"}
