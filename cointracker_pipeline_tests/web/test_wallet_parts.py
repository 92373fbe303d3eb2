"""What only some wallets have: the addresses behind a key, and tokens."""

import re
from collections.abc import Iterator

import pytest

from cointracker_pipeline.domain.token_amount import render_token_amount
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline.storage.warehouse import read_token_balances
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline_tests.web.site import Site, running_site
from cointracker_pipeline_tests.web.test_wallet_page import plain

Stage = tuple[Site, RunningSandbox, str, str]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A site with a key of 130 used addresses, and an account on Ethereum with a token and some spam."""
    home = tmp_path_factory.mktemp("parts") / "home"
    with running_sandbox(wallets=1, chains=("bitcoin", "ethereum")) as sandbox:
        key = sandbox.control.add_key("bitcoin", 110, 20, 140)["key"]
        account = str(sandbox.control.wallets("ethereum")[0]["address"])
        for name, value in (("Held Token", 12_345_678_901_234_567_890), ("Visit http://evil.example to claim", 7)):
            token = sandbox.control.add_token(name=name)["address"]
            moved = {"token": token, "value": str(value), "to": account}
            sandbox.control.mine("ethereum", transactions=[{"to": account, "value": 1, "tokens": [moved]}])
        sandbox.control.mine("ethereum", blocks=20)
        ids = f"bitcoin:{key}", f"ethereum:{account}"
        settings = load_settings(home=home, base_url=sandbox.base_url, api_key="k", token_points=0)
        with running_site(settings) as site:
            site.sync(*ids)
            site.pipeline.sync_tokens([site.pipeline.parse_wallet(ids[1])], Progress())
            yield site, sandbox, *ids


def test_the_addresses_behind_a_key_come_page_by_page(stage: Stage) -> None:
    """Each once, by branch and index, with its balance; and where to receive the next payment."""
    site, _, key_id, _ = stage
    members = site.pipeline.list_addresses(key_id)
    browser = site.operator()
    page = plain(browser.get(f"/wallets/{key_id}").text)
    unused = next(one for one in members if one.branch == 0 and one.index == 110)
    assert f"Next unused address to receive at: {unused.wallet.address}" in page
    assert f"All {len(members)} addresses that are watched, {sum(one.is_used for one in members)} of them used" in page
    found, url = list[str](), f"/wallets/{key_id}/addresses"
    while url:
        text = browser.get(url).text
        found += re.findall(r'<th scope="row"><code>([^<]+)</code>', text)
        following = re.search(r'rel="next" href="(\?start=\d+)"', text)
        url = f"/wallets/{key_id}/addresses{following.group(1)}" if following else ""
    assert found == [one.wallet.address for one in members]
    assert len(found) > 100, "more than a page"


def test_a_single_address_has_nothing_behind_it(stage: Stage) -> None:
    """Which is said."""
    site, _, _, account_id = stage
    answer = site.operator().get(f"/wallets/{account_id}/addresses")
    assert (answer.status_code, "nothing is behind it" in answer.text) == (404, True)


def test_tokens_stand_with_their_proof(stage: Stage) -> None:
    """Those that are held, exactly; the others are counted."""
    site, _, key_id, account_id = stage
    with site.pipeline.warehouse.transaction() as connection:
        tokens = read_token_balances(connection, [account_id])
    held = [one for one in tokens if one.status == "followed" and one.balance]
    assert held, "the account holds tokens"
    page = plain(site.operator().get(f"/wallets/{account_id}").text)
    for one in held:
        assert render_token_amount(one.balance or 0, one.decimals) in page
    assert f"{len(tokens) - len(held)} more: spam, or none left" in page
    assert "evil.example" not in page
    assert "Tokens" not in plain(site.operator().get(f"/wallets/{key_id}").text)
