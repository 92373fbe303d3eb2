"""Every error is one message on stderr and an exit status."""

import subprocess
from pathlib import Path

import pytest

from cointracker_pipeline_tests.cli.command import ENTRY, Command
from cointracker_pipeline_tests.cli.world import BITCOIN, write_spreadsheet


@pytest.mark.parametrize(
    "arguments",
    [
        ("wallets", "add", "floofcoin", "x"),
        ("wallets", "add", "bitcoin", "x"),
        ("wallets", "import", "nowhere.csv"),
        ("transactions", BITCOIN),
        ("balances", "not-an-id"),
        ("sync", BITCOIN),
        ("export", "--to", "/proc/nowhere"),
    ],
)
def test_our_errors_are_one_message(offline: Command, arguments: tuple[str, ...]) -> None:
    """What cannot be done is said in one message, with exit status 1 and nothing on stdout."""
    ended = offline(*arguments)
    assert ended.status == 1
    assert ended.out == ""
    assert ended.err.startswith("Error: ")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("nonsense",), ("wallets", "add"), ("transactions", BITCOIN, "--limit", "-1")])
def test_wrong_usage_is_status_2(offline: Command, arguments: tuple[str, ...]) -> None:
    """Wrong usage ends with status 2 and a way to help."""
    ended = offline(*arguments)
    assert ended.status == 2
    assert "Usage: " in ended.err


def test_unwritable_home(tmp_path: Path) -> None:
    """A home that cannot be made is named, with the setting that moves it."""
    (tmp_path / "file").touch()
    ended = Command(tmp_path / "home")("wallets", "list", COINTRACKER_HOME=str(tmp_path / "file" / "home"))
    assert ended.status == 1
    assert "COINTRACKER_HOME" in ended.err


def test_a_reader_that_leaves_is_no_error(offline: Command, tmp_path: Path) -> None:
    """A pipe that is closed early, as by head, ends the command quietly."""
    offline("wallets", "import", str(write_spreadsheet(tmp_path)))
    with offline.begin("wallets", "list", "--json") as child:
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        assert child.stderr.read() == ""


def test_help_is_quick_to_import() -> None:
    """The help needs neither Dagster nor DuckDB nor pandas: their imports take seconds."""
    code = (
        "import sys, cointracker_pipeline.cli; "
        "print([name for name in ('dagster', 'duckdb', 'pandas', 'pyarrow', 'sqlalchemy') if name in sys.modules])"
    )
    ended = subprocess.run([*ENTRY[:2], code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
