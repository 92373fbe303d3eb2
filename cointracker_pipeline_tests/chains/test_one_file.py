"""A chain that one added file describes is found, contract-tested, synced, proven and shown, with no edit elsewhere."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from cointracker_pipeline.chains import find_chain
from cointracker_pipeline.errors import UnknownChainError
from cointracker_pipeline.sandbox.running import RunningSandbox, running_sandbox
from cointracker_pipeline_tests.chains.checkout import Checkout, copy_checkout
from cointracker_pipeline_tests.chains.toycoin import FACTS, FILE, TOYCOIN, VECTOR_FILE, VECTORS
from cointracker_pipeline_tests.cli.command import Command

CONTRACT = "cointracker_pipeline_tests/chains/test_contract.py"
LAWS = "cointracker_pipeline_tests/addresses/test_laws.py"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout in which one file was added."""
    copied = copy_checkout(tmp_path_factory.mktemp("checkout"))
    copied.add(FILE, TOYCOIN)
    return copied


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    """A sandbox that serves two wallets of the new chain, one of them too long for a request."""
    with running_sandbox(wallets=1, transactions=30, chains=("toycoin",), more_chains=[FACTS]) as running:
        running.control.add_wallet("toycoin", transactions=10_400)
        yield running


@pytest.fixture(scope="module")
def command(checkout: Checkout, sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command of that checkout, with a home in which the wallets of the chain are synced."""
    settings = {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_API_KEY": "any"}
    folder = tmp_path_factory.mktemp("toys")
    run = Command(folder / "home", {**settings, "PYTHONPATH": str(checkout.folder)})
    first, second = addresses_of(sandbox)
    assert "added" in run("wallets", "add", "TOY", first).out
    (folder / "wallets.csv").write_text(f"chain,address,label\nToy Coin,{second},the long one\n")
    assert "1 added" in run("wallets", "import", str(folder / "wallets.csv")).out
    ended = run("sync")
    assert ended.status == 0, ended.err
    assert "2 wallets up to date: 10,430 rows added" in ended.out
    return run


def addresses_of(sandbox: RunningSandbox) -> list[str]:
    """Return the addresses of the new chain that the sandbox knows."""
    return [str(one["address"]) for one in sandbox.control.wallets("toycoin")]


def held(sandbox: RunningSandbox) -> dict[str, int]:
    """Return what each wallet truly holds, in base units."""
    return {
        f"toycoin:{one}": sandbox.control.truth("toycoin", one, limit=0)["totals"]["balance"]
        for one in addresses_of(sandbox)
    }


def test_it_is_found_by_every_name(checkout: Checkout) -> None:
    """Its name, path, symbol and coin lead to it in any case, and it is among the supported ones, in that checkout."""
    ran = checkout.run(
        "-c",
        "from cointracker_pipeline.chains import find_chain\n"
        "print({find_chain(text).name for text in ('toycoin', 'toycoin/main', 'TOY', 'toy', 'Toy Coin', 'TOY_COIN')})\n"
        "find_chain('floofcoin')",
    )
    assert "{'toycoin'}" in ran.out
    assert "toycoin (TOY)" in ran.out
    with pytest.raises(UnknownChainError):
        find_chain("toycoin")


def test_its_missing_vectors_are_named(checkout: Checkout) -> None:
    """The tests that visit every chain fail for the new one alone, with the path of the file it needs."""
    ran = checkout.run_tests(CONTRACT)
    assert ran.status == 1
    assert f"{CONTRACT}::test_every_chain_has_vectors[toycoin] FAILED" in ran.out
    assert f"no valid address in {checkout.folder / VECTOR_FILE}" in ran.out
    assert ran.out.count(" FAILED ") == 1


def test_with_vectors_every_contract_holds(tmp_path: Path) -> None:
    """Its facts, names, vectors and the laws of addresses are visited, and hold."""
    copied = copy_checkout(tmp_path / "checkout")
    copied.add(FILE, TOYCOIN)
    copied.add(VECTOR_FILE, VECTORS)
    ran = copied.run_tests(CONTRACT, LAWS)
    assert ran.status == 0, ran.out
    assert f"{CONTRACT}::test_every_chain_has_vectors[toycoin] PASSED" in ran.out
    assert f"{CONTRACT}::test_facts_are_plausible[toycoin] PASSED" in ran.out
    for line in VECTORS.splitlines()[1:]:
        address, _, what, _ = line.split(",")
        assert f"{CONTRACT}::test_own_vectors[toycoin: {what}: {address}] PASSED" in ran.out


@pytest.mark.dagster
def test_its_wallets_are_synced_and_proven(command: Command, sandbox: RunningSandbox) -> None:
    """After a real run every balance is the true one, to the last of its own decimals, and proven."""
    rows = {row["wallet_id"]: row for row in command("balances", "--json").rows()}
    assert {name: Decimal(row["balance"]).scaleb(6) for name, row in rows.items()} == held(sandbox)
    assert {(row["symbol"], row["proven"]) for row in rows.values()} == {("TOY", "yes")}
    assert sorted(row["transactions"] for row in rows.values()) == [30, 10_400]
    asked = {one["path"] for one in sandbox.control.requests()["requests"]}
    assert all(path.startswith(("/toycoin/main/", "/premium/")) for path in asked)


@pytest.mark.dagster
def test_it_is_listed_planned_and_looked_after(command: Command) -> None:
    """It is among the chains, the next plan speaks of it by name, and the doctor finds all its wallets proven."""
    listed = {row["chain"]: (row["symbol"], row["decimals"]) for row in command("chains", "--json").rows()}
    assert listed["toycoin"] == ("TOY", 6)
    assert "check toycoin" in command("sync", "--plan", "--sweep").out
    found = {row["what"]: row for row in command("doctor", "--json").rows()}
    assert found["wallets"]["text"] == "2 of 2 proven"


@pytest.mark.dagster
def test_it_is_in_the_portfolio_and_in_exports(command: Command, sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Its row of the portfolio sums its wallets, and every exported row is the chain's, in base units and in coins."""
    ended = command("export", "portfolio", "transactions", "--to", str(tmp_path))
    assert ended.status == 0, ended.err
    (portfolio,) = read_csv(tmp_path / "portfolio.csv")
    assert (portfolio["chain"], portfolio["symbol"], portfolio["proven_wallets"]) == ("toycoin", "TOY", "2")
    assert int(portfolio["balance"]) == sum(held(sandbox).values())
    rows = read_csv(tmp_path / "transactions.csv")
    assert all(Decimal(row["balance_change_coins"]).scaleb(6) == int(row["balance_change"]) for row in rows)
    expected = [
        (f"toycoin:{address}", row["hash"], str(row["balance_change"]))
        for address in addresses_of(sandbox)
        for row in sandbox.control.truth("toycoin", address)["transactions"]
    ]
    assert sorted((row["wallet_id"], row["tx_hash"], row["balance_change"]) for row in rows) == sorted(expected)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
