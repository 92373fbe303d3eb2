"""The demo runs to its end by itself, on the example and on a world of one's own."""

import json
import subprocess
from pathlib import Path

import pytest

from cointracker_pipeline_tests.cli.command import ENTRY, Command

pytestmark = [pytest.mark.dagster, pytest.mark.timeout(200)]
HISTORY = {
    "chain": "bitcoin",
    "address": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "transactions": [
        {"hash": "b" * 64, "block_id": 800_010, "time": "2023-07-24 04:00:00", "balance_change": -300},
        {"hash": "a" * 64, "block_id": 800_000, "time": "2023-07-24 03:00:00", "balance_change": 1_000},
    ],
}


def test_demo_of_a_world_of_ones_own(tmp_path: Path) -> None:
    """The demo ends well, shows portfolio, refused rows and points, and leaves no process behind."""
    world = tmp_path / "histories.jsonl"
    world.write_text(json.dumps(HISTORY) + "\n")
    command = Command(tmp_path / "home")
    ended = subprocess.run(
        [*ENTRY, "demo", "--world", str(world)],
        env=command.environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=190,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for part in ("Portfolio", "Refused rows", "Points spent so far", "passed  balance matches chain"):
        assert part in ended.stdout
    assert processes_of(command.home) == []


def processes_of(home: Path) -> list[str]:
    """Return the processes whose environment names this home."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = place.read_bytes()
        except OSError:
            continue
        if str(home).encode() in environment:
            found.append(place.parent.name)
    return found
