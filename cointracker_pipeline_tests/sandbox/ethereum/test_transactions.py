"""The dashboards of Ethereum transactions: exact text, and what is not known yet."""

import json

import pytest

from cointracker_pipeline_tests.sandbox.asking import Asker
from cointracker_pipeline_tests.sandbox.ethereum.asking import account, addresses
from cointracker_pipeline_tests.sandbox.test_shapes import example, types_of

UNKNOWN = "0x" + "ab" * 32


def hashes(ask: Asker, number: int = 2) -> list[str]:
    """Return the transactions of an account, newest first."""
    calls = account(ask, addresses(ask)[number])["calls"]
    return list(dict.fromkeys(call["transaction_hash"] for call in calls if call["transaction_hash"]))


def test_a_transaction_is_shaped_like_the_documentation(ether: Asker) -> None:
    """Keys and their order are those of the documented example; the nonce is a number since v2.0.65."""
    (documented,) = example("eth-transaction-erc20.json")["data"].values()
    trees = [one for one in hashes(ether) if ether.sandbox.world.ethereum.find_deed(one).transfers]  # type: ignore[union-attr]
    (found,) = ether.json(f"/ethereum/dashboards/transaction/{trees[0]}", erc_20="true")["data"].values()
    assert list(found) == list(documented)
    assert types_of(found["transaction"]) | {"fee_usd": float} == types_of(documented["transaction"]) | {
        "nonce": int,
        "value_usd": type(found["transaction"]["value_usd"]),
        "internal_value_usd": type(found["transaction"]["internal_value_usd"]),
    }
    assert list(found["calls"][0]) == list(documented["calls"][0])
    assert list(found["layer_2"]["erc_20"][0]) == list(documented["layer_2"]["erc_20"][0])


def test_values_of_a_transaction_are_exact(ether: Asker) -> None:
    """What the account's list prints as a float is here to the wei, and prints to that float."""
    for address in addresses(ether):
        for call in account(ether, address)["calls"]:
            if not isinstance(call["value"], float):
                continue
            tx_hash = call["transaction_hash"]
            if tx_hash is None:
                continue
            (found,) = ether.json(f"/ethereum/dashboards/transaction/{tx_hash}")["data"].values()
            (exact,) = [one for one in found["calls"] if one["index"] == call["index"]]
            assert float(exact["value"]) == call["value"]


def test_ten_are_asked_at_once(ether: Asker) -> None:
    """Each as if asked alone, for a tenth of a point each; eleven are refused; the case of a hash does not matter."""
    ten = hashes(ether)[:10]
    body = ether.json(f"/ethereum/dashboards/transactions/{','.join(ten).upper().replace('0X', '0x')}")
    assert list(body["data"]) == ten
    assert (body["context"]["request_cost"], body["context"]["results"]) == (1.9, 10)
    for one in ten:
        assert ether.json(f"/ethereum/dashboards/transaction/{one}")["data"][one] == body["data"][one]
    assert ether.get(f"/ethereum/dashboards/transactions/{','.join([*ten, UNKNOWN])}").status_code == 400


def test_unknown_hashes_are_left_out(ether: Asker) -> None:
    """One of two is missing; when none is known data is a list."""
    known = hashes(ether)[0]
    assert list(ether.json(f"/ethereum/dashboards/transactions/{UNKNOWN},{known}")["data"]) == [known]
    body = ether.json(f"/ethereum/dashboards/transaction/{UNKNOWN}")
    assert (body["data"], body["context"]["results"], body["context"]["code"]) == ([], 0, 200)


def test_options_cost_a_point_each(ether: Asker) -> None:
    """For every transaction asked."""
    pair = ",".join(hashes(ether)[:2])
    options = {"erc_20": "true", "effects": "true", "events": "true"}
    assert ether.json(f"/ethereum/dashboards/transactions/{pair}", **options)["context"]["request_cost"] == 7.1
    assert ether.get(f"/ethereum/dashboards/transaction/{UNKNOWN}", limit=1).status_code == 400


def test_effects_are_the_changes_of_balances(ether: Asker) -> None:
    """All effects of all transactions, and rewards and withdrawals, are the balances."""
    for address in addresses(ether):
        deeds = ether.sandbox.world.ethereum.accounts[address].deeds
        total = sum(deed.value for deed in deeds if deed.kind != "transaction")
        signed = [str(deed.tx_hash) for deed in deeds if deed.kind == "transaction"]
        for at in range(0, len(signed), 10):
            path = f"/ethereum/dashboards/transactions/{','.join(signed[at : at + 10])}"
            found = ether.json(path, effects="true")["data"].values()
            total += sum(int(one["effects"].get(address, 0)) for one in found)
        assert str(total) == account(ether, address)["address"]["balance"]


@pytest.mark.parametrize(("lag", "known"), [(5, False), (6, True)])
def test_calls_are_not_known_at_once(ether: Asker, lag: int, known: bool) -> None:
    """In the newest six blocks a transaction's calls are null, and an account's list lacks internal ones."""
    chain, address = ether.sandbox.world.ethereum, addresses(ether)[2]
    (entry, *_) = [(deed, call) for deed, call in chain.accounts[address].entries[::-1] if call.internal]
    chain.height = entry[0].block_id + lag
    shown = {(call["transaction_hash"], call["index"]) for call in account(ether, address)["calls"]}
    assert ((entry[0].tx_hash, entry[1].path) in shown) == known
    (found,) = ether.json(f"/ethereum/dashboards/transaction/{entry[0].tx_hash}")["data"].values()
    assert (found["calls"] is not None) == known


def test_wei_are_text(ether: Asker) -> None:
    """Nothing in a transaction is a float but dollars."""
    path = f"/ethereum/dashboards/transactions/{','.join(hashes(ether, 1)[:10])}"
    for found in json.loads(ether.get(path).text)["data"].values():
        for row in [found["transaction"], *found["calls"]]:
            assert not [key for key, value in row.items() if isinstance(value, float) and not key.endswith("_usd")]
