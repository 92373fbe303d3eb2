"""Extended public keys: generated worlds of them, the truth about them, and how ``dashboards/xpub`` answers."""

import pytest

from cointracker_pipeline.chains import load_chains
from cointracker_pipeline_tests.sandbox.asking import Asker

KINDS = [
    ("bitcoin", "xpub"),
    ("bitcoin", "ypub"),
    ("bitcoin", "zpub"),
    ("bitcoin-testnet", "vpub"),
    ("bitcoin-cash", "xpub"),
    ("litecoin", "zpub"),
    ("dogecoin", "xpub"),
    ("dash", "xpub"),
    ("zcash", "xpub"),
    ("ecash", "xpub"),
]


@pytest.mark.parametrize(("chain", "kind"), KINDS)
def test_addresses_are_those_the_project_derives(ask: Asker, chain: str, kind: str) -> None:
    """Two ways to derive, one result, on every chain and for every kind of key."""
    made = ask.steer("add-key", chain=chain, receive=4, change=2, transactions=12, kind=kind)
    key, (receive, change) = made["key"], made["addresses"]
    project = load_chains()[chain]
    assert key.startswith(kind)
    assert project.parse_address(key) == key
    assert project.derive_addresses(key, 0, range(4)) == receive
    assert project.derive_addresses(key, 1, range(2)) == change


def test_a_generated_key_is_valid_at_every_point(ask: Asker) -> None:
    """Every address is used and never below zero, some transactions touch several, and the truth is their sum."""
    made = ask.steer("add-key", chain="bitcoin", receive=30, change=20, transactions=400)
    key, addresses = made["key"], [one for branch in made["addresses"] for one in branch]
    truths = [ask.json(f"/sandbox/truth/bitcoin/{one}") for one in addresses]
    assert all(truth["transactions"] for truth in truths)
    for truth in truths:
        balance = 0
        for row in reversed(truth["transactions"]):
            balance += row["balance_change"]
            assert balance >= 0
    whole = ask.json(f"/sandbox/key-truth/bitcoin/{key}")
    assert len(whole["transactions"]) == 400
    assert sum(len(truth["transactions"]) for truth in truths) > 500
    assert whole["balance"] == sum(truth["totals"]["balance"] for truth in truths)
    assert sorted(whole["addresses"]) == sorted(addresses)


def test_the_same_seed_makes_the_same_key(ask: Asker) -> None:
    """A key that is given again, in a new world, has the same history; twice in one world is refused."""
    made = ask.steer("add-key", chain="litecoin", receive=3, change=1, transactions=9)
    again = ask.session.post(
        f"{ask.sandbox.base_url}/sandbox/add-key",
        json={"chain": "litecoin", "receive": 3, "change": 1, "transactions": 9, "key": made["key"]},
        timeout=20,
    )
    assert again.status_code == 400
    assert "already has" in again.json()["error"]


def test_an_unused_key_is_an_empty_list(ask: Asker) -> None:
    """With code 200, at the least price there is: one step."""
    key = ask.steer("add-key", chain="bitcoin")["key"]
    body = ask.json(f"/bitcoin/dashboards/xpub/{key}")
    assert (body["data"], body["context"]["code"], body["context"]["request_cost"]) == ([], 200, 2.9)
    assert len(body["context"]["checked"]) == 20


@pytest.mark.parametrize(("receive", "change", "steps"), [(3, 0, 3), (3, 1, 4), (20, 20, 4), (41, 20, 6)])
def test_the_price_follows_the_steps(ask: Asker, receive: int, change: int, steps: int) -> None:
    """Each branch is looked at in steps of twenty, until a step has no used address; details cost a point more."""
    key = ask.steer("add-key", chain="bitcoin", receive=receive, change=change, transactions=120)["key"]
    context = ask.json(f"/bitcoin/dashboards/xpub/{key}")["context"]
    assert context["request_cost"] == pytest.approx(1 + 2 * steps - 0.1)
    assert len(context["checked"]) == 20 * steps
    assert context["checked"][0] == f"0/0: {load_chains()['bitcoin'].derive_addresses(key, 0, range(1))[0]}"
    detailed = ask.json(f"/bitcoin/dashboards/xpub/{key}", transaction_details="true")["context"]
    assert detailed["request_cost"] == pytest.approx(2 + 2 * steps - 0.1)


def test_the_answer_is_that_of_the_set_under_the_key(ask: Asker) -> None:
    """Figures and rows are those of the used addresses together, each address with its path."""
    made = ask.steer("add-key", chain="bitcoin", receive=3, change=2, transactions=40)
    key, used = made["key"], [one for branch in made["addresses"] for one in branch]
    data = ask.json(f"/bitcoin/dashboards/xpub/{key}", transaction_details="true", limit=1_000)["data"][key]
    whole = ask.json(f"/bitcoin/dashboards/addresses/{','.join(used)}", transaction_details="true", limit=1_000)["data"]
    assert data["xpub"] == whole["set"]
    assert data["transactions"] == whole["transactions"]
    assert {one.pop("path") for one in data["addresses"].values()} == {"0/0", "0/1", "0/2", "1/0", "1/1"}
    assert data["addresses"] == whole["addresses"]


def test_what_is_no_key_is_refused(ask: Asker) -> None:
    """Garbage, and a key of another network."""
    testnet = ask.steer("add-key", chain="bitcoin-testnet")["key"]
    for text in ("nonsense", testnet):
        assert ask.get(f"/bitcoin/dashboards/xpub/{text}").json()["context"]["code"] == 400
