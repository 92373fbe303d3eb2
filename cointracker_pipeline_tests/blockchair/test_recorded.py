"""Real answers about Bitcoin-like chains decode without loss: what is read is what an independent reading finds."""

import json
from typing import Any

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.domain.history import Summary
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.errors import UnreadableAnswerError
from cointracker_pipeline_tests.blockchair.fakes import BITCOIN
from cointracker_pipeline_tests.blockchair.recorded import named, read_independently, read_text, render
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

FIGURES = ("balance", "received", "spent", "output_count", "unspent_output_count")
METAMASK_TIP = 2_628_954
"""The height its recorder's own stats tell; the answers beside them came without their contexts."""


def read(name: str) -> tuple[bytes, Any]:
    """Return an answer's text with a context, and the independent reading of it."""
    text = read_text(name)
    told = read_independently(text)
    if "context" in told:
        return text, told
    told["context"] = {"code": 200, "state": METAMASK_TIP}
    return text.rstrip().removesuffix(b"}") + b',"context":' + json.dumps(told["context"]).encode() + b"}", told


def first_number(told: Any) -> int:
    """Return the first part of a limit or an offset, 0 where there is none."""
    return int(str(told or 0).partition(",")[0])


def figures_of(summary: Summary, *names: str) -> dict[str, int | None]:
    """Return what was read of an address by the names of the API."""
    return {name: getattr(summary, name) for name in names}


def row_of(row: Transaction) -> dict[str, object]:
    """Return what was read of a transaction by the names of the API."""
    height = -1 if row.block_height is None else row.block_height
    time = f"{row.block_time:%Y-%m-%d %H:%M:%S}"
    return {"block_id": height, "hash": row.tx_hash, "time": time, "balance_change": row.balance_change}


def cost(told: Any, expected: int) -> int:
    """Return what an answer says it cost, in thousandths; what was expected where it says nothing."""
    return int(told["context"].get("request_cost", 0) * 1_000) or expected


@named("page")
def test_every_row_and_figure_of_a_page_is_read(name: str, client: Client, server: ScriptedServer) -> None:
    """Hashes, heights, times and changes, the figures, the count or its absence, the tip and the price."""
    text, told = read(name)
    ((address, found),) = told["data"].items()
    server.will_reply(reply(200, text))
    offset = first_number(told["context"].get("offset"))
    page = client.fetch_page(BITCOIN, address, offset=offset, limit=100, confirmed_only=False)
    assert [row_of(row) for row in page.transactions] == found["transactions"]
    assert figures_of(page.summary, *FIGURES, "transaction_count") == {
        name: found["address"][name] for name in (*FIGURES, "transaction_count")
    }
    assert str(page.summary.first_seen) == found["address"]["first_seen_receiving"]
    assert (page.tip_height, page.millipoints) == (told["context"]["state"], cost(told, 2_000))


@named("page of hashes")
def test_the_figures_of_a_page_of_hashes_are_read(name: str, client: Client, server: ScriptedServer) -> None:
    """An address's figures are exact, and hashes without changes are never taken for a history without rows."""
    text, told = read(name)
    ((address, found),) = told["data"].items()
    server.will_reply(reply(200, text))
    with pytest.raises(UnreadableAnswerError):
        client.fetch_page(BITCOIN, address, offset=0, limit=100, confirmed_only=False)
    assert found["transactions"]
    found["transactions"].clear()
    server.will_reply(reply(200, render(told)))
    summary = client.fetch_page(BITCOIN, address, offset=0, limit=0, confirmed_only=False).summary
    names = (*FIGURES, "transaction_count")
    assert figures_of(summary, *names) == {name: found["address"][name] for name in names}


@named("set of hashes")
def test_the_figures_of_a_set_are_read(name: str, client: Client, server: ScriptedServer) -> None:
    """Each address has its own figures, and together they are the set's."""
    _, told = read(name)
    told["data"]["transactions"].clear()
    server.will_reply(reply(200, render(told)))
    found = told["data"]["addresses"]
    page = client.fetch_set(BITCOIN, [*found, "never seen"], limit=0, confirmed_only=False)
    read_figures = {address: figures_of(one, *FIGURES) for address, one in page.summaries.items()}
    assert set(read_figures.pop("never seen").values()) == {0}
    assert read_figures == {address: {name: one[name] for name in FIGURES} for address, one in found.items()}
    assert figures_of(page.summaries["never seen"], "transaction_count") == {"transaction_count": None}
    for figure in FIGURES:
        assert sum(getattr(one, figure) for one in page.summaries.values()) == told["data"]["set"][figure]
    assert (page.tip_height, page.millipoints) == (told["context"]["state"], cost(told, 1_000 + 100 * len(found)))


@named("balances")
def test_every_balance_is_read(name: str, client: Client, server: ScriptedServer) -> None:
    """Each balance is exact, and an address that is left out has none, also where an empty map is a list."""
    text, told = read(name)
    found = dict(told["data"] or {})
    server.will_reply(reply(200, text))
    balances = client.fetch_balances(BITCOIN, [*found, "left out"])
    assert balances.by_address == {**found, "left out": 0}
    assert balances.tip_height == told["context"]["state"]
    assert balances.millipoints == cost(told, 1_001 + len(found))


@named("stats of one chain")
def test_the_tip_and_price_of_a_chain_are_read(name: str, client: Client, server: ScriptedServer) -> None:
    """The stats of one chain are what the stats of all chains hold for each, the price to its last digit."""
    told = read_independently(read_text(name))["data"]
    server.will_reply(reply(200, b'{"data":{"x":' + read_text(name) + b'},"context":{"code":200}}'))
    stats = client.fetch_stats()["x"]
    assert (stats.tip_height, stats.price_usd) == (told["best_block_height"], told["market_price_usd"])


@named("stats")
def test_the_stats_of_all_chains_are_read(name: str, client: Client, server: ScriptedServer) -> None:
    """A chain whose tip is not told is left out, as the documentation leaves it out of its example."""
    text = read_text(name)
    server.will_reply(reply(200, text))
    boxes = {path: box["data"] for path, box in read_independently(text)["data"].items() if path != "cross-chain"}
    assert boxes
    told = {path: one["best_block_height"] for path, one in boxes.items() if "best_block_height" in one}
    assert {path: one.tip_height for path, one in client.fetch_stats().items()} == told


@named("usage")
def test_the_usage_of_a_key_is_read(name: str, client: Client, server: ScriptedServer) -> None:
    """What was used and may be used a day, and until when; the documentation leaves the context's keys out."""
    answer = read_independently(read_text(name))
    server.will_reply(reply(200, render(answer | {"context": {"code": 200}})))
    told, usage = answer["data"], client.fetch_usage()
    assert usage
    assert usage.millipoints_today == told["requests_today"] * 1_000
    assert usage.millipoints_per_day == told["max_requests_per_day"] * 1_000
    assert str(usage.valid_until) == told["valid_until"]
