"""Several addresses at once: the merged list, and the balances of many."""

import pytest

from cointracker_pipeline_tests.sandbox.asking import ADDRESS, NEVER_SEEN, Asker


def known(ask: Asker, chain: str = "litecoin") -> list[str]:
    """Return the addresses of a chain."""
    return [str(wallet["address"]) for wallet in ask.sandbox.control.wallets(chain)]


def merged(ask: Asker, names: list[str], **params: object) -> list[dict[str, object]]:
    """Return the detailed merged list of some addresses."""
    path = f"/litecoin/dashboards/addresses/{','.join(names)}"
    rows: list[dict[str, object]] = ask.json(path, transaction_details="true", **params)["data"]["transactions"]
    return rows


def test_the_merged_list_holds_every_row_newest_first(ask: Asker) -> None:
    """It is all rows of all addresses, each with its address, in time order."""
    names = known(ask)
    rows = merged(ask, names, limit=10_000)
    for name in names:
        own = [{k: v for k, v in row.items() if k != "address"} for row in rows if row["address"] == name]
        assert own == ask.one(name, "litecoin", transaction_details="true", limit=10_000)["transactions"]
    times = [str(row["time"]) for row in rows]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_pages_of_the_merged_list_are_the_whole(ask: Asker, size: int) -> None:
    """Whatever the page size, pages one after the other give the same list."""
    names = known(ask)
    whole = merged(ask, names, limit=10_000)
    pages = [merged(ask, names, limit=size, offset=at) for at in range(0, len(whole), size)]
    assert [row for page in pages for row in page] == whole


def test_a_shared_transaction_is_one_row_for_each_address(ask: Asker) -> None:
    """With details a payment between two of the set is two rows; it counts and is listed by hash once."""
    payer, payee = known(ask)[:2]
    balance = ask.one(payer, "litecoin")["address"]["balance"] or 0
    ask.steer("mine", chain="litecoin", transactions=[{"address": payer, "amount": 90}])
    before = ask.json(f"/litecoin/dashboards/addresses/{payer},{payee}")["data"]["set"]["transaction_count"]
    payment = {"hash": "ab" * 32, "changes": {payer: -(balance + 80), payee: 70}}
    ask.steer("mine", chain="litecoin", transactions=[payment])
    rows = [row for row in merged(ask, [payer, payee]) if row["hash"] == "ab" * 32]
    assert {row["address"]: row["balance_change"] for row in rows} == payment["changes"]
    plain = ask.json(f"/litecoin/dashboards/addresses/{payer},{payee}", limit=10_000)["data"]
    assert plain["transactions"].count("ab" * 32) == 1
    assert plain["set"]["transaction_count"] == before + 1 == len(plain["transactions"])


def test_addresses_never_seen_are_left_out(ask: Asker) -> None:
    """Only known addresses are told of, and counted as results."""
    body = ask.json(f"/bitcoin/dashboards/addresses/{ADDRESS},{NEVER_SEEN}")
    assert list(body["data"]["addresses"]) == [ADDRESS]
    assert body["context"]["results"] == body["data"]["set"]["address_count"] == 1


def test_no_known_address_is_404(ask: Asker) -> None:
    """When none was ever seen the answer is 404 in a proper envelope."""
    response = ask.get(f"/bitcoin/dashboards/addresses/{NEVER_SEEN}")
    assert response.status_code == response.json()["context"]["code"] == 404
    assert response.json()["data"] is None


def test_more_than_a_hundred_addresses_are_refused(ask: Asker) -> None:
    """101 addresses give 400."""
    assert ask.get("/bitcoin/dashboards/addresses/" + ",".join(map(str, range(101)))).status_code == 400


def test_a_batch_costs_a_tenth_for_each_further_address(ask: Asker) -> None:
    """1 + 0.1 (n - 1), and one for details; addresses never seen are paid for too."""
    names = [ADDRESS, *map(str, range(99))]
    path = f"/bitcoin/dashboards/addresses/{','.join(names)}"
    assert ask.json(path, limit=0)["context"]["request_cost"] == 10.9
    assert ask.json(path, transaction_details="true")["context"]["request_cost"] == 11.9


def test_unspent_outputs_of_a_set_name_their_address(ask: Asker) -> None:
    """Values of all pages add up to the balance of the set."""
    names = known(ask)
    path = f"/litecoin/dashboards/addresses/{','.join(names)}"
    data = ask.json(path, limit="0,10000")["data"]
    assert sum(item["value"] for item in data["utxo"]) == data["set"]["balance"]
    assert {item["address"] for item in data["utxo"]} <= set(names)
    assert data["set"]["transaction_count"] is None
    pages = [ask.json(path, limit="0,3", offset=f"0,{at}")["data"]["utxo"] for at in range(0, len(data["utxo"]), 3)]
    assert [item for page in pages for item in page] == data["utxo"]


def test_balances_are_confirmed_and_never_zero(ask: Asker) -> None:
    """The mass check leaves out zeros and never-seen addresses and knows nothing unconfirmed."""
    ask.steer("mine", chain="bitcoin", transactions=[{"address": "emptied", "amount": 5}])
    ask.steer("mine", chain="bitcoin", transactions=[{"address": "emptied", "amount": -5}])
    ask.steer("pending", chain="bitcoin", address=ADDRESS, amount=7_000)
    body = ask.json("/bitcoin/addresses/balances", addresses=f"{ADDRESS},emptied,{NEVER_SEEN}")
    assert body["data"] == {ADDRESS: 1_525}
    assert (body["context"]["results"], body["context"]["request_cost"]) == (1, 1.003)


def test_no_balance_at_all_is_an_empty_list(ask: Asker) -> None:
    """Empty maps arrive as lists."""
    assert ask.json("/bitcoin/addresses/balances", addresses=NEVER_SEEN)["data"] == []


def test_balances_can_be_posted(ask: Asker) -> None:
    """A form takes 25,000 addresses for 26 points, and not one more."""
    url = f"{ask.sandbox.base_url}/bitcoin/addresses/balances"
    names = [ADDRESS, *map(str, range(24_999))]
    body = ask.session.post(url, data={"addresses": ",".join(names)}, timeout=20).json()
    assert body["data"] == {ADDRESS: 1_525}
    assert body["context"]["request_cost"] == 26
    assert ask.session.post(url, data={"addresses": ",".join([*names, "x"])}, timeout=20).status_code == 400
