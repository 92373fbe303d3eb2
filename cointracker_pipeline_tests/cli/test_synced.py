"""What was synced is shown, printed for programs and exported, exactly."""

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from cointracker_pipeline.pipeline.reports import list_exports
from cointracker_pipeline.reports import load_reports
from cointracker_pipeline.sandbox.running import RunningSandbox
from cointracker_pipeline_tests.cli.command import Command
from cointracker_pipeline_tests.cli.world import BITCOIN, LITECOIN, WALLETS

pytestmark = pytest.mark.dagster


def truth(sandbox: RunningSandbox, wallet_id: str) -> Any:
    """Return what the sandbox holds of a wallet."""
    chain, _, address = wallet_id.partition(":")
    return sandbox.control.truth(chain, address)


def test_balances_are_the_chains_own(synced: Command, sandbox: RunningSandbox) -> None:
    """Every balance is proven, and as text it is exactly what the sandbox holds."""
    rows = {row["wallet_id"]: row for row in synced("balances", "--json").rows()}
    assert rows.keys() == WALLETS.keys()
    for wallet_id, row in rows.items():
        held = sum(one["balance_change"] for one in truth(sandbox, wallet_id)["transactions"])
        assert isinstance(row["balance"], str)
        assert Decimal(row["balance"]).scaleb(8) == held
        assert (row["proven"], row["transactions"]) == ("yes", WALLETS[wallet_id])


def test_people_see_a_total_of_each_chain(synced: Command) -> None:
    """The table for people ends with one line a chain."""
    totals = [line for line in synced("balances").out.splitlines() if line.startswith("Total ")]
    assert len(totals) == 3
    assert all(line.endswith("in 1 wallet, all proven") for line in totals)


def test_transactions_are_newest_first(synced: Command, sandbox: RunningSandbox) -> None:
    """The transactions are the sandbox's, in its order, amounts as text."""
    expected = truth(sandbox, BITCOIN)["transactions"]
    rows = synced("transactions", BITCOIN, "--limit", "0", "--json").rows()
    assert len(rows) == WALLETS[BITCOIN]
    assert {row["transaction"] for row in rows} == {one["hash"] for one in expected}
    heights = [row["height"] for row in rows]
    assert heights == sorted(heights, reverse=True)
    assert all(re.fullmatch(r"-?\d+\.\d{8}", row["change"]) for row in rows)


def test_limit_takes_the_newest(synced: Command) -> None:
    """A limit leaves the older ones out."""
    every = synced("transactions", BITCOIN, "--limit", "0", "--csv").table()
    assert synced("transactions", BITCOIN, "--limit", "2", "--csv").table() == every[:2]


def test_exports_read_back_exactly(synced: Command, sandbox: RunningSandbox, tmp_path: Path) -> None:
    """CSV and Parquet hold the same rows, amounts are exact in both, in base units and in coins."""
    for form in ("csv", "parquet"):
        ended = synced("export", "--format", form, "--to", str(tmp_path))
        assert ended.status == 0, ended.err
        assert len(ended.out.splitlines()) == len(list_exports())
    with (tmp_path / "transactions.csv").open(newline="", encoding="utf-8") as file:
        from_csv = list(csv.DictReader(file))
    from_parquet = pyarrow.parquet.read_table(tmp_path / "transactions.parquet").to_pylist()
    assert len(from_csv) == len(from_parquet) == sum(WALLETS.values())
    for text, value in zip(from_csv, from_parquet, strict=True):
        assert text["tx_hash"] == value["tx_hash"]
        assert Decimal(text["balance_change"]) == value["balance_change"]
        assert Decimal(text["balance_change_coins"]) == value["balance_change_coins"]
        assert value["balance_change_coins"].scaleb(8) == value["balance_change"]
    expected = {one["hash"]: one["balance_change"] for one in truth(sandbox, LITECOIN)["transactions"]}
    assert {row["tx_hash"]: int(row["balance_change"]) for row in from_csv if row["wallet_id"] == LITECOIN} == expected


def test_a_second_sync_spends_next_to_nothing(synced: Command) -> None:
    """With nothing new, a sync says so."""
    ended = synced("sync")
    assert ended.status == 0
    assert "Everything is up to date" in ended.out or "0 rows added" in ended.out


def test_doctor_finds_no_problem(synced: Command) -> None:
    """A home that works has no problem; the key is never shown."""
    ended = synced("doctor", "--json")
    assert ended.status == 0, ended.out
    found = {row["what"]: row for row in ended.rows()}
    assert {
        "python",
        "packages",
        "home",
        "registry",
        "warehouse",
        "dagster",
        "daemon",
        "api",
        "clock",
        "budget",
    } <= set(found)
    assert found["key"]["text"] == "set"
    assert found["wallets"]["text"] == "3 of 3 proven"


def test_reports_are_listed_and_printed(synced: Command) -> None:
    """Every report that is found, for people and for programs, amounts in coins; only the rows that were asked for."""
    listed = {row["report"] for row in synced("report", "--json").rows()}
    assert listed == set(load_reports())
    flows = synced("report", "flows_by_month", "--json").rows()
    net = {
        chain: sum(Decimal(row["net"]) for row in flows if row["chain"] == chain) for chain in ("bitcoin", "dogecoin")
    }
    held = {row["wallet_id"].partition(":")[0]: Decimal(row["balance"]) for row in synced("balances", "--json").rows()}
    assert net == {chain: held[chain] for chain in net}
    some = synced("report", "portfolio_by_tag", "--only", "tag=team", "--csv").table()
    assert [(row["tag"], row["chain"], Decimal(row["balance"])) for row in some] == [
        ("team", "bitcoin", held["bitcoin"])
    ]
    assert "portfolio_by_tag" in synced("report").out


def test_a_report_that_is_none_is_named_with_those_there_are(synced: Command) -> None:
    """So is a column; a condition without = is wrong usage."""
    assert "is no report; there are: address_reuse" in synced("report", "gainz").err
    assert "has no column 'who'; it has: year, method" in synced("report", "gains_by_year", "--only", "who=x").err
    assert synced("report", "gains_by_year", "--only", "who").status == 2
    assert "'gainz' cannot be exported; these can: transactions" in synced("export", "gainz").err
