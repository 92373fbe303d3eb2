"""Tokens: what an account holds, and a holder's exact transfers."""

import pytest

from cointracker_pipeline_tests.sandbox.asking import Asker
from cointracker_pipeline_tests.sandbox.ethereum.asking import NEVER, account, addresses
from cointracker_pipeline_tests.sandbox.test_shapes import example


def holder(ask: Asker, token: str, address: str, **params: object) -> dict[str, object]:
    """Return what a holder's dashboard says."""
    path = f"/ethereum/erc-20/{token}/dashboards/address/{address}"
    found: dict[str, object] = ask.json(path, **params)["data"][address.lower()]
    return found


def test_a_holder_is_shaped_like_the_documentation(ether: Asker) -> None:
    """Keys and their order are those of the documented example, for one point."""
    (documented,) = example("eth-erc20-holder.json")["data"].values()
    address = addresses(ether)[7]
    token = account(ether, address, erc_20="true")["layer_2"]["erc_20"][0]["token_address"]
    body = ether.json(f"/ethereum/erc-20/{token}/dashboards/address/{address.upper().replace('0X', '0x')}")
    found = body["data"][address]
    assert list(found["address"]) == list(documented["address"])
    assert list(found["transactions"][0]) == list(documented["transactions"][0])
    assert body["context"]["request_cost"] == 1


def test_transfers_sum_to_the_balance_but_of_a_token_that_rebases(ether: Asker) -> None:
    """Exact text, newest first, unique numbers; the sum is the balance of every ordinary token."""
    met = set()
    for address in addresses(ether):
        for token in account(ether, address, erc_20="precise")["layer_2"]["erc_20"]:
            found = holder(ether, token["token_address"], address, limit=10_000)
            figures, rows = found["address"], found["transactions"]
            assert isinstance(figures, dict)
            assert isinstance(rows, list)
            total = sum(int(row["value"]) * (1, -1)[row["sender"] == address] for row in rows)
            assert figures["balance"] == token["balance"]
            assert int(figures["received"]) - int(figures["spent"]) == total
            assert figures["transaction_count"] == len(rows) == len({row["id"] for row in rows})
            assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
            met.add((token["token_decimals"], int(figures["balance"]) == total))
    assert {decimals for decimals, _ in met} >= {0, 6, 18, 77}
    assert (18, False) in met


def test_lists_of_the_database_miss_tokens(ether: Asker) -> None:
    """``true`` lists what is listed; ``precise`` all; a list of addresses those, also of tokens never held."""
    missed = set()
    for address in addresses(ether):
        listed = account(ether, address, erc_20="true")["layer_2"]["erc_20"]
        every = account(ether, address, erc_20="precise")["layer_2"]["erc_20"]
        missed |= {one["token_symbol"] for one in every} - {one["token_symbol"] for one in listed}
    assert missed == {"HIDE"}
    token = every[0]["token_address"]
    (asked,) = account(ether, NEVER, erc_20=f"{token.upper()[:2].lower()}{token[2:].upper()}")["layer_2"]["erc_20"]
    assert (asked["token_address"], asked["balance"]) == (token, "0")


def test_pages_of_transfers_make_the_whole(ether: Asker) -> None:
    """Limit and offset cut the same list."""
    address = addresses(ether)[7]
    for token in account(ether, address, erc_20="precise")["layer_2"]["erc_20"]:
        name = token["token_address"]
        whole = holder(ether, name, address)["transactions"]
        pages = [holder(ether, name, address, limit=2, offset=at)["transactions"] for at in range(0, 60, 2)]
        assert [row for page in pages for row in page] == whole  # type: ignore[attr-defined]


def test_transfers_lag_behind_the_state(ether: Asker) -> None:
    """A transfer above ``state_layer_2`` is not shown yet, in no place."""
    chain, address = ether.sandbox.world.ethereum, addresses(ether)[7]
    deed, transfer = chain.accounts[address].transfers()[-1]
    before = len(holder(ether, transfer.token, address)["transactions"])  # type: ignore[arg-type]
    chain.height = deed.block_id + 9
    assert len(holder(ether, transfer.token, address)["transactions"]) == before - 1  # type: ignore[arg-type]
    chain.height = deed.block_id + 16
    assert len(holder(ether, transfer.token, address)["transactions"]) == before  # type: ignore[arg-type]


@pytest.mark.parametrize("token", [NEVER, "nonsense"])
def test_an_unknown_token_is_a_stub(ether: Asker, token: str) -> None:
    """Zeros, no transfers, no results."""
    address = addresses(ether)[0]
    body = ether.json(f"/ethereum/erc-20/{token}/dashboards/address/{address}")
    assert body["data"][address]["transactions"] == []
    assert (body["data"][address]["address"]["balance"], body["context"]["results"]) == ("0", 0)
