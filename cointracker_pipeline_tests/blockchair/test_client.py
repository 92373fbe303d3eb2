"""Questions become the documented requests, answers become values."""

import json
import time
from datetime import datetime
from decimal import Decimal

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.blockchair.service_answers import Usage
from cointracker_pipeline.blockchair.shapes import parse_moment
from cointracker_pipeline.domain.chain import ChainReader
from cointracker_pipeline.domain.history import HistoryPage, Summary
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline.errors import ProviderError, RequestRefusedError, UnreadableAnswerError
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.blockchair.fakes import (
    ADDRESS,
    BITCOIN,
    HASH,
    FakeTime,
    MemoryLedger,
    context_of,
    make_chain,
    make_client,
    page_body,
    row_of,
)
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

CASH = make_chain("bitcoin-cash")
# What ISO 8601 also allows, or its readers.
OTHER_TIMES = [
    "2009-01-12T03:30:25",
    "2009-01-12_03:30:25",
    "2009-01-12 03:30:25Z",
    "2009-01-12 03:30:25+00:00",
    "2009-01-12 03:30:25.0",
    "2009-01-12 03:30",
    "2009-01-12 03:30+01",
    "20090112 03:30:25.0",
    "2009-W03-1 03:30:25",
    "2009-01-12 3:30:250",
    "2009-01-12 03:30:2\N{ARABIC-INDIC DIGIT FIVE}",
    "",
]


def fetch(reader: ChainReader, *, offset: int = 0, limit: int = 100) -> HistoryPage:
    """Ask for a confirmed page of the test address."""
    return reader.fetch_page(BITCOIN, ADDRESS, offset=offset, limit=limit, confirmed_only=True)


def test_a_page_has_every_row_and_the_chains_figures(client: Client, server: ScriptedServer) -> None:
    """Rows keep their order; block -1 is unconfirmed; the price is the answer's."""
    rows = (row_of(block_id=-1, balance_change=-4), row_of(balance_change=9))
    server.will_reply(reply(200, page_body(*rows, request_cost=2.5, limit="100,0", offset="0,0")))
    page = fetch(client)
    assert page == HistoryPage(
        tip_height=900_000,
        summary=Summary(5, 9, 4, 2, 1, 2, confirmed_only=True),
        transactions=(
            Transaction(HASH, None, datetime(2009, 1, 12, 3, 30, 25), -4),  # noqa: DTZ001 - UTC without a zone
            Transaction(HASH, 170, datetime(2009, 1, 12, 3, 30, 25), 9),  # noqa: DTZ001
        ),
        offset=0,
        limit=100,
        millipoints=2_500,
    )


def test_a_page_is_asked_for_as_documented(client: Client, server: ScriptedServer) -> None:
    """Limit and offset leave out the unspent outputs, details are on, ``state=latest`` means confirmed only."""
    server.will_reply(reply(200, page_body()))
    client.fetch_page(make_chain("bitcoin-testnet", "bitcoin/testnet"), ADDRESS, offset=7, limit=5, confirmed_only=True)
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("GET", f"/bitcoin/testnet/dashboards/address/{ADDRESS}")
    assert asked.query == {
        "limit": ["5,0"],
        "offset": ["7,0"],
        "transaction_details": ["true"],
        "state": ["latest"],
        "key": ["key-for-tests"],
    }


def test_figures_alone_are_asked_for_without_details(client: Client, server: ScriptedServer) -> None:
    """Limit 0 costs a point less; the transaction count is then unknown."""
    body = page_body()
    body["data"] = {ADDRESS: {"address": {**figures_of(body), "transaction_count": None}, "transactions": []}}
    server.will_reply(reply(200, body))
    page = client.fetch_page(BITCOIN, ADDRESS, offset=0, limit=0, confirmed_only=False)
    assert server.asked[0].query == {"limit": ["0,0"], "offset": ["0,0"], "key": ["key-for-tests"]}
    assert page.summary.transaction_count is None


def figures_of(body: dict[str, object]) -> dict[str, object]:
    """Return the figures in a page's body."""
    figures = json.loads(json.dumps(body))["data"][ADDRESS]["address"]
    assert isinstance(figures, dict)
    return figures


def test_an_address_never_seen_is_a_page_without_rows(client: Client, server: ScriptedServer) -> None:
    """The service answers with a stub of zeros."""
    stub = dict.fromkeys(["balance", "received", "spent", "output_count", "unspent_output_count"], 0)
    data = {ADDRESS: {"address": {"type": None, "transaction_count": 0, **stub}, "transactions": [], "utxo": []}}
    server.will_reply(reply(200, {"data": data, "context": context_of(results=0)}))
    page = fetch(client)
    assert (page.transactions, page.summary.received, page.is_last) == ((), 0, True)


def test_a_shorter_page_than_asked_is_not_the_last(client: Client, server: ScriptedServer) -> None:
    """Where the server applies a smaller limit, the page says so instead of ending the history."""
    body = page_body(row_of(), row_of(), count=9, limit="2,0", offset="0,0")
    server.will_reply(reply(200, body))
    page = fetch(client, limit=100)
    assert (page.limit, page.is_last) == (2, False)


@pytest.mark.parametrize("limit", ["100,100", 100, "100", None, "nonsense"])
def test_the_limit_may_come_in_any_form(limit: object, client: Client, server: ScriptedServer) -> None:
    """A number, a string, a pair, nothing: all are understood."""
    server.will_reply(reply(200, page_body(row_of(), limit=limit, offset=0)))
    assert fetch(client, limit=100).limit == 100


def test_the_address_is_found_with_or_without_its_prefix(client: Client, server: ScriptedServer) -> None:
    """Bitcoin Cash keys come back without the prefix they were asked with."""
    server.will_reply(reply(200, page_body(row_of(), address="qabc")))
    page = client.fetch_page(CASH, "bitcoincash:qabc", offset=0, limit=10, confirmed_only=True)
    assert len(page.transactions) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"balance_change": 1.5},
        {"balance_change": 5.0},
        {"balance_change": "5"},
        {"balance_change": None},
        {"block_id": -2},
        {"block_id": None},
        {"time": None},
        {"time": "2009-01-12"},
        {"time": "2009-01-12 03:30+02"},
        {"time": "2009-13-12 03:30:25"},
        *[{"time": time} for time in OTHER_TIMES],
        {"hash": 5},
    ],
)
def test_a_row_that_cannot_be_read_makes_the_page_unreadable(
    change: dict[str, object], client: Client, server: ScriptedServer
) -> None:
    """No row is guessed or left out; a float is no amount."""
    server.will_reply(reply(200, page_body(row_of(), row_of(**change))))
    with pytest.raises(UnreadableAnswerError, match="not what the API promises"):
        fetch(client)


@pytest.mark.parametrize("context", [{"state": 0}, {"state": None}, {"state": "x"}, {"offset": "7,0"}])
def test_a_page_without_its_place_in_time_is_unreadable(
    context: dict[str, object], client: Client, server: ScriptedServer
) -> None:
    """A page must say up to which block it speaks and start where it was asked to."""
    server.will_reply(reply(200, page_body(row_of()) | {"context": context_of(**context)}))
    with pytest.raises(UnreadableAnswerError):
        fetch(client)


def test_amounts_beyond_64_bits_stay_exact(client: Client, server: ScriptedServer) -> None:
    """An integer of 30 digits arrives as it was sent."""
    amount = 123456789012345678901234567890
    server.will_reply(reply(200, page_body(row_of(balance_change=-amount))))
    assert fetch(client).transactions[0].balance_change == -amount


def test_ten_thousand_rows_are_decoded_fast(client: Client, server: ScriptedServer) -> None:
    """A full page takes a fraction of a second, transfer included."""
    server.will_reply(reply(200, page_body(*[row_of(block_id=n) for n in range(10_000)])))
    started = time.perf_counter()
    page = fetch(client, limit=10_000)
    assert len(page.transactions) == 10_000
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(("offset", "limit"), [(1_000_001, 1), (0, 10_001), (-1, 1)])
def test_what_the_api_does_not_take_is_not_sent(
    offset: int, limit: int, client: Client, server: ScriptedServer
) -> None:
    """Pages beyond the documented limits are refused here, for nothing."""
    with pytest.raises(RequestRefusedError):
        fetch(client, offset=offset, limit=limit)
    assert server.asked == []


@pytest.mark.parametrize("data", [[], {}])
def test_balances_left_out_are_zero(data: object, client: Client, server: ScriptedServer) -> None:
    """An empty list and an empty map both mean that no address has a balance."""
    server.will_reply(reply(200, {"data": data, "context": context_of(results=0)}))
    assert client.fetch_balances(BITCOIN, [ADDRESS]).by_address == {ADDRESS: 0}


def test_null_balances_are_zero_only_where_no_results_are_claimed(client: Client, server: ScriptedServer) -> None:
    """Null is empty with ``results`` 0 and unreadable otherwise."""
    server.will_reply(reply(200, {"data": None, "context": context_of(results=0)}))
    assert client.fetch_balances(BITCOIN, [ADDRESS]).by_address == {ADDRESS: 0}
    server.will_reply(reply(200, {"data": None, "context": context_of(results=None)}))
    with pytest.raises(UnreadableAnswerError):
        client.fetch_balances(BITCOIN, [ADDRESS])


def test_balances_come_under_the_addresses_as_asked(client: Client, server: ScriptedServer) -> None:
    """Bitcoin Cash is asked without prefix and answered under the address it has here."""
    server.will_reply(reply(200, {"data": {"qabc": 7}, "context": context_of(request_cost=1.002)}))
    balances = client.fetch_balances(CASH, ["bitcoincash:qabc", "bitcoincash:qdef"])
    assert server.asked[0].query["addresses"] == ["qabc,qdef"]
    assert balances.by_address == {"bitcoincash:qabc": 7, "bitcoincash:qdef": 0}
    assert balances.millipoints == 1_002


def test_balances_of_strangers_are_unreadable(client: Client, server: ScriptedServer) -> None:
    """An address that was not asked for would mean that an asked one is taken for empty."""
    server.will_reply(reply(200, {"data": {"other": 7}, "context": context_of()}))
    with pytest.raises(UnreadableAnswerError):
        client.fetch_balances(BITCOIN, [ADDRESS])


def test_many_balances_go_as_a_form(client: Client, server: ScriptedServer) -> None:
    """What would make too long a URL is posted; the key still travels as a parameter."""
    server.will_reply(reply(200, {"data": {"a7": 1}, "context": context_of()}))
    addresses = [f"a{n}" for n in range(25_000)]
    balances = client.fetch_balances(BITCOIN, addresses)
    asked = server.asked[0]
    assert (asked.method, asked.query) == ("POST", {"key": ["key-for-tests"]})
    assert asked.form == {"addresses": [",".join(addresses)]}
    assert sum(balances.by_address.values()) == 1


def test_a_set_gives_each_address_its_rows(client: Client, server: ScriptedServer) -> None:
    """Rows name their address; one that the answer leaves out was never seen."""
    figures = figures_of(page_body())
    data = {
        "set": {"address_count": 2},
        "addresses": {"a": figures},
        "transactions": [row_of(address="a", balance_change=2), row_of(address="a", balance_change=3)],
        "utxo": [],
    }
    server.will_reply(reply(200, {"data": data, "context": context_of()}))
    page = client.fetch_set(BITCOIN, ["a", "b"], limit=100, confirmed_only=True)
    assert server.asked[0].path == "/bitcoin/dashboards/addresses/a,b"
    assert [row.balance_change for row in page.rows_by_address["a"]] == [2, 3]
    assert (page.rows_by_address["b"], page.summaries["b"].received) == ((), 0)
    assert page.summaries["a"].received == 9


def test_a_set_of_strangers_is_empty(client: Client, server: ScriptedServer) -> None:
    """404 in a proper envelope says that no address of the set was ever seen."""
    server.will_reply(reply(404, {"data": None, "context": {"code": 404, "error": "No results"}}))
    page = client.fetch_set(BITCOIN, ["a"], limit=100, confirmed_only=True)
    assert (page.row_count, page.tip_height, page.summaries["a"].balance) == (0, None, 0)


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><title>Page Not Found</title>", b'{"message":""}'])
def test_a_404_without_envelope_is_no_empty_set(body: bytes, client: Client, server: ScriptedServer) -> None:
    """A page of HTML or a framework's body says nothing about addresses."""
    server.will_reply(reply(404, body))
    with pytest.raises(RequestRefusedError, match="dropped"):
        client.fetch_set(BITCOIN, ["a"], limit=100, confirmed_only=True)


def test_stats_name_each_chains_tip_and_price(client: Client, server: ScriptedServer) -> None:
    """Prices are exact; what has no tip is left out."""
    chains = {
        "bitcoin": {"data": {"best_block_height": 900_000, "market_price_usd": 103978.12, "hashrate_24h": "1"}},
        "cross-chain": {"tether": {"data": {}}},
        "tezos": {"data": {"market_price_usd": 1}},
    }
    server.will_reply(reply(200, {"data": chains, "context": {"code": 200, "request_cost": 1}}))
    stats = client.fetch_stats()
    assert list(stats) == ["bitcoin"]
    assert (stats["bitcoin"].tip_height, stats["bitcoin"].price_usd) == (900_000, Decimal("103978.12"))


def test_usage_is_taken_into_the_books(client: Client, server: ScriptedServer) -> None:
    """Points used elsewhere count here, and the plan's day becomes the limit."""
    data = {"valid_until": "2027-01-01 00:00:00", "max_requests_per_day": 10, "requests_today": 3.5}
    server.will_reply(reply(200, {"data": data, "context": {"code": 200, "request_cost": 0}}))
    assert client.fetch_usage() == Usage(3_500, 10_000, datetime(2027, 1, 1))  # noqa: DTZ001 - UTC without a zone
    assert (client.budget.spent_today, client.budget.limits.millipoints_per_day) == (3_500, 10_000)


def test_without_a_key_there_is_no_usage(server: ScriptedServer) -> None:
    """Nothing is asked, nothing is known."""
    client = make_client(server.url, key=None)
    assert client.fetch_usage() is None
    assert server.asked == []
    client.close()


def test_times_that_are_odd_alone_are_odd_together(client: Client, server: ScriptedServer) -> None:
    """A second's digit that slipped into the next row is not put back, nor does it pass among good rows."""
    good = "2009-01-12 03:30:25"
    for odd in ([good[:-1], good[-1] + good], [good + good], [good + "\n"], [good, "", good]):
        server.will_reply(reply(200, page_body(*[row_of(time=time) for time in (good, *odd, good)])))
        with pytest.raises(UnreadableAnswerError):
            fetch(client)


def test_never_is_no_moment() -> None:
    """The live service gives the year 2000 where something never happened."""
    assert parse_moment("2000-01-01 00:00:00") is None
    assert parse_moment(None) is None


def test_a_client_opens_from_the_settings(server: ScriptedServer, fake_time: FakeTime) -> None:
    """Without a key the documented limits hold, and nothing is asked before it is needed."""
    settings = load_settings(base_url=server.url, api_key="", requests_per_minute=7)
    client = open_client(settings, MemoryLedger(), clock=fake_time.clock, sleep=fake_time.sleep)
    assert (client.budget.account, client.budget.limits.requests_per_minute) == ("keyless", 7)
    assert client.budget.limits.millipoints_per_day == 1_440_000
    assert server.asked == []
    client.close()


def test_every_error_is_a_provider_error() -> None:
    """Callers may catch one class."""
    assert issubclass(UnreadableAnswerError, ProviderError)


def test_an_extended_key_is_never_sent(client: Client, server: ScriptedServer) -> None:
    """Whoever asks, and wherever it stands: nothing goes out and nothing is paid."""
    key = "zpub" + "6" * 107
    questions = (
        lambda: client.fetch_page(BITCOIN, key, offset=0, limit=1, confirmed_only=True),
        lambda: client.fetch_set(BITCOIN, [ADDRESS, key], limit=1, confirmed_only=True),
        lambda: client.fetch_balances(BITCOIN, [key] * 200),
    )
    for ask in questions:
        with pytest.raises(RequestRefusedError, match="extended key was not sent") as caught:
            ask()
        assert key[:20] not in str(caught.value)
    assert server.asked == []
