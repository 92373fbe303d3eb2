"""The shapes of the answers are those of the documentation (Blockchair API v2.0.80) and of the live service."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline_tests.sandbox.asking import ADDRESS, ONE, Asker

EXAMPLES = CHECKOUT.parent / "shared" / "blockchair" / "examples"
CONTEXT = {
    "code": int,
    "source": str,
    "limit": str,
    "offset": str,
    "results": int,
    "state": int,
    "market_price_usd": int,
    "cache": dict,
    "api": dict,
    "servers": str,
    "time": float,
    "render_time": float,
    "full_time": float,
    "request_cost": int,
}
ROW = {"block_id": int, "hash": str, "time": str, "balance_change": int}
UNSPENT = {"block_id": int, "transaction_hash": str, "index": int, "value": int}


def types_of(value: dict[str, Any]) -> dict[str, type]:
    """Return the type of each key."""
    return {name: type(item) for name, item in value.items()}


def example(name: str) -> Any:
    """Return a body that the documentation prints, or skip where the examples are not at hand."""
    path = EXAMPLES / name
    if not path.exists():
        pytest.skip("the documentation's examples are not on this machine")
    return json.loads(path.read_text())


def test_the_context_holds_every_key(ask: Asker) -> None:
    """A dashboard's context has the keys and types that recorded answers have; limit and offset are text."""
    context = ask.json(ONE, limit=1)["context"]
    assert types_of(context) == CONTEXT
    assert set(context["cache"]) == {"live", "duration", "since", "until", "time"}
    assert {"version", "last_major_update", "next_major_update", "documentation"} <= set(context["api"])


def test_rows_and_outputs_have_their_keys(ask: Asker) -> None:
    """Detailed rows say ``hash``, unspent outputs say ``transaction_hash``."""
    found = ask.one(limit=1, transaction_details="true")
    assert types_of(found["transactions"][0]) == ROW
    assert types_of(found["utxo"][0]) == UNSPENT


def test_an_address_is_shaped_like_the_documentation(ask: Asker) -> None:
    """Keys and their order are those of the documented example."""
    documented = example("btc-address-details.json")["data"][ADDRESS]
    found = ask.one(limit=1, transaction_details="true")
    assert list(found) == list(documented)
    assert list(found["address"]) == list(documented["address"])
    assert list(found["transactions"][0]) == list(documented["transactions"][0])
    assert list(found["utxo"][0]) == list(documented["utxo"][0])


def test_a_set_is_shaped_like_the_documentation(ask: Asker) -> None:
    """Set, addresses and outputs have the keys of the documented example."""
    documented = example("btc-addresses.json")["data"]
    found = ask.json(f"/bitcoin/dashboards/addresses/{ADDRESS}", limit=1)["data"]
    assert list(found) == list(documented)
    assert list(found["set"]) == list(documented["set"])
    assert list(found["addresses"][ADDRESS]) == list(documented["addresses"][ADDRESS])
    assert list(found["utxo"][0]) == list(documented["utxo"][0])
    assert type(found["transactions"][0]) is type(documented["transactions"][0])


def test_stats_are_shaped_like_the_documentation(ask: Asker) -> None:
    """Each chain of ``/stats`` has the keys of the documented example; testnets are absent."""
    data = ask.json("/stats")["data"]
    assert set(data["bitcoin"]["data"]) == set(example("aux-btc-stats.json")["data"])
    assert set(data["ethereum"]["data"]) == set(example("aux-eth-stats.json")["data"])
    assert {"litecoin", "dogecoin", "cross-chain"} <= set(data)
    assert "bitcoin/testnet" not in data


def test_stats_tell_price_and_height(ask: Asker) -> None:
    """``/stats`` costs a point, and its cache lasts the word ``Ignore``."""
    body = ask.json("/stats")
    assert body["data"]["bitcoin"]["data"]["best_block_height"] == ask.json(ONE)["context"]["state"]
    assert body["data"]["bitcoin"]["data"]["market_price_usd"] == ask.json(ONE)["context"]["market_price_usd"]
    assert (body["context"]["request_cost"], body["context"]["cache"]["duration"]) == (1, "Ignore")


def test_premium_stats_are_shaped_like_the_documentation(ask: Asker) -> None:
    """The plan's three figures, free of charge."""
    body = ask.json("/premium/stats", key="any")
    assert set(body["data"]) == {"valid_until", "max_requests_per_day", "requests_today"}
    assert body["context"]["request_cost"] == 0


def test_amounts_above_2_to_the_53_are_exact_integers(start: Callable[..., Asker]) -> None:
    """Dogecoin amounts are printed digit by digit."""
    ask, huge = start(wallets=0), 2**63 + 1
    ask.steer("mine", chain="dogecoin", transactions=[{"address": "D1", "amount": huge}] * 3)
    response = ask.get("/dogecoin/dashboards/address/D1", transaction_details="true")
    assert f'"balance_change":{huge}' in response.text
    assert f'"balance":{3 * huge},' in response.text
