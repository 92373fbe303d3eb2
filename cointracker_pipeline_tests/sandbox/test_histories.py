"""A world read from a file of histories says what the file says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.histories import read_world
from cointracker_pipeline.settings import CHECKOUT
from cointracker_pipeline_tests.sandbox.asking import Asker

RECORDED = CHECKOUT.parent / "shared" / "recorded" / "histories.jsonl"


def row(height: int, change: int, **more: int) -> dict[str, Any]:
    """Return a row of the file."""
    return {
        "hash": f"{height:064x}",
        "block_id": height,
        "time": f"2020-01-01 00:00:{height:02}",
        "balance_change": change,
        **more,
    }


def write(path: Path, *histories: dict[str, Any]) -> Path:
    """Write a file of histories."""
    path.write_text("".join(json.dumps(history) + "\n" for history in histories))
    return path


def test_a_file_is_a_world(start: Callable[..., Asker], tmp_path: Path) -> None:
    """Rows, totals and the newest block are the file's."""
    rows = [row(9, -40, received=60, spent=100, outputs_to_me=1, inputs_from_me=2), row(7, 100, outputs_to_me=2)]
    path = write(tmp_path / "w.jsonl", {"chain": "bitcoin", "address": "a", "transactions": rows})
    ask = start(world=path)
    body = ask.json("/bitcoin/dashboards/address/a", transaction_details="true")
    assert [item["hash"] for item in body["data"]["a"]["transactions"]] == [one["hash"] for one in rows]
    figures = body["data"]["a"]["address"]
    assert (figures["balance"], figures["received"], figures["spent"]) == (60, 160, 100)
    assert (figures["output_count"], figures["unspent_output_count"]) == (3, 1)
    assert body["context"]["state"] == 9
    ask.steer("mine", chain="bitcoin", transactions=[{"address": "a", "amount": 1}])
    newest = ask.one("a", transaction_details="true")["transactions"][0]
    assert (newest["block_id"], newest["time"] > "2020-01-01 00:00:09") == (10, True)


def test_chains_that_say_nothing_are_left_out(tmp_path: Path) -> None:
    """Ethereum without calls is skipped with a notice, a testnet with a slash is taken."""
    ether = {"chain": "ethereum", "address": "0x", "transactions": []}
    test = {"chain": "bitcoin/testnet", "address": "t", "transactions": [row(7, 1)]}
    world, notices = read_world(write(tmp_path / "w.jsonl", ether, test, ether))
    assert world.addresses() == [("bitcoin-testnet", "t", 1)]
    assert len(notices) == 1
    assert "2 of ethereum" in notices[0]


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"chain": "bitcoin", "address": "a", "transactions": [{}]}'])
def test_a_line_that_is_no_history_is_named(tmp_path: Path, line: str) -> None:
    """The message says which file and which line."""
    path = tmp_path / "w.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(InputError, match=r"w\.jsonl, line 2"):
        read_world(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file is an input error."""
    with pytest.raises(InputError, match="cannot be read"):
        read_world(tmp_path / "none.jsonl")


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded histories are not on this machine")
def test_recorded_histories_have_the_providers_totals() -> None:
    """Balance, received, spent and counts of every recorded address are those its provider told."""
    world, _ = read_world(RECORDED)
    for line in RECORDED.read_text().splitlines():
        recorded = json.loads(line)
        if recorded["chain"] == "ethereum":
            continue
        history = world.chain(recorded["chain"]).find(recorded["address"])
        assert history
        totals = history.totals(latest=True)
        expected = recorded["expected_by_provider"]
        assert totals.balance == expected["balance"]
        assert totals.count == expected["transaction_count"]
        assert expected["received"] in {None, totals.received}
        assert expected["spent"] in {None, totals.spent}
        shown = [one.tx_hash for one in history.rows(0, totals.count, latest=True)]
        assert shown == [one["hash"] for one in recorded["transactions"]]
