"""How a wallet stands is the same word in the same colour wherever it is told."""

import re
from pathlib import Path

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.settings import load_settings
from cointracker_pipeline_tests.web.site import running_site, wallets_of

STATE = r'<span class="state (\w+)">([^<]+)</span>'


def test_what_is_not_exact_yet_is_called_so_everywhere(tmp_path: Path) -> None:
    """An account of which no call is missing, and whose amounts are rounded so far, is no failure."""
    with running_sandbox(wallets=1, transactions=(20, 40), chains=("bitcoin", "ethereum")) as sandbox:
        settings = load_settings(home=tmp_path / "home", base_url=sandbox.base_url, api_key="k", exact_wei="never")
        told = dict[str, tuple[str, str]]()
        with running_site(settings) as site:
            site.sync(*wallets_of(sandbox))
            browser = site.operator()
            listed = browser.get("/wallets?sort=chain").text
            for wallet_id in wallets_of(sandbox):
                page = browser.get(f"/wallets/{wallet_id}").text
                of_page = re.search(rf"Proof</small>.*?{STATE}", page, re.DOTALL)
                of_list = re.search(rf'href="/wallets/{wallet_id}".*?{STATE}', listed, re.DOTALL)
                assert of_page
                assert of_list
                assert of_page.groups() == of_list.groups()
                told[wallet_id.partition(":")[0]] = (of_page.group(1), of_page.group(2))
            assert told == {"bitcoin": ("good", "proven"), "ethereum": ("wait", "not exact yet")}
            assert "not proven or not exact yet (1)" in listed
            assert wallet_id in browser.get("/wallets?state=not+proven").text
