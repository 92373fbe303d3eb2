"""Bad input to the command: one message, a status that is not zero, no traceback, nothing half done."""

import subprocess
import sys
from pathlib import Path

import pytest

from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage
from cointracker_pipeline_tests.entrances.bad_files import KNOWN, MISTYPED, REFUSED_ROWS, UNREADABLE
from cointracker_pipeline_tests.entrances.conftest import Command, Ended

pytestmark = REAL_RUNS


def assert_one_message(ended: Ended, *words: str) -> None:
    """Assert that a command failed with one line that holds these words."""
    assert ended.status != 0
    assert ended.err.startswith("Error: ")
    assert len(ended.err.strip().splitlines()) == 1
    assert "Traceback" not in ended.out + ended.err
    for word in words:
        assert word in ended.err


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_chain(command: Command) -> None:
    """The message names the chains there are."""
    assert_one_message(command("wallets", "add", "floofcoin", KNOWN), "floofcoin", "bitcoin")


@pytest.mark.usefixtures("unchanged")
def test_a_mistyped_address(command: Command) -> None:
    """The message speaks of the checksum."""
    assert_one_message(command("wallets", "add", "bitcoin", MISTYPED), "checksum")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "arguments", [("sync", f"bitcoin:{KNOWN}"), ("sync", "nonsense"), ("wallets", "delete", "x:y")]
)
def test_a_wallet_that_is_not_tracked(command: Command, arguments: tuple[str, ...]) -> None:
    """Nothing is asked of the API."""
    assert_one_message(command(*arguments))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_table(command: Command, tmp_path: Path, name: str) -> None:
    """The message stands alone, and the file stays where it is."""
    path = tmp_path / name
    path.write_bytes(UNREADABLE[name])
    assert_one_message(command("wallets", "import", path))
    assert path.read_bytes() == UNREADABLE[name]


@pytest.mark.usefixtures("unchanged")
def test_a_file_that_is_not_there(command: Command, tmp_path: Path) -> None:
    """The message names it."""
    assert_one_message(command("wallets", "import", tmp_path / "none.csv"), "none.csv", "does not exist")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_rows_that_are_no_wallets(command: Command, tmp_path: Path, name: str) -> None:
    """Each refused row is told with its line and reason."""
    content, reason = REFUSED_ROWS[name]
    path = tmp_path / name
    path.write_bytes(content)
    ended = command("wallets", "import", path)
    assert "line 2" in ended.out.lower()
    assert reason in ended.out
    assert "Traceback" not in ended.out + ended.err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("arguments", [("wallets", "list"), ("wallets", "add", "bitcoin", KNOWN), ("sync",), ("up",)])
def test_a_home_that_cannot_be_used(command: Command, broken_home: Path, arguments: tuple[str, ...]) -> None:
    """The message names it and the setting."""
    assert_one_message(command(*arguments), str(broken_home), "COINTRACKER_HOME")


@pytest.mark.usefixtures("unchanged")
def test_a_wrong_key(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting and not the key."""
    monkeypatch.setenv("BLOCKCHAIR_API_KEY", "wrong-key")
    ended = command("sync")
    assert_one_message(ended, "BLOCKCHAIR_API_KEY")
    assert "wrong-key" not in ended.out + ended.err


@pytest.mark.usefixtures("unchanged", "html_api")
def test_an_api_that_is_a_web_page(command: Command) -> None:
    """The message says where to look."""
    assert_one_message(command("sync"), "not JSON", "BLOCKCHAIR_BASE_URL")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BLOCKCHAIR_BASE_URL", "http://example.org"),
        ("BLOCKCHAIR_POINTS_PER_DAY", "many"),
        ("COINTRACKER_NIGHTLY_CRON", "at night"),
    ],
)
def test_a_setting_that_cannot_work(command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The message names the variable."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(name, value)
        ended = command("wallets", "list")
    assert_one_message(ended, name)


@pytest.mark.usefixtures("unchanged")
def test_the_installed_command_says_the_same(stage: Stage) -> None:
    """In a process of its own the status is 1 and the message stands alone."""
    script = Path(sys.executable).with_name("cointracker")
    arguments = [str(script), "wallets", "add", "bitcoin", MISTYPED]
    ended = subprocess.run(arguments, cwd=stage.settings.home.parent, capture_output=True, text=True, check=False)
    assert_one_message(Ended(ended.returncode, ended.stdout, ended.stderr), "checksum")
    assert ended.returncode == 1
