"""How a wallet stands is the same word in the same colour wherever it is told, and can be asked for by it."""

import csv
import io
import re
from collections.abc import Iterator

import pytest

from cointracker_pipeline.pipeline.summaries import publish_summaries
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.web.api_client import make_program
from cointracker_pipeline_tests.web.site import Site, running_site, wallets_of

STATE = r'<span class="state (\w+)">([^<]+)</span>'
STAKER = f"0x{'d' * 40}"
ETHER = 10**18
STATES = {
    "bitcoin": ("good", "proven"),
    "ethereum": ("wait", "not exact yet"),
    "litecoin": ("bad", "not proven"),
    "staker": ("wait", "partly unexplained"),
}


@pytest.fixture(scope="module")
def stood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, str]]]:
    """A site with one wallet of each kind, by name: only the litecoins differ from what their chain says."""
    with running_sandbox(wallets=1, transactions=(20, 40), chains=("bitcoin", "ethereum", "litecoin")) as sandbox:
        ids = {one.partition(":")[0]: one for one in wallets_of(sandbox)} | {"staker": f"ethereum:{STAKER}"}
        sandbox.control.mine("ethereum", transactions=[{"to": STAKER, "value": 5}])
        sandbox.control.mine("ethereum", transactions=[{"to": STAKER, "withdrawal": 32 * ETHER}])
        sandbox.control.mine("ethereum", blocks=100)
        home = tmp_path_factory.mktemp("stood") / "home"
        settings = load_settings(home=home, base_url=sandbox.base_url, api_key="k", exact_wei="never")
        with running_site(settings) as site:
            site.sync(*ids.values())
            with site.pipeline.warehouse.transaction() as connection:
                differs = "set proven = false, chain_balance = chain_balance + 1 where chain = 'litecoin'"
                connection.execute(f"update wallet_balances {differs}")
            publish_summaries(site.pipeline)
            yield site, ids


def test_a_wallet_stands_as_its_page_says(stood: tuple[Site, dict[str, str]]) -> None:
    """An account of which no call is missing, and whose amounts are rounded so far, is no failure; nor is a stake."""
    site, ids = stood
    browser = site.operator()
    listed = browser.get("/wallets").text
    for name, wallet_id in ids.items():
        page = browser.get(f"/wallets/{wallet_id}").text
        of_page = re.search(rf"Proof</small>.*?{STATE}", page, re.DOTALL)
        of_list = re.search(rf'href="/wallets/{wallet_id}".*?{STATE}', listed, re.DOTALL)
        assert of_page
        assert of_list
        assert of_page.groups() == of_list.groups() == STATES[name]


@pytest.mark.parametrize("name", STATES)
def test_a_list_is_filtered_by_what_it_says(stood: tuple[Site, dict[str, str]], name: str) -> None:
    """By the plain word, with how many there are of it; the others are not there."""
    site, ids = stood
    word = STATES[name][1]
    page = site.operator().get("/wallets", params={"state": word}).text
    assert f'<option value="{word}" selected>{word} (1)</option>' in page
    assert re.findall(r'<th scope="row">\s*<a href="/wallets/([^"]+)"', page) == [ids[name]]


@pytest.mark.parametrize("name", STATES)
def test_a_program_is_told_the_same(stood: tuple[Site, dict[str, str]], name: str) -> None:
    """Of one wallet, of those that stand so, and in a file of them."""
    site, ids = stood
    program, word = make_program(site, ["read"]), STATES[name][1]
    assert program.get(f"/api/wallets/{ids[name]}").json()["state"] == word
    found = program.get("/api/wallets", params={"state": word}).json()["items"]
    assert [(one["wallet_id"], one["state"], one["proven"]) for one in found] == [(ids[name], word, word == "proven")]
    text = program.get("/api/wallets", params={"state": word}, headers={"Accept": "text/csv"}).text
    assert [(one["wallet_id"], one["state"]) for one in csv.DictReader(io.StringIO(text))] == [(ids[name], word)]


def test_the_words_are_documented(stood: tuple[Site, dict[str, str]]) -> None:
    """OpenAPI names each of them, in the wallet as in the filter."""
    document = make_program(stood[0], ["read"]).get("/api/openapi.json").json()
    words = {word for _, word in STATES.values()}
    of_wallet = document["components"]["schemas"]["Wallet"]["properties"]["state"]
    filters = document["paths"]["/api/wallets"]["get"]["parameters"]
    of_filter = next(one["schema"] for one in filters if one["name"] == "state")
    assert words < set(of_wallet["enum"]) == set(of_filter["enum"])
