"""Steering a running sandbox: blocks, unconfirmed transactions, reorganisations, wallets, the truth."""

from collections.abc import Callable
from typing import Any

import pytest

from cointracker_pipeline_tests.sandbox.asking import ADDRESS, NEVER_SEEN, ONE, Asker


def rows(ask: Asker) -> list[dict[str, Any]]:
    """Return the confirmed rows of the address, newest first."""
    found: list[dict[str, Any]] = ask.one(state="latest", transaction_details="true")["transactions"]
    return found


def test_mining_moves_the_state_and_confirms(ask: Asker) -> None:
    """What waited is in the next block, with the same hash."""
    state = ask.json(ONE)["context"]["state"]
    waiting = ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=11)["hash"]
    assert ask.steer("mine", chain="bitcoin", blocks=2)["bitcoin"]["state"] == state + 2
    newest = rows(ask)[0]
    assert (newest["hash"], newest["block_id"], newest["balance_change"]) == (waiting, state + 1, 11)


def test_random_payments_go_to_known_addresses(ask: Asker) -> None:
    """Each block has as many as asked, and they are the same for the same world."""
    hashes = ask.steer("mine", chain="bitcoin", blocks=3, per_block=2, addresses=[ADDRESS])["bitcoin"]
    assert [row["hash"] for row in reversed(rows(ask)[:6])] == hashes["transactions"]


def test_mining_all_chains_needs_no_name(ask: Asker) -> None:
    """Without a chain every chain with addresses gets a block."""
    assert set(ask.steer("mine")) == {"bitcoin", "litecoin", "dogecoin"}


def test_nothing_is_spent_that_is_not_there(ask: Asker) -> None:
    """An overdraft is refused and the world stays as it was."""
    before = ask.json(ONE, transaction_details="true")
    payments = [{"address": ADDRESS, "amount": 1}, {"address": ADDRESS, "amount": -10_000}]
    url = f"{ask.sandbox.base_url}/sandbox/mine"
    response = ask.session.post(url, json={"chain": "bitcoin", "transactions": payments}, timeout=20)
    assert response.status_code == 400
    after = ask.json(ONE, transaction_details="true")
    assert (after["data"], after["context"]["state"]) == (before["data"], before["context"]["state"])


def test_dropped_transactions_are_gone(ask: Asker) -> None:
    """What is dropped takes along what it paid for."""
    before = ask.one()
    first = ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=10_000)["hash"]
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=-9_000)
    assert ask.one()["address"]["balance"] == before["address"]["balance"] + 1_000
    assert ask.steer("drop-pending", chain="bitcoin", hash=first) == {"dropped": 2}
    assert ask.one() == before


def test_a_reorganisation_can_drop_rows(ask: Asker) -> None:
    """Rows of the given-up blocks are gone, and the branch is longer."""
    before, state = ask.one(state="latest"), ask.json(ONE)["context"]["state"]
    ask.steer("mine", chain="bitcoin", transactions=[{"address": ADDRESS, "amount": 5}])
    assert ask.steer("reorganise", chain="bitcoin", depth=1, fate="drop") == {"touched": 1, "state": state + 2}
    assert ask.one(state="latest") == before


def test_a_reorganisation_can_move_rows(ask: Asker) -> None:
    """Rows keep hash and amount, and stand in a later block at another time."""
    before = rows(ask)
    ask.steer("reorganise", chain="bitcoin", depth=1, fate="move")
    after = rows(ask)
    assert [row["hash"] for row in after] == [row["hash"] for row in before]
    assert {row["block_id"] for row in after} == {before[0]["block_id"] + 1}


def test_a_reorganisation_can_replace_rows(ask: Asker) -> None:
    """Rows keep block and amount, and have another hash."""
    before = rows(ask)
    ask.steer("reorganise", chain="bitcoin", depth=1, fate="replace", hashes=[before[0]["hash"]])
    after = rows(ask)
    assert after[0]["hash"] != before[0]["hash"]
    assert after[0]["block_id"] == before[0]["block_id"]
    assert [row["hash"] for row in after[1:]] == [row["hash"] for row in before[1:]]


def test_a_reorganisation_can_unconfirm_rows(ask: Asker) -> None:
    """Rows wait again, and are confirmed by the next block."""
    ask.steer("reorganise", chain="bitcoin", depth=1, fate="unconfirm")
    assert rows(ask) == []
    assert ask.one()["address"]["transaction_count"] == 7
    ask.steer("mine", chain="bitcoin")
    assert len(rows(ask)) == 7


@pytest.mark.parametrize("fate", ["drop", "move", "replace", "unconfirm"])
def test_generated_rows_can_be_reorganised(start: Callable[..., Asker], fate: str) -> None:
    """A deep reorganisation of a long history leaves a valid one."""
    ask = start(wallets=1, transactions=3_000, chains=("bitcoin",))
    address = str(ask.sandbox.control.wallets()[0]["address"])
    ask.steer("reorganise", chain="bitcoin", depth=20_000, fate=fate)
    truth = ask.json(f"/sandbox/truth/bitcoin/{address}")
    heights = [row["block_id"] for row in truth["transactions"]]
    assert heights == sorted(heights, reverse=True)
    assert sum(row["balance_change"] for row in truth["transactions"]) == truth["totals"]["balance"] >= 0
    assert (
        len(heights)
        == truth["totals"]["transaction_count"]
        == ask.one(address, state="latest")["address"]["transaction_count"]
    )


def test_wallets_can_be_added(ask: Asker) -> None:
    """An address gets a generated history, or rows of one's own; without a name it gets a valid new one."""
    assert ask.steer("add-wallet", chain="bitcoin", address=NEVER_SEEN, transactions=40) == {"address": NEVER_SEEN}
    assert ask.one(NEVER_SEEN)["address"]["transaction_count"] == 40
    row = {"hash": "cd" * 32, "block_id": 5, "time": "2009-01-09 03:54:39", "balance_change": 50}
    ask.steer("add-wallet", chain="bitcoin", address="own", transactions=[row])
    assert ask.one("own", transaction_details="true")["transactions"] == [
        {name: row[name] for name in ("block_id", "hash", "time", "balance_change")}
    ]
    new = ask.steer("add-wallet", chain="dogecoin", transactions=2)["address"]
    assert {"chain": "dogecoin", "address": new, "transaction_count": 2} in ask.json("/sandbox/wallets")


def test_the_truth_is_what_the_api_says(ask: Asker) -> None:
    """Confirmed rows and totals, whole or in pages, and what waits apart."""
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=11)
    truth = ask.json(f"/sandbox/truth/bitcoin/{ADDRESS}")
    shown = [
        {name: row[name] for name in ("block_id", "hash", "time", "balance_change")} for row in truth["transactions"]
    ]
    assert shown == rows(ask)
    assert [row["balance_change"] for row in truth["pending"]] == [11]
    figures = ask.one(state="latest")["address"]
    assert truth["totals"] == {name: figures[name] for name in truth["totals"]}
    page = ask.json(f"/sandbox/truth/bitcoin/{ADDRESS}", limit=2, offset=1)["transactions"]
    assert page == truth["transactions"][1:3]


def test_blocks_can_come_while_a_client_reads(ask: Asker) -> None:
    """After every second request a block with a payment to the address is found, so that pages shift."""
    ask.steer("tick", chain="bitcoin", every=2, per_block=1, addresses=[ADDRESS])
    counts = [ask.one(limit=1)["address"]["transaction_count"] for _ in range(5)]
    assert counts == [7, 7, 8, 8, 9]


def test_a_reorganisation_can_come_while_a_client_reads(ask: Asker) -> None:
    """Once, after the second request: the rows of the newest block wait again."""
    ask.steer("tick", chain="bitcoin", every=2, happening="unconfirm", most=1)
    counts = [ask.one(limit=1, state="latest")["address"]["transaction_count"] for _ in range(5)]
    assert counts == [7, 7, 0, 0, 0]


def test_what_waits_can_vanish_while_a_client_reads(ask: Asker) -> None:
    """It is forgotten between two requests."""
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=11)
    ask.steer("tick", chain="bitcoin", happening="forget")
    assert [ask.one(limit=1)["address"]["transaction_count"] for _ in range(3)] == [8, 7, 7]


def test_latency_is_added(ask: Asker) -> None:
    """Every answer takes as much longer as asked."""
    ask.steer("latency", milliseconds=60)
    assert ask.get(ONE).elapsed.total_seconds() >= 0.06


def test_an_unknown_field_is_refused(ask: Asker) -> None:
    """A misspelt field of a control endpoint is 400, not silence."""
    response = ask.session.post(f"{ask.sandbox.base_url}/sandbox/mine", json={"block": 2}, timeout=20)
    assert response.status_code == 400
    assert "block" in response.json()["error"]
