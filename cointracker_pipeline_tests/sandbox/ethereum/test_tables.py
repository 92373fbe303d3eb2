"""The tables of Ethereum: filters, orders, pages and prices; and what blocks change."""

from typing import Any

import pytest

from cointracker_pipeline_tests.sandbox.asking import Asker
from cointracker_pipeline_tests.sandbox.ethereum.asking import account, addresses
from cointracker_pipeline_tests.sandbox.test_shapes import example

TABLES = ("calls", "transactions", "erc-20/transactions")


def read_all(ask: Asker, table: str, q: str, **params: object) -> list[dict[str, Any]]:
    """Return all rows that match, page by page."""
    rows: list[dict[str, Any]] = []
    while page := ask.json(f"/ethereum/{table}", q=q, limit=100, offset=len(rows), **params)["data"]:
        rows += page
    return rows


@pytest.mark.parametrize(("table", "name"), [("calls", "eth-calls-table"), ("transactions", "eth-transactions-table")])
def test_rows_are_shaped_like_the_documentation(ether: Asker, table: str, name: str) -> None:
    """Keys and their order are those of the documented example."""
    documented = example(f"{name}.json")
    body = ether.json(f"/ethereum/{table}")
    assert {tuple(row) for row in body["data"]} == {tuple(documented["data"][0])}
    assert documented["context"].keys() <= body["context"].keys()
    assert (body["context"]["limit"], body["context"]["offset"], body["context"]["rows"]) == (10, 0, 10)


def test_the_calls_of_an_account_are_those_of_its_dashboard(ether: Asker) -> None:
    """As sender and as recipient, exact where the dashboard has floats."""
    for address in addresses(ether):
        rows = read_all(ether, "calls", f"sender({address})")
        rows += [row for row in read_all(ether, "calls", f"recipient({address})") if row["sender"] != address]
        found = {(row["block_id"], row["transaction_hash"], row["index"], float(row["value"])) for row in rows}
        shown = account(ether, address)["calls"]
        assert found == {(c["block_id"], c["transaction_hash"], c["index"], float(c["value"])) for c in shown}
        assert len(rows) == len(shown)


@pytest.mark.parametrize("table", TABLES)
def test_orders_and_ranges(ether: Asker, table: str) -> None:
    """Newest first unless asked; ranges are open at either side and hold both ends; filters are joined by and."""
    key = "transaction_id" if table == "calls" else "id"
    newest = read_all(ether, table, "block_id(0..)")
    ids = [row[key] for row in newest]
    assert ids == sorted(ids, reverse=True)
    assert [row[key] for row in read_all(ether, table, "block_id(0..)", s=f"{key}(asc)")] == ids[::-1]
    middle = newest[len(newest) // 2]
    height, time = middle["block_id"], middle["time"]
    upper, lower = read_all(ether, table, f"block_id({height}..)"), read_all(ether, table, f"block_id(..{height - 1})")
    assert upper + lower == newest
    assert middle in read_all(ether, table, f"block_id({height}..{height})")
    assert middle in read_all(ether, table, f"time({time}..{time})")
    assert middle in read_all(ether, table, f"time({time[:10]})")
    both = read_all(ether, table, f"block_id({height}),recipient({middle['recipient'].upper()})")
    assert both == [row for row in newest if (row["block_id"], row["recipient"]) == (height, middle["recipient"])]


def test_only_what_moved(ether: Asker) -> None:
    """A word is a filter too."""
    rows = read_all(ether, "calls", "transferred(false)")
    assert {row["transferred"] for row in rows} == {False}
    assert {row["type"] for row in rows} == {"call", "delegatecall"}


@pytest.mark.parametrize(
    ("table", "params", "cost"),
    [
        ("calls", {}, 10),
        ("calls", {"q": "block_id(0..)", "limit": 100}, 20.9),
        ("transactions", {"q": "block_id(0..)", "limit": 100}, 11.4),
        ("erc-20/transactions", {"q": "block_id(0..)", "limit": 100}, 11.4),
        ("transactions", {"q": "block_id(0..),failed(true)", "s": "id(asc)", "limit": 1}, 7),
    ],
)
def test_what_a_table_costs(ether: Asker, table: str, params: dict[str, object], cost: float) -> None:
    """Its base, a point for each filter, one percent more for each row over ten; an order is free."""
    assert ether.json(f"/ethereum/{table}", **params)["context"]["request_cost"] == cost


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 101},
        {"offset": 10_001},
        {"q": "colour(red)"},
        {"q": "block_id"},
        {"q": "time(never)"},
        {"q": ",".join(["block_id(1..)"] * 6)},
        {"s": "id"},
        {"s": "id(up)"},
        {"a": "sum(value)"},
    ],
)
def test_what_is_no_query_is_refused(ether: Asker, params: dict[str, object]) -> None:
    """Unknown columns, orders, parameters, too much at once: 400."""
    assert ether.get("/ethereum/transactions", **params).status_code == 400


def test_every_block_changes_balances_by_what_is_in_it(ether: Asker) -> None:
    """Changes of all blocks of an account, in wei as text, are its balance."""
    for address in addresses(ether):
        blocks = {deed.block_id for deed in ether.sandbox.world.ethereum.accounts[address].deeds}
        bodies = [ether.json(f"/ethereum/state/changes/block/{height}") for height in blocks]
        total = sum(int(body["data"].get(address, "0")) for body in bodies if body["data"])
        assert str(total) == account(ether, address)["address"]["balance"]
        assert {body["context"]["request_cost"] for body in bodies} == {5}
    assert ether.json("/ethereum/state/changes/block/99999999")["data"] == []
    assert ether.get("/ethereum/state/changes/block/newest").status_code == 400
    assert ether.get("/ethereum/state/changes/mempool").status_code == 404
