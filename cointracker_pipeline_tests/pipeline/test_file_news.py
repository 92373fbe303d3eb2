"""A spreadsheet is told once, wherever the process that takes it is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cointracker_pipeline.pipeline import open_pipeline
from cointracker_pipeline_tests.defs.environment import set_environment

SHEET = "chain,address\nbitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\nbitcoin,nonsense\n"
MOMENTS = {"the rows": 1, "the alert": 2, "the record of the file": 3}
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
    """The file is taken again from where it lies; then its content is known."""
    set_environment(monkeypatch, tmp_path / "home", "http://127.0.0.1:9")
    with open_pipeline() as pipeline:
        path = pipeline.settings.inbox / "mine.csv"
        path.write_text(SHEET)
        died = subprocess.run([sys.executable, "-c", PROGRAM, path.name, str(moment)], check=False)
        assert died.returncode == -signal.SIGKILL
        assert path.exists()
        pipeline.take_file(path)
        path.write_text(SHEET)
        assert pipeline.take_file(path).already_seen
        (told,) = pipeline.registry.waiting_alerts("nobody").values()
    assert told.kind == "spreadsheet"
    assert told.title == "mine.csv is taken: 1 rows accepted, 1 refused"
    report = Path(told.text.rpartition("Report: ")[2])
    assert "nonsense" in report.read_text("utf-8")


def test_a_file_whose_name_is_no_text_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Bytes that are no UTF-8 and line breaks stand in the alert with escapes, in the path of its report as well."""
    set_environment(monkeypatch, tmp_path / "home", "http://127.0.0.1:9")
    with open_pipeline() as pipeline:
        path = pipeline.settings.inbox / os.fsdecode(b"a\xff\nb.csv")
        path.write_text(SHEET)
        taken = pipeline.take_file(path)
        (told,) = pipeline.registry.waiting_alerts("nobody").values()
    assert not path.exists()
    assert taken.report_path.exists()
    assert told.subject == r"a\udcff\nb.csv"
    assert told.text.endswith(rf"Report: {pipeline.settings.processed}/a\udcff\nb.report.csv")


def test_a_rejected_file_that_is_taken_later_is_told_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Once a setting names its column the same content is news; rejected twice, it is told once."""
    set_environment(monkeypatch, tmp_path / "home", "http://127.0.0.1:9")
    for setting in ("", "", "address=Konto"):
        monkeypatch.setenv("COINTRACKER_COLUMN_NAMES", setting)
        with open_pipeline() as pipeline:
            path = pipeline.settings.inbox / "mine.csv"
            path.write_text(SHEET.replace("address", "Konto"))
            pipeline.take_file(path)
            told = [one.title for one in pipeline.registry.waiting_alerts("nobody").values()]
    assert told == ["mine.csv is rejected", "mine.csv is taken: 1 rows accepted, 1 refused"]
