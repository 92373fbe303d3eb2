"""Answers about tokens: nothing is lost, and nothing that a contract states makes an answer unreadable."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.prices import price_erc_20, price_token_page
from cointracker_pipeline.chains.ethereum import CHAIN
from cointracker_pipeline.domain.token import Holdings, TokenPage
from cointracker_pipeline.errors import UnreadableAnswerError
from cointracker_pipeline_tests.blockchair.fakes import make_chain
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

SHARED = Path(__file__).resolve().parents[3] / "shared"
ETHEREUM = make_chain("ethereum")
ADDRESS = "0x3282791d6fd713f1e94f4bfd565eaa78b3a0599d"
TOKEN = "0x68e14bb5a45b9681327e16e528084b9d962c1a39"
ROW: dict[str, Any] = {
    "block_id": 7,
    "id": 11,
    "transaction_hash": "0xaa",
    "time": "2020-01-02 03:04:05",
    "token_address": TOKEN,
    "token_name": "n",
    "token_symbol": "s",
    "token_decimals": 18,
    "sender": "0x01",
    "recipient": ADDRESS,
    "value": "9" * 78,
}


def read_shared(name: str) -> bytes:
    """Return a real answer, or skip where the project stands alone."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path.read_bytes()


def ask_holdings(server: ScriptedServer, client: Client, body: bytes, address: str = ADDRESS) -> Holdings:
    """Return what becomes of an answer about an address's tokens."""
    server.will_reply(reply(200, body))
    return client.fetch_holdings(ETHEREUM, address)


def ask_page(server: ScriptedServer, client: Client, body: bytes, *, limit: int = 100) -> TokenPage:
    """Return what becomes of an answer about one token."""
    server.will_reply(reply(200, body))
    return client.fetch_token_page(ETHEREUM, TOKEN, ADDRESS, offset=0, limit=limit)


def answer(data: object, **context: object) -> bytes:
    """Return an answer with this data."""
    about = {"code": 200, "results": 1, "state": 100, "state_layer_2": 90, **context}
    return json.dumps({"data": data, "context": about}).encode()


def listed(**facts: object) -> bytes:
    """Return an answer that lists one token with these facts."""
    token = {"token_address": TOKEN, "token_name": "en", "token_symbol": "CAT", "token_decimals": 18, "balance": "5"}
    return answer({ADDRESS: {"address": {}, "calls": [], "layer_2": {"erc_20": [token | facts]}}})


def holder(*rows: object, balance: object = "5", count: object = 1, **context: object) -> bytes:
    """Return an answer about one token with these rows."""
    figures = {"balance": balance, "transaction_count": count}
    return answer({ADDRESS: {"address": figures, "transactions": list(rows)}}, **context)


def test_the_documented_list_is_read_without_loss(server: ScriptedServer, client: Client) -> None:
    """Balances are those of the text, and the height is that of the tokens."""
    found = ask_holdings(server, client, read_shared("blockchair/examples/eth-address-erc20.json"))
    assert found.token_height == 8_805_148
    assert [(one.token.symbol, one.token.decimals, one.balance) for one in found.holdings] == [
        ("CAT", 18, 5_000_000_000_000_000_000),
        ("ELEC", 18, 13_655_383_538_340_000_000),
    ]


def test_the_documented_transfers_are_read_without_loss(server: ScriptedServer, client: Client) -> None:
    """A transfer keeps its id, block, parties and exact value."""
    page = ask_page(server, client, read_shared("blockchair/examples/eth-erc20-holder.json"))
    (one,) = page.transfers
    assert (page.balance, page.transfer_count, page.token_height) == (5 * 10**18, 1, 8_805_304)
    assert (one.transfer_id, one.block_height, one.value) == (17_166_097, 4_628_318, 5 * 10**18)
    assert one.change_for(ADDRESS) == 5 * 10**18
    assert one.change_for(one.sender) == -5 * 10**18
    assert page.token.name == "en"


@pytest.mark.parametrize(
    ("name", "count"),
    [("0x88282deedf2884274dae445ef1f22f87cf61bfed", 0), ("0x4b4276d6ae2c79064989d14dc6f03f33fa3cf8f7", None)],
)
def test_recorded_lists_are_read(server: ScriptedServer, client: Client, name: str, count: int | None) -> None:
    """What the live service answered in 2020 is read, an address never seen among them."""
    number = {"0x88": 2, "0x4b": 1}[name[:4]]
    body = read_shared(f"recorded/networth_calculator/result4_{number}_{name}.json")
    found = ask_holdings(server, client, body, name)
    expected = json.loads(body)["data"][name]["layer_2"]["erc_20"]
    assert [str(one.balance) for one in found.holdings] == [one["balance"] for one in expected]
    assert count is None or len(found.holdings) == count


def test_a_value_of_seventy_eight_digits_stays_whole(server: ScriptedServer, client: Client) -> None:
    """No digit of the largest amounts is lost."""
    page = ask_page(server, client, holder(ROW, balance="9" * 78))
    assert page.balance == page.transfers[0].value == int("9" * 78)


@pytest.mark.parametrize(
    ("stated", "decimals"),
    [
        (0, 0),
        ("6", 6),
        (36, 36),
        (37, None),
        (255, None),
        (-1, None),
        (10**40, None),
        (1.5, None),
        (1e300, None),
        ("eighteen", None),
        (None, None),
        (True, None),
        ([1], None),
    ],
)
def test_absurd_decimals_are_none(server: ScriptedServer, client: Client, stated: object, decimals: object) -> None:
    """Decimals that make no sense are not known; the balance is read all the same."""
    (one,) = ask_holdings(server, client, listed(token_decimals=stated)).holdings
    assert (one.token.decimals, one.balance) == (decimals, 5)


@pytest.mark.parametrize("name", [None, "", 7, {"a": 1}, "\x00\u202e<b>", "x" * 10_000])
def test_any_name_is_read(server: ScriptedServer, client: Client, name: object) -> None:
    """A name may be anything."""
    (one,) = ask_holdings(server, client, listed(token_name=name, token_symbol=name)).holdings
    assert isinstance(one.token.name, str)


@pytest.mark.parametrize("balance", [None, "", "-1", "1e+21", 1.5e21, "0x10", "٣", "1" * 5_000])
def test_a_balance_that_is_none_hides_no_other(server: ScriptedServer, client: Client, balance: object) -> None:
    """A listed balance that is no amount is not guessed, and the list is read."""
    (one,) = ask_holdings(server, client, listed(balance=balance)).holdings
    assert one.balance is None


@pytest.mark.parametrize("layer", [[], None, {"erc_20": []}, {"erc_20": {}}, {"erc_20": None}])
def test_no_tokens_come_in_many_forms(server: ScriptedServer, client: Client, layer: object) -> None:
    """PHP's empty maps, null and an empty list all mean: none."""
    assert ask_holdings(server, client, answer({ADDRESS: {"layer_2": layer}})).holdings == ()


def test_a_token_listed_twice_is_there_once(server: ScriptedServer, client: Client) -> None:
    """The first one, which is the more valuable, stays."""
    tokens = [
        {"token_address": TOKEN, "balance": "5"},
        {"token_address": TOKEN.upper().replace("X", "x"), "balance": "1"},
    ]
    found = ask_holdings(server, client, answer({ADDRESS: {"layer_2": {"erc_20": tokens}}}))
    assert [one.balance for one in found.holdings] == [5]


@pytest.mark.parametrize("data", [[], {}, None])
def test_a_token_never_held_has_no_transfers(server: ScriptedServer, client: Client, data: object) -> None:
    """An empty answer that says it has no results is a balance of zero."""
    page = ask_page(server, client, answer(data, results=0))
    assert (page.balance, page.transfers, page.transfer_count) == (0, (), 0)


@pytest.mark.parametrize(
    "body",
    [
        answer({ADDRESS: {"address": {}}}),
        answer({ADDRESS: {"layer_2": {"erc_20": [{"token_address": "0x1"}]}}}),
        answer({ADDRESS: {"layer_2": []}}, state_layer_2=0),
        answer({ADDRESS: {"layer_2": []}}, state_layer_2=None),
        answer({TOKEN: {"layer_2": []}}),
        answer([]),
    ],
)
def test_a_list_that_is_none_is_unreadable(server: ScriptedServer, client: Client, body: bytes) -> None:
    """What was asked for and is missing is never taken for "no tokens"."""
    with pytest.raises(UnreadableAnswerError):
        ask_holdings(server, client, body)


@pytest.mark.parametrize(
    "row",
    [{"value": "-5"}, {"value": 5}, {"value": "1e3"}, {"token_address": ADDRESS}, {"block_id": -1}, {"time": "2020"}],
)
def test_a_transfer_that_is_none_is_unreadable(server: ScriptedServer, client: Client, row: dict[str, object]) -> None:
    """A row that cannot be read makes its page unreadable: none is ever left out."""
    with pytest.raises(UnreadableAnswerError):
        ask_page(server, client, holder(ROW | row))


def test_a_page_without_a_balance_is_unreadable(server: ScriptedServer, client: Client) -> None:
    """Rows without the figure that proves them are not believed."""
    with pytest.raises(UnreadableAnswerError):
        ask_page(server, client, holder(ROW, balance=None))


def test_a_transfer_above_the_known_tokens_is_not_final(server: ScriptedServer, client: Client) -> None:
    """As part of a history it waits, like an unconfirmed transaction."""
    page = ask_page(server, client, holder(ROW | {"block_id": 91, "id": 12}, ROW | {"block_id": 90}, count=2))
    assert [row.block_height for row in page.history.transactions] == [None, 90]


def test_a_row_that_comes_twice_makes_no_page_the_last(server: ScriptedServer, client: Client) -> None:
    """A full page that repeats a row is still full."""
    page = ask_page(server, client, holder(ROW, ROW, count=9), limit=2)
    assert len(page.history.transactions) == 1
    assert not page.history.is_last


def test_what_is_asked_and_what_it_costs(server: ScriptedServer, client: Client) -> None:
    """A point more for all tokens, less for a few named ones, and one for any page of transfers."""
    ask_holdings(server, client, listed())
    client.fetch_holdings(ETHEREUM, ADDRESS, (TOKEN,))
    assert [one.query["erc_20"] for one in server.asked] == [["true"], [TOKEN]]
    assert [one.query["limit"] for one in server.asked] == [["0"], ["0"]]
    ask_page(server, client, holder(ROW), limit=7)
    assert server.asked[0].path.endswith(f"/ethereum/erc-20/{TOKEN}/dashboards/address/{ADDRESS}")
    assert (server.asked[0].query["limit"], server.asked[0].query["offset"]) == (["7"], ["0"])
    assert (price_erc_20("true"), price_erc_20(f"{TOKEN},{TOKEN}"), price_token_page()) == (1_000, 770, 1_000)


@pytest.mark.parametrize(
    ("layer", "count"), [({"erc_20": [{"token_address": TOKEN, "balance": "5"}]}, 1), ("odd", None)]
)
def test_tokens_come_with_a_page_and_never_spoil_it(
    server: ScriptedServer, client: Client, layer: object, count: int | None
) -> None:
    """The first page tells them; where they cannot be read the page is whole without them."""
    chain = replace(CHAIN, erc_20="true")
    server.will_reply(reply(200, answer({ADDRESS: {"address": {"balance": "7"}, "calls": [], "layer_2": layer}})))
    page = client.fetch_page(chain, ADDRESS, offset=0, limit=10, confirmed_only=True)
    assert page.summary.balance == 7
    assert (page.holdings and len(page.holdings.holdings)) == count
    later = client.fetch_page(chain, ADDRESS, offset=10, limit=10, confirmed_only=True)
    assert later.holdings is None
    assert ["erc_20" in one.query for one in server.asked] == [True, False]
