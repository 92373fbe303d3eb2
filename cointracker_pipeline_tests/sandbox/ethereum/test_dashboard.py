"""The dashboard of an Ethereum account says what Blockchair's says (Blockchair API v2.0.80, Address info)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline_tests.sandbox.asking import Asker
from cointracker_pipeline_tests.sandbox.ethereum.asking import NEVER, addresses
from cointracker_pipeline_tests.sandbox.test_shapes import CONTEXT, example, types_of

RECORDED = CHECKOUT.parent / "shared" / "recorded"


def test_the_context_is_that_of_a_recorded_answer(ether: Asker) -> None:
    """Limit and offset are text and stand twice, the cache lasts three minutes."""
    context = ether.json(f"/ethereum/dashboards/address/{NEVER}", limit=5, offset=1)["context"]
    assert types_of(context) == {**CONTEXT, "state_layer_2": int}
    assert (context["limit"], context["offset"], context["cache"]["duration"]) == ("5,5", "1,1", 180)
    assert 10 <= context["state"] - context["state_layer_2"] <= 15


def test_an_account_never_seen_is_a_stub(ether: Asker) -> None:
    """No type, no balance, nothing; tokens are an empty list when asked for."""
    body = ether.json(f"/ethereum/dashboards/address/{NEVER}", erc_20="true")
    found = body["data"][NEVER]
    assert (found["address"]["type"], found["address"]["balance"], found["calls"]) == (None, None, [])
    assert found["layer_2"] == {"erc_20": []}
    assert (body["context"]["results"], body["context"]["request_cost"]) == (0, 2)


def test_the_key_is_lower_case_whatever_was_asked(ether: Asker) -> None:
    """Addresses are found in any case and come back in lower case."""
    name = addresses(ether)[0]
    body = ether.json(f"/ethereum/dashboards/address/0x{name[2:].upper()}")
    assert list(body["data"]) == [name]
    assert body["context"]["results"] == 1


@pytest.mark.parametrize(
    ("options", "cost"),
    [
        ({}, 1),
        ({"erc_20": "true"}, 2),
        ({"erc_20": "approximate"}, 2),
        ({"erc_20": "precise"}, 3),
        ({"erc_20": f"{NEVER},{NEVER[:-1]}B"}, 1.77),
        ({"nonce": "true"}, 2),
        ({"limit": 0, "state": "latest"}, 1),
    ],
)
def test_options_cost(ether: Asker, options: dict[str, object], cost: float) -> None:
    """A point, and what the options add."""
    assert ether.json(f"/ethereum/dashboards/address/{NEVER}", **options)["context"]["request_cost"] == cost


@pytest.mark.parametrize(
    "options",
    [{"transaction_details": "true"}, {"limit": 10_001}, {"offset": 1_000_001}, {"erc_20": "some"}, {"state": "new"}],
)
def test_what_is_not_documented_is_refused(ether: Asker, options: dict[str, object]) -> None:
    """Unknown parameters and values are 400."""
    assert ether.get(f"/ethereum/dashboards/address/{NEVER}", **options).status_code == 400


def test_pages_make_the_whole(ether: Asker) -> None:
    """Pages of any size are the whole list, newest first; a limit of 0 gives figures only."""
    for name in addresses(ether):
        path = f"/ethereum/dashboards/address/{name}"
        whole = ether.json(path, limit=10_000)["data"][name]
        pages = [ether.json(path, limit=17, offset=at)["data"][name]["calls"] for at in range(0, 300, 17)]
        assert [call for page in pages for call in page] == whole["calls"]
        assert len(whole["calls"]) == whole["address"]["call_count"]
        heights = [call["block_id"] for call in whole["calls"]]
        assert heights == sorted(heights, reverse=True)
        assert ether.json(path, limit=0)["data"][name] == {**whole, "calls": []}


def test_an_account_is_shaped_like_the_documentation(ether: Asker) -> None:
    """Keys and their order are those of the documented example."""
    (documented,) = example("eth-address-erc20.json")["data"].values()
    name = addresses(ether)[2]
    found = ether.json(f"/ethereum/dashboards/address/{name}", erc_20="true")["data"][name]
    assert list(found) == list(documented)
    assert [key for key in found["address"] if key != "nonce"] == list(documented["address"])
    assert list(found["calls"][0]) == list(documented["calls"][0])
    assert list(found["layer_2"]["erc_20"][0]) == list(documented["layer_2"]["erc_20"][0])


def test_an_account_is_shaped_like_a_recorded_answer(ether: Asker) -> None:
    """Keys and their order are those of a live answer of 2022; a genesis row has no hash and no sender."""
    path = RECORDED / "crypto_com_wallet" / "eth_0xa976_limit5_offset1.json"
    if not path.exists():
        pytest.skip("the recorded answers are not on this machine")
    recorded: Any = json.loads(path.read_text())["response"]
    (live,) = recorded["data"].values()
    name = addresses(ether)[6]
    body = ether.json(f"/ethereum/dashboards/address/{name}", state="latest")
    found = body["data"][name]
    assert list(body["context"]) == list(recorded["context"])
    assert list(found["address"]) == list(live["address"])
    assert types_of(found["calls"][0]) == types_of({**live["calls"][1], "value": found["calls"][0]["value"]})
    oldest = found["calls"][-1]
    assert (oldest["block_id"], oldest["transaction_hash"], oldest["sender"]) == (0, None, None)


def test_recorded_accounts_are_answered_as_recorded(start: Callable[..., Asker]) -> None:
    """Calls and figures of two complete accounts are those of the live service, but for the price of today."""
    if not (RECORDED / "histories.jsonl").exists():
        pytest.skip("the recorded answers are not on this machine")
    ask = start(world=RECORDED / "histories.jsonl")
    for path in sorted((RECORDED / "networth_calculator").glob("result4_[13]_*.json")):
        ((name, live),) = json.loads(path.read_text())["data"].items()
        found = ask.json(f"/ethereum/dashboards/address/{name}", state="latest")["data"][name]
        assert found["calls"] == live["calls"]
        today = {key: found["address"][key] for key in ("balance_usd", "fees_usd")}
        assert found["address"] == {**live["address"], **today}
