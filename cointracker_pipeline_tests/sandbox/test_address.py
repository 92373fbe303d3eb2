"""One address, as ``/{chain}/dashboards/address/{address}`` tells of it."""

from collections.abc import Callable

import pytest

from cointracker_pipeline_tests.sandbox.asking import ADDRESS, NEVER_SEEN, ONE, Asker

NEVER = "2000-01-01 00:00:00"


def test_rows_come_newest_first_with_signed_changes(ask: Asker) -> None:
    """Detailed rows hold block, hash, time and signed change, newest first."""
    rows = ask.one(transaction_details="true")["transactions"]
    assert [row["balance_change"] for row in rows] == [-25, 50, 100, 200, 300, 400, 500]
    assert all(set(row) == {"block_id", "hash", "time", "balance_change"} for row in rows)


def test_without_details_there_are_hashes_only(ask: Asker) -> None:
    """The plain list is the hashes of the detailed one."""
    detailed = ask.one(transaction_details="true")["transactions"]
    assert ask.one()["transactions"] == [row["hash"] for row in detailed]


def test_an_unknown_address_is_a_stub_of_zeros(ask: Asker) -> None:
    """Never seen is code 200, type null, zeros, empty lists, and no results."""
    body = ask.json(f"/bitcoin/dashboards/address/{NEVER_SEEN}")
    found = body["data"][NEVER_SEEN]
    assert (body["context"]["code"], body["context"]["results"]) == (200, 0)
    assert (found["address"]["type"], found["address"]["script_hex"]) == (None, "")
    assert (found["address"]["balance"], found["address"]["transaction_count"]) == (0, 0)
    assert (found["transactions"], found["utxo"]) == ([], [])
    assert found["address"]["first_seen_receiving"] == NEVER


def test_garbage_gets_the_same_stub(ask: Asker) -> None:
    """The address is not validated."""
    stub, garbage = ask.one(NEVER_SEEN)["address"], ask.one("no-address-at-all")["address"]
    assert stub == garbage


def test_transaction_count_is_null_at_limit_zero(ask: Asker) -> None:
    """With a transaction limit of 0 nothing is counted and nothing listed."""
    found = ask.one(limit="0,10")
    assert found["address"]["transaction_count"] is None
    assert found["transactions"] == []
    assert found["utxo"]


def test_never_spent_is_the_year_2000(ask: Asker) -> None:
    """An address that only received was last spent from in 2000, as the live service prints it."""
    ask.steer("mine", chain="bitcoin", transactions=[{"address": NEVER_SEEN, "amount": 5}])
    figures = ask.one(NEVER_SEEN)["address"]
    assert figures["first_seen_spending"] == figures["last_seen_spending"] == NEVER
    assert figures["last_seen_receiving"] > NEVER


def test_limit_and_offset_come_back_as_text(ask: Asker) -> None:
    """One figure sets both transactions and outputs; two set each."""
    assert ask.json(ONE)["context"]["limit"] == "100,100"
    context = ask.json(ONE, limit="3,2", offset=1)["context"]
    assert (context["limit"], context["offset"]) == ("3,2", "1,1")


@pytest.mark.parametrize(("details", "cost"), [("true", 2), ("false", 1)])
def test_details_cost_a_point(ask: Asker, details: str, cost: int) -> None:
    """One point, and one more for details."""
    assert ask.json(ONE, transaction_details=details)["context"]["request_cost"] == cost


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 10_001},
        {"offset": 1_000_001},
        {"limit": "1,2,3"},
        {"limit": "many"},
        {"limit": "-1"},
        {"state": "newest"},
        {"transaction_details": "yes"},
        {"since": "2020-01-01"},
    ],
)
def test_what_is_not_documented_is_refused(ask: Asker, params: dict[str, object]) -> None:
    """Beyond the maxima, unknown values and unknown parameters give 400 with a reason and no state."""
    response = ask.get(ONE, **params)
    assert response.status_code == response.json()["context"]["code"] == 400
    assert response.json()["data"] is None
    assert response.json()["context"]["error"]
    assert "state" not in response.json()["context"]


def test_the_largest_page_and_offset_are_allowed(ask: Asker) -> None:
    """10,000 rows from the millionth on is an empty page here."""
    assert ask.one(limit=10_000, offset=1_000_000)["transactions"] == []


def test_unconfirmed_rows_are_part_of_every_figure(ask: Asker) -> None:
    """Without ``state=latest`` block -1 is listed and counted; with it nothing of it is seen."""
    confirmed = ask.one(state="latest", transaction_details="true")
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=7_000)
    mixed = ask.one(transaction_details="true")
    assert mixed["transactions"][0]["block_id"] == -1
    assert mixed["transactions"][0]["time"] > NEVER
    for name, more in [("balance", 7_000), ("received", 7_000), ("output_count", 1), ("transaction_count", 1)]:
        assert mixed["address"][name] == confirmed["address"][name] + more
    assert ask.one(state="latest", transaction_details="true") == confirmed


def test_unconfirmed_rows_stand_where_their_time_puts_them(ask: Asker) -> None:
    """A transaction first seen before the newest block is listed after that block's rows."""
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=1, time="2026-01-01 00:00:01")
    ask.steer("mine", chain="bitcoin", confirm_pending=False, transactions=[{"address": ADDRESS, "amount": 9}])
    rows = ask.one(transaction_details="true")["transactions"]
    assert [row["block_id"] for row in rows].index(-1) == 8
    assert [row["time"] for row in rows] == sorted((row["time"] for row in rows), reverse=True)
    paged = [ask.one(transaction_details="true", limit=1, offset=at)["transactions"][0] for at in range(9)]
    assert paged == rows


def test_unspent_outputs_are_worth_the_balance(ask: Asker) -> None:
    """There are as many as counted, and their values add up, whatever the page."""
    whole = ask.one(limit=10_000)
    pages = [ask.one(limit=1, offset=at)["utxo"] for at in range(whole["address"]["unspent_output_count"])]
    assert [item for page in pages for item in page] == whole["utxo"]
    assert sum(item["value"] for item in whole["utxo"]) == whole["address"]["balance"]


def test_bitcoin_cash_answers_without_the_prefix(start: Callable[..., Asker]) -> None:
    """A CashAddr with prefix comes back bare; the old form finds the same address."""
    ask = start(wallets=0)
    old, bare = "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"
    ask.steer("mine", chain="bitcoin-cash", transactions=[{"address": bare, "amount": 5}])
    data = ask.json(f"/bitcoin-cash/dashboards/address/bitcoincash:{bare}")["data"]
    assert data[bare]["address"]["balance"] == 5
    assert ask.one(old, "bitcoin-cash")["address"]["balance"] == 5
    assert ask.get(f"/bitcoin-cash/dashboards/addresses/{old}").status_code == 404


def test_the_path_of_a_testnet_has_a_slash(start: Callable[..., Asker]) -> None:
    """``bitcoin/testnet`` is a chain of its own, worth nothing."""
    ask = start(wallets=1, chains=("bitcoin-testnet",))
    address = str(ask.sandbox.control.wallets()[0]["address"])
    figures = ask.one(address, "bitcoin/testnet")["address"]
    assert figures["received"] > 0
    assert figures["received_usd"] == 0


def test_no_such_endpoint_is_a_page(ask: Asker) -> None:
    """A chain or path that does not exist gives 404 and HTML."""
    response = ask.get("/bitcoin-sv/dashboards/address/1")
    assert response.status_code == 404
    assert response.text.startswith("<html>")
