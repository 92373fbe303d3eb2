"""Bad files in the inbox: filed away with a report that says why, and no wallet comes of them."""

from pathlib import Path

import pytest

from cointracker_pipeline.errors import HomeError
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage
from cointracker_pipeline_tests.entrances.bad_files import REFUSED_ROWS, UNREADABLE

pytestmark = REAL_RUNS


def list_names(folder: Path) -> set[str]:
    """Return the names of the files people see in a folder."""
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.usefixtures("unchanged")
def test_files_that_are_no_tables_are_rejected(stage: Stage) -> None:
    """Each lies in ``rejected/`` unchanged, beside a report; the run that took them is green."""
    for name, content in UNREADABLE.items():
        stage.drop(name, content)
    (result,) = stage.take_inbox()
    assert result.success
    reports = {f"{Path(name).stem}.report.csv" for name in UNREADABLE}
    assert list_names(stage.settings.rejected) == {*UNREADABLE, *reports}
    assert list_names(stage.settings.processed) == set()
    for name, content in UNREADABLE.items():
        assert (stage.settings.rejected / name).read_bytes() == content
        report = (stage.settings.rejected / f"{Path(name).stem}.report.csv").read_text()
        assert "rejected" in report
        assert len(report) > 50


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_rows_that_are_no_wallets_are_reported(stage: Stage, name: str) -> None:
    """The file is processed, and its report gives the row's line and reason."""
    content, reason = REFUSED_ROWS[name]
    stage.drop(name, content)
    (result,) = stage.take_inbox()
    assert result.success
    assert list_names(stage.settings.processed) == {name, f"{Path(name).stem}.report.csv"}
    assert reason in (stage.settings.processed / f"{Path(name).stem}.report.csv").read_text()


@pytest.mark.usefixtures("unchanged")
def test_a_home_that_cannot_be_used_fails_the_tick(stage: Stage, broken_home: Path) -> None:
    """The sensor's tick fails with the message, and starts nothing."""
    with pytest.raises(HomeError, match=str(broken_home)):
        stage.evaluate("inbox")
    assert stage.instance.get_runs() == []
