"""A spreadsheet is told once, wherever the process that takes it is killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline_tests.defs.environment import set_environment

SHEET = "chain,address\nbitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\nbitcoin,nonsense\n"
MOMENTS = {"the request for a sync": 2, "the record of the file": 3, "the alert": 4}
"""What is about to be written when taking the sheet asks for the time."""

PROGRAM = """
import os, signal, sys
from datetime import UTC, datetime
from cointracker_pipeline.pipeline import open_pipeline
left = int(sys.argv[2])
def clock():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return datetime.now(UTC)
with open_pipeline() as pipeline:
    pipeline.clock = clock
    pipeline.take_file(pipeline.settings.inbox / sys.argv[1])
"""


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_kill_at_any_moment_leaves_one_alert(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: int) -> None:
    """The file is taken again, from where it lies or dropped anew; the counts are right either way."""
    set_environment(monkeypatch, tmp_path / "home", "http://127.0.0.1:9")
    with open_pipeline() as pipeline:
        path = pipeline.settings.inbox / "mine.csv"
        path.write_text(SHEET)
        died = subprocess.run([sys.executable, "-c", PROGRAM, path.name, str(moment)], check=False)
        assert died.returncode == -signal.SIGKILL
        assert pipeline.registry.waiting_alerts("nobody") == {}
        for _ in range(2):
            path.write_text(SHEET)
            pipeline.take_file(path)
        (told,) = pipeline.registry.waiting_alerts("nobody").values()
    assert told.kind == "spreadsheet"
    assert told.title == "mine.csv is taken: 1 rows accepted, 1 refused"
    report = Path(told.text.rpartition("Report: ")[2])
    assert "nonsense" in report.read_text("utf-8")
