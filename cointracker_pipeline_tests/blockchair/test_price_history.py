"""Prices of coins: exact from the answer's text, by day, and today's from answers about anything."""

from datetime import date
from decimal import Decimal
from threading import Thread

import pytest

from cointracker_pipeline.blockchair import prices
from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.chains import load_chains
from cointracker_pipeline.errors import RequestRefusedError, UnreadableAnswerError
from cointracker_pipeline_tests.blockchair.fakes import ADDRESS, BITCOIN, FakeTime, context_of, page_body
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

CHAINS = load_chains()


def rows_body(*rows: str) -> bytes:
    """Return the body of an answer of the table of blocks, its rows as they are."""
    return f'{{"data": [{",".join(rows)}], "context": {{"code": 200, "rows": 1, "request_cost": 12}}}}'.encode()


def row(day: str, price: str) -> str:
    """Return a row as the service writes it."""
    return f'{{"date": "{day}", "price(btc_usd)": {price}}}'


def ask_page(client: Client, server: ScriptedServer, price: object = None) -> None:
    """Ask for a page whose answer tells this as the market's price."""
    server.will_reply(reply(200, page_body() | {"context": context_of(market_price_usd=price)}))
    client.fetch_page(BITCOIN, ADDRESS, offset=0, limit=10, confirmed_only=True)


def test_prices_are_what_the_answer_writes(client: Client, server: ScriptedServer) -> None:
    """To the last digit, where floats would differ; a day without a price is left out."""
    server.will_reply(
        reply(
            200,
            rows_body(
                row("2010-01-01", "null"),
                '{"date": "2010-01-02"}',
                row("2010-01-03", "0"),
                row("2019-01-01", "3843.52"),
                row("2019-01-02", "0.1"),
                row("2019-01-03", "1.1e-05"),
                row("2019-01-04", "9007199254740993.1e-10"),
                row("2019-01-05", "104000"),
            ),
        )
    )
    history = client.fetch_prices(BITCOIN, None)
    assert history.prices == {
        date(2019, 1, 1): Decimal("3843.52"),
        date(2019, 1, 2): Decimal("0.1"),
        date(2019, 1, 3): Decimal("0.000011"),
        date(2019, 1, 4): Decimal("900719.92547409931"),
        date(2019, 1, 5): Decimal(104_000),
    }
    assert history.millipoints == 12_000
    (asked,) = server.asked
    assert asked.path == "/bitcoin/blocks"
    assert {name: value for name, value in asked.query.items() if name != "key"} == {
        "a": ["date,price(btc_usd)"],
        "s": ["date(asc)"],
    }


def test_a_gap_is_asked_for_by_its_beginning(client: Client, server: ScriptedServer) -> None:
    """The filter costs one point; days without any price are an empty history."""
    server.will_reply(reply(200, rows_body()))
    assert client.fetch_prices(BITCOIN, date(2024, 2, 29)).prices == {}
    assert server.asked[0].query["q"] == ["time(2024-02-29..)"]
    assert (prices.price_history(0), prices.price_history(1)) == (12_000, 13_000)


@pytest.mark.parametrize(
    "rows",
    [
        [row("2019-01-01", "1"), row("2019-01-01", "2")],
        [row("2019-01-01", "-1")],
        [row("2019-01-01", "1e12")],
        [row("2019-01-01", "1e-30")],
        [row("2019-01-01", '"much"')],
        [row("1 January", "1")],
        ['{"price(btc_usd)": 1}'],
        ["7"],
    ],
)
def test_what_cannot_be_a_history_is_unreadable(client: Client, server: ScriptedServer, rows: list[str]) -> None:
    """A price below zero or beyond all bounds, a day twice or none: nothing of such an answer is taken."""
    server.will_reply(reply(200, rows_body(*rows)))
    with pytest.raises(UnreadableAnswerError):
        client.fetch_prices(BITCOIN, None)


def test_a_coin_without_history_is_not_asked_for(client: Client, server: ScriptedServer) -> None:
    """It would cost a point and be refused."""
    for name in ("zcash", "ecash", "bitcoin-testnet"):
        with pytest.raises(RequestRefusedError, match=name):
            client.fetch_prices(CHAINS[name], None)
    assert server.asked == []


def test_tickers_are_those_of_the_documentation() -> None:
    """Six of the chains have a history; the test network has no worth at all."""
    known = {name: chain.price_ticker for name, chain in CHAINS.items() if chain.price_ticker}
    assert {"bitcoin": "btc", "bitcoin-cash": "bch", "dash": "dash", "dogecoin": "doge"}.items() <= known.items()
    assert {"groestlcoin": "grs", "litecoin": "ltc"}.items() <= known.items()
    assert not {"zcash", "ecash", "bitcoin-testnet"} & known.keys()
    assert [name for name, chain in CHAINS.items() if not chain.has_worth] == ["bitcoin-testnet"]


def test_every_answer_tells_todays_price(client: Client, server: ScriptedServer, fake_time: FakeTime) -> None:
    """The newest is remembered with its time, exactly; nothing is asked for it."""
    assert client.market.newest(BITCOIN) is None
    ask_page(client, server, 1)
    fake_time.sleep(5)
    ask_page(client, server, 103978.1)
    ask_page(client, server)
    for nonsense in (0, -1, 1e13, "none", None):
        ask_page(client, server, nonsense)
    sighting = client.market.newest(BITCOIN)
    assert sighting
    assert (sighting.price, sighting.seen_at) == (Decimal("103978.1"), fake_time.now)
    assert client.market.newest(CHAINS["litecoin"]) is None


def test_a_test_network_never_sets_a_price(client: Client, server: ScriptedServer) -> None:
    """Its answers tell the main network's: neither chain takes it."""
    testnet = CHAINS["bitcoin-testnet"]
    server.will_reply(reply(200, page_body(market_price_usd=87_500)))
    client.fetch_page(testnet, ADDRESS, offset=0, limit=10, confirmed_only=True)
    assert client.market.newest(testnet) is None
    assert client.market.newest(CHAINS["bitcoin"]) is None


def test_a_failed_answer_sets_no_price(client: Client, server: ScriptedServer) -> None:
    """Whatever it tells."""
    server.will_reply(reply(400, {"data": None, "context": {"code": 400, "error": "no", "market_price_usd": 7}}))
    with pytest.raises(RequestRefusedError):
        client.fetch_page(BITCOIN, ADDRESS, offset=0, limit=10, confirmed_only=True)
    assert client.market.newest(BITCOIN) is None


def test_tokens_set_no_price_of_their_chain(client: Client, server: ScriptedServer) -> None:
    """What an answer about a token tells as the price is not documented."""
    server.will_reply(reply(200, page_body(market_price_usd=1)))
    client.get("bitcoin/erc-20/0x1/dashboards/address/0x2", {}, 1_000, lambda _envelope, _millipoints: None)
    assert client.market.newest(BITCOIN) is None


def test_threads_may_note_prices_at_once(client: Client, server: ScriptedServer) -> None:
    """Afterwards one of them is the newest."""
    server.will_reply(reply(200, page_body(market_price_usd=5.5)))
    threads = [
        Thread(target=lambda: client.fetch_page(BITCOIN, ADDRESS, offset=0, limit=1, confirmed_only=True))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sighting = client.market.newest(BITCOIN)
    assert sighting
    assert sighting.price == Decimal("5.5")
