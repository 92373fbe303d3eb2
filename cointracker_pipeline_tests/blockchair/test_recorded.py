"""Answers that the live service really gave are understood."""

import json
from pathlib import Path

import pytest

from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.errors import BlockedError, KeyRefusedError, ProviderError, RequestRefusedError
from cointracker_pipeline_tests.blockchair.fakes import BITCOIN, make_chain
from cointracker_pipeline_tests.blockchair.scripted_server import ScriptedServer, reply

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers lie beside the checkout only")


def read_json(name: str) -> dict[str, dict[str, object]]:
    """Return a recorded answer with its envelope."""
    recorded = json.loads((RECORDED / name).read_text())
    answer = recorded.get("response", recorded)
    assert isinstance(answer, dict)
    return answer


def read_body(name: str) -> bytes:
    """Return a recorded text without the note above it."""
    return (RECORDED / name).read_bytes().partition(b"\n")[2]


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("blockchair_issues/430_2019_issue154_btc_rpc_explorer.json", 430, BlockedError),
        ("blockchair_issues/430_2022_issue934.json", 430, BlockedError),
        ("blockchair_issues/430_2023_issue1147.json", 430, BlockedError),
        ("blockchair_issues/402_invalid_key_2025_truncated.txt", 402, KeyRefusedError),
        ("blockchair_issues/404_html_unsupported_chain_2026_issue1735.txt", 404, RequestRefusedError),
    ],
)
def test_recorded_errors_have_their_names(
    name: str, status: int, error: type[ProviderError], client: Client, server: ScriptedServer
) -> None:
    """What users pasted is the error it means."""
    server.will_reply(reply(status, read_json(name) if name.endswith("json") else read_body(name)))
    with pytest.raises(error):
        client.fetch_page(BITCOIN, "abc", offset=0, limit=10, confirmed_only=True)
    assert len(server.asked) == 1


def test_recorded_balances_are_read(client: Client, server: ScriptedServer) -> None:
    """A list for an empty map, and a balance with its price."""
    server.will_reply(reply(200, read_json("blockchair_issues/200_empty_data_list_2021_issue614.json")))
    balances = client.fetch_balances(make_chain("bitcoin-cash"), ["a"])
    assert (balances.by_address, balances.tip_height) == ({"a": 0}, 702_654)
    server.will_reply(reply(200, read_json("blockchair_issues/200_doge_balances_stale_2026_issue1737.json")))
    address = "D9NGkeV1b2DdN75sv4b5f4pWGWLjrxBkCt"
    balances = client.fetch_balances(make_chain("dogecoin"), [address])
    assert (balances.by_address, balances.millipoints) == ({address: 2_000_000_000_000}, 1_001)


def test_a_recorded_page_is_read(client: Client, server: ScriptedServer) -> None:
    """An answer with details, without unspent outputs and without a count."""
    server.will_reply(reply(200, read_json("agent_prompt_btc_period/bc1q48a_period.json")))
    address = "bc1q48a4tnwa7exmg37sckc32r93twrazanu4ug5ug"
    page = client.fetch_page(BITCOIN, address, offset=0, limit=100, confirmed_only=True)
    assert (page.tip_height, page.millipoints, page.summary.transaction_count) == (899_924, 2_500, None)
    assert [(row.block_height, row.balance_change) for row in page.transactions] == [(878_696, 27_791_375)]


def test_a_recorded_set_is_read(client: Client, server: ScriptedServer) -> None:
    """Figures of several addresses at once."""
    answer = read_json("networth_calculator/result3_1_set.json")
    answer["data"]["transactions"] = []
    addresses = list(json.loads(json.dumps(answer["data"]["addresses"])))
    server.will_reply(reply(200, answer))
    page = client.fetch_set(BITCOIN, addresses, limit=0, confirmed_only=False)
    assert sum(one.balance for one in page.summaries.values()) == 91_598
