"""The command that starts a sandbox."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from cointracker_pipeline.sandbox.command import sandbox_command
from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline.sandbox.server import open_socket


def test_it_says_where_it_listens_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    """It prints its address and the two variables to set, writes the ready file, and ends cleanly."""
    ready = tmp_path / "ready"
    options = ["--port", "0", "--key", "demo:5", "--parallel", "1"]
    command = [sys.executable, "-m", "cointracker_pipeline.sandbox", *options]
    with subprocess.Popen([*command, "--ready-file", str(ready)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        url = ready.read_text().strip()
        answer = requests.get(f"{url}/premium/stats?key=demo", timeout=20).json()
        codes = ask_twice_at_once(url)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert url in lines[0]
    assert f"BLOCKCHAIR_BASE_URL={url}" in lines[2]
    assert "BLOCKCHAIR_API_KEY=demo" in lines[3]
    assert answer["data"]["max_requests_per_day"] == 5
    assert codes == [200, 435]


def ask_twice_at_once(url: str) -> list[int]:
    """Return the codes of two requests that are in flight together, in ascending order."""
    requests.post(f"{url}/sandbox/latency", json={"milliseconds": 500}, timeout=20)
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda _: requests.get(f"{url}/premium/stats?key=demo", timeout=20), range(2))
        return sorted(answer.status_code for answer in answers)


def test_a_program_can_run_one_in_the_background() -> None:
    """It answers while the block lasts and not after it; two of them do not disturb each other."""
    with running_sandbox(wallets=1) as one, running_sandbox(wallets=2) as two:
        counts = [len(requests.get(f"{own.base_url}/sandbox/wallets", timeout=20).json()) for own in (one, two)]
    assert counts == [3, 6]
    with pytest.raises(requests.ConnectionError):
        requests.get(one.base_url, timeout=20)


def test_it_does_not_listen_to_the_world() -> None:
    """An address that other machines can reach needs an option of its own."""
    result = CliRunner().invoke(sandbox_command, ["--host", "0.0.0.0"])  # noqa: S104 - what must be refused
    assert result.exit_code == 1
    assert "--allow-remote" in result.output


def test_a_taken_port_is_told() -> None:
    """A second sandbox on the same port says so."""
    with open_socket("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        result = CliRunner().invoke(sandbox_command, ["--port", str(port)])
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.output


@pytest.mark.parametrize(
    "options",
    [
        ["--transactions", "30-1"],
        ["--transactions", "few"],
        ["--key", ":5"],
        ["--chain", "ripple"],
        ["--parallel", "0"],
    ],
)
def test_options_that_cannot_be_are_refused(options: list[str]) -> None:
    """Wrong values are usage errors."""
    assert CliRunner().invoke(sandbox_command, options).exit_code == 2
