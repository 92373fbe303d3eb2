"""Ethereum's answers become rows to the wei, and what they cannot tell exactly is marked."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.ethereum_pages import Call, to_rows
from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.chains.ethereum import CHAIN as ETHEREUM
from cointracker_pipeline.domain.exact import ExactAmount, TableQuestion, TransactionsQuestion
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.errors import RequestRefusedError, UnreadableAnswerError
from cointracker_pipeline_tests.blockchair.fakes import context_of
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

SHARED = Path(__file__).parents[3] / "shared"
ME, YOU = f"0x{'a' * 40}", f"0x{'b' * 40}"
HASH = f"0x{'1' * 64}"

beside = pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded answers lie beside the checkout only")


def call_of(**changes: Any) -> dict[str, Any]:
    """Return a call that pays me, changed."""
    return {
        "block_id": 9,
        "transaction_hash": HASH,
        "index": "0",
        "time": "2020-07-28 20:50:08",
        "sender": YOU,
        "recipient": ME,
        "value": 5,
        "transferred": True,
    } | changes


def body_of(*calls: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return the body of my dashboard."""
    address = {"type": "account", "balance": "5", "call_count": len(calls), **facts}
    return {"data": {ME: {"address": address, "calls": list(calls)}}, "context": context_of(limit="100,100")}


def fetch(client: Client, server: ScriptedServer, body: object, address: str = ME, limit: int = 100) -> HistoryPage:
    """Return what the client makes of a body."""
    server.will_reply(reply(200, body))
    return client.fetch_page(ETHEREUM, address, offset=0, limit=limit, confirmed_only=False)


def read_json(name: str) -> dict[str, Any]:
    """Return an answer that lies beside the checkout."""
    found = json.loads((SHARED / name).read_text())
    answer: dict[str, Any] = found.get("response", found)
    return answer


def test_a_page_asks_for_confirmed_calls(client: Client, server: ScriptedServer) -> None:
    """With one limit, and for one point."""
    page = fetch(client, server, body_of(call_of()))
    (asked,) = server.asked
    assert asked.path == f"/ethereum/dashboards/address/{ME}"
    assert {name: value for name, value in asked.query.items() if name != "key"} == {
        "limit": ["100"],
        "offset": ["0"],
        "state": ["latest"],
    }
    assert page.summary.confirmed_only
    assert not page.summary.rows_sum_up


@pytest.mark.parametrize(
    ("changes", "change", "exact"),
    [
        ({}, 5, True),
        ({"sender": ME, "recipient": YOU}, -5, True),
        ({"sender": ME.upper().replace("X", "x")}, 0, True),
        ({"transferred": False}, 0, True),
        ({"value": 2**63 - 1}, 2**63 - 1, True),
        ({"value": 1.337e21}, 1_337 * 10**18, False),
        ({"value": 1.337e21, "transferred": False}, 0, True),
    ],
)
def test_a_call_changes_the_balance_by_its_value(
    changes: dict[str, Any], change: int, exact: bool, client: Client, server: ScriptedServer
) -> None:
    """Received adds, sent takes away, to oneself and not transferred change nothing; a float is not exact."""
    (row,) = fetch(client, server, body_of(call_of(**changes))).transactions
    assert row == Transaction(HASH, 9, datetime(2020, 7, 28, 20, 50, 8), change, "0", exact)  # noqa: DTZ001


def test_each_sent_transaction_has_a_fee(client: Client, server: ScriptedServer) -> None:
    """One row beside its outermost call, failed or not, whose amount is not known yet; no other call has one."""
    calls = [
        call_of(sender=ME, recipient=YOU, transferred=False),
        call_of(sender=ME, recipient=YOU, index="0.1"),
        call_of(transaction_hash=None, sender=None),
    ]
    page = fetch(client, server, body_of(*calls))
    assert [(row.part, row.balance_change, row.exact) for row in page.fees] == [("fee", 0, False)]
    assert len(page.transactions) == 3
    assert len(page.confirmed_from(9)) == 4


def test_rewards_without_a_hash_are_told_apart(client: Client, server: ScriptedServer) -> None:
    """By their block, their index, and how often that was there."""
    reward = call_of(transaction_hash=None, sender=None)
    page = fetch(client, server, body_of(reward, reward, reward | {"block_id": 0}))
    assert [(row.tx_hash, row.part) for row in page.transactions] == [
        ("block:9", "0"),
        ("block:9", "0#2"),
        ("block:0", "0"),
    ]
    assert ETHEREUM.transaction_url("block:9").endswith("/ethereum/block/9")


@pytest.mark.parametrize(
    "call",
    [call_of(value=-1), call_of(value=0.5), call_of(recipient=YOU), call_of(time="2020-07-28")],
)
def test_what_cannot_be_is_unreadable(call: dict[str, Any], client: Client, server: ScriptedServer) -> None:
    """An amount that is no amount, or a call of somebody else, is never guessed."""
    with pytest.raises(UnreadableAnswerError):
        fetch(client, server, body_of(call))


@given(value=st.integers(0, 10**37))
def test_an_integer_is_never_rounded(value: int) -> None:
    """However many digits it has."""
    (row,) = to_rows([Call(9, HASH, "0", "2020-07-28 20:50:08", YOU, ME, value, True)], ME)
    assert (row.balance_change, row.exact) == (value, True)


@beside
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("result4_1_0x4b4276d6ae2c79064989d14dc6f03f33fa3cf8f7.json", 22),
        ("result4_2_0x88282deedf2884274dae445ef1f22f87cf61bfed.json", 0),
        ("result4_3_0x335d2d7a806243901172aa676ad36e0bbdf0bd01.json", 71),
    ],
)
def test_recorded_accounts_are_read(name: str, count: int, client: Client, server: ScriptedServer) -> None:
    """As many rows as the service counts calls, and a balance to the wei, none where nothing ever was."""
    answer = read_json(f"recorded/networth_calculator/{name}")
    (address,) = answer["data"]
    page = fetch(client, server, answer, address)
    facts = answer["data"][address]["address"]
    assert (len(page.transactions), page.summary.transaction_count) == (count, count)
    sent = [one for one in answer["data"][address]["calls"] if (one["sender"], one["index"]) == (address, "0")]
    assert [row.tx_hash for row in page.fees] == [one["transaction_hash"] for one in sent]
    assert page.summary.balance == int(facts["balance"] or 0)
    assert page.is_last


@beside
def test_an_address_asked_for_in_mixed_case_is_found(client: Client, server: ScriptedServer) -> None:
    """The recorded answer has its key in lower case."""
    answer = read_json("recorded/crypto_com_wallet/eth_0xa976_limit5_offset1.json")
    server.will_reply(reply(200, answer))
    name = "0xA976A66BfcBd5d71E6d0B7A0A3A9AA8EAa1b377a"
    page = client.fetch_page(ETHEREUM, name, offset=1, limit=5, confirmed_only=True)
    assert (len(page.transactions), page.is_last, page.tip_height) == (5, False, 14_074_856)


@beside
def test_the_documented_example_is_read(client: Client, server: ScriptedServer) -> None:
    """Its genesis balance is printed as a float: not exact, whatever the balance says."""
    answer = read_json("blockchair/examples/eth-address-erc20.json")
    (address,) = answer["data"]
    page = fetch(client, server, answer, address)
    assert [(row.tx_hash[:7], row.balance_change, row.exact) for row in page.transactions] == [
        ("0x03573", 1_337, True),
        ("block:0", 1_337 * 10**18, False),
    ]
    assert page.summary.balance == 1_337 * 10**18 + 1_337


@pytest.fixture
def transaction() -> dict[str, Any]:
    """A transaction with a call that moved something and one that did not."""
    facts = {"block_id": 9, "hash": HASH, "failed": False, "value": "7", "fee": "3", "nonce": 4}
    calls = [{"index": "0", "value": str(10**30 + 1), "transferred": True}]
    calls.append({"index": "0.1", "value": "5", "transferred": False})
    return {"transaction": facts, "calls": calls}


def test_transactions_tell_all_parts(client: Client, server: ScriptedServer, transaction: dict[str, Any]) -> None:
    """The fee, and each call to the wei; one that was not transferred moved nothing."""
    server.will_reply(reply(200, {"data": {HASH: transaction}, "context": context_of(request_cost=1)}))
    answer = client.fetch_amounts(ETHEREUM, TransactionsQuestion((HASH,)))
    assert answer.amounts == (
        ExactAmount(HASH, "fee", 9, 3),
        ExactAmount(HASH, "0", 9, 10**30 + 1),
        ExactAmount(HASH, "0.1", 9, 0),
    )
    assert server.asked[0].path == f"/ethereum/dashboards/transactions/{HASH}"


@pytest.mark.parametrize("data", [[], {}, None])
def test_transactions_that_are_not_known_tell_nothing(data: object, client: Client, server: ScriptedServer) -> None:
    """Nor do calls that are not known yet."""
    server.will_reply(reply(200, {"data": data, "context": context_of(results=0)}))
    assert client.fetch_amounts(ETHEREUM, TransactionsQuestion((HASH,))).amounts == ()


@beside
def test_documented_transactions_are_read(client: Client, server: ScriptedServer) -> None:
    """The example of one with many calls, and of the table, in which a reward has no hash and a fee of ether."""
    answer = read_json("blockchair/examples/eth-transaction-erc20.json")
    (tx_hash,) = answer["data"]
    server.will_reply(reply(200, answer))
    amounts = client.fetch_amounts(ETHEREUM, TransactionsQuestion((tx_hash,))).amounts
    assert amounts[0] == ExactAmount(tx_hash, "fee", 5_678_901, 16_821_205_000_000_000)
    assert [one.part for one in amounts[1:]] == ["0", "0.0"]
    server.will_reply(reply(200, read_json("blockchair/examples/eth-transactions-table.json")))
    amounts = client.fetch_amounts(ETHEREUM, TableQuestion("sender", ME, 46_147, 46_147, 2)).amounts
    assert [one[1:] for one in amounts] == [
        ("0", 46_147, 6_050_000_000_000_000_000),
        ("0", 46_147, 31_337),
        ("fee", 46_147, 1_050_000_000_000_000_000),
    ]
    assert server.asked[0].query["q"] == [f"sender({ME}),block_id(46147..46147)"]


def test_bitcoin_has_no_amounts_to_ask_for(client: Client, server: ScriptedServer) -> None:
    """Its pages are exact, so nothing is sent."""
    with pytest.raises(RequestRefusedError):
        client.fetch_amounts(BITCOIN, TransactionsQuestion((HASH,)))
    assert server.asked == []
