"""``cointracker tokens``: exact for programs, readable and harmless for people."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.cli.command import Command

pytestmark = pytest.mark.dagster

OWNER = "0x" + "a" * 40
LARGE = int("123456789" * 7)


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command with a home in which a wallet with a good, a huge and three terrible tokens is synced."""
    with running_sandbox(wallets=0, chains=("ethereum",)) as sandbox:
        for name, symbol, decimals, value in (
            ("Cat", "CAT", 6, 1_234_567),
            ("Large", "LRG", 0, LARGE),
            ("=cmd|'/c calc'!A1", "=1+1", 18, 7),
            ("\x1b[2JVisit\nclaim.example", "[bold]", 18, 7),
            ("Seventy", "S77", 77, 10**77),
        ):
            token = sandbox.control.add_token(name=name, symbol=symbol, decimals=decimals)["address"]
            moved = {"token": token, "to": OWNER, "value": str(value)}
            sandbox.control.mine("ethereum", transactions=[{"to": OWNER, "value": 1, "tokens": [moved]}])
        sandbox.control.mine("ethereum", blocks=100)
        home = tmp_path_factory.mktemp("tokens") / "home"
        command = Command(home, {"BLOCKCHAIR_BASE_URL": sandbox.base_url, "BLOCKCHAIR_API_KEY": "any"})
        assert command("wallets", "add", "ethereum", OWNER).status == 0
        ended = command("sync")
        assert ended.status == 0, ended.err
        yield command


def by_symbol(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return rows by their symbols."""
    return {row["symbol"]: row for row in rows}


def test_programs_get_exact_text(holding: Command) -> None:
    """Every digit of a balance, in whole tokens."""
    rows = by_symbol(holding("tokens", "--json").rows())
    assert rows.keys() == {"CAT", "LRG"}
    assert (rows["CAT"]["balance"], rows["CAT"]["proven"], rows["CAT"]["transfers"]) == ("1.234567", "yes", 1)
    assert rows["LRG"]["balance"] == str(LARGE)


def test_all_shows_spam_with_its_reason(holding: Command) -> None:
    """What is not read is there, with the reason, and decimals only where they make sense."""
    rows = by_symbol(holding("tokens", f"ethereum:{OWNER}", "--all", "--json").rows())
    assert {symbol: row["status"] for symbol, row in rows.items()} == {
        "CAT": "followed",
        "LRG": "followed",
        "'=1+1": "spam",
        "[bold]": "spam",
        "S77": "spam",
    }
    assert (rows["S77"]["decimals"], rows["S77"]["reason"]) == (None, "no amount has 77 decimals")
    assert (rows["CAT"]["reason"], rows["S77"]["proven"]) == ("", "")


def test_a_terminal_and_a_spreadsheet_take_no_harm(holding: Command) -> None:
    """No control character is printed, nothing is a formula."""
    shown = holding("tokens", "--all").out
    assert shown.replace("\n", "").isprintable()
    assert "[bold]" in shown
    assert "2 tokens followed, 3 spam" in shown
    assert "3 not shown, see them with --all" in holding("tokens").out
    cells = [cell for row in holding("tokens", "--all", "--csv").table() for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_tokens_are_exported(holding: Command, tmp_path: Path) -> None:
    """As files like every other table."""
    ended = holding("export", "token_balances", "token_transfers", "--to", str(tmp_path))
    assert ended.status == 0, ended.err
    assert [line.rsplit(": ")[1] for line in ended.out.splitlines()] == ["5 rows", "2 rows"]
    assert str(LARGE) in (tmp_path / "token_transfers.csv").read_text("utf-8")


def test_a_list_with_a_slip_is_refused(holding: Command) -> None:
    """The message names the variable and what is wrong with it."""
    ended = holding("tokens", COINTRACKER_TOKENS_BLOCK="0x12")
    assert ended.status == 1
    assert "COINTRACKER_TOKENS_BLOCK has '0x12'" in ended.err
