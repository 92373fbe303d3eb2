"""Bad input to a Dagster run: one sentence, no traceback of ours, nothing half done."""

from pathlib import Path

import dagster as dg
import pytest

from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage
from cointracker_pipeline_tests.entrances.bad_files import KNOWN, MISTYPED

pytestmark = REAL_RUNS


def assert_one_sentence(stage: Stage, result: dg.ExecuteInProcessResult, *words: str) -> None:
    """Assert that a run failed with a message that holds these words, and shows nothing of our code."""
    assert not result.success
    for word in words:
        assert word in stage.failure_of(result)
    (event,) = [event for event in result.all_events if event.is_step_failure]
    assert event.step_failure_data.error
    shown = event.step_failure_data.error
    assert shown.cause is None
    assert shown.context is None


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("name", "words"), [(f"floofcoin:{KNOWN}", "floofcoin"), (f"bitcoin:{MISTYPED}", "checksum"), ("x", "wallet id")]
)
def test_a_name_that_is_no_wallet(stage: Stage, name: str, words: str) -> None:
    """A name in the run's configuration is read as any other."""
    assert_one_sentence(stage, stage.refresh(name), words)


@pytest.mark.usefixtures("unchanged")
def test_a_wrong_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked but whether the key is good."""
    monkeypatch.setenv("BLOCKCHAIR_API_KEY", "wrong-key")
    assert_one_sentence(stage, stage.refresh(), "BLOCKCHAIR_API_KEY")


@pytest.mark.usefixtures("unchanged", "html_api")
def test_an_api_that_is_a_web_page(stage: Stage) -> None:
    """It is never taken for an empty history."""
    assert_one_sentence(stage, stage.refresh(), "not JSON", "BLOCKCHAIR_BASE_URL")


@pytest.mark.usefixtures("unchanged", "html_api")
def test_an_api_that_is_a_web_page_without_a_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key the wallets themselves are the first to be asked about."""
    monkeypatch.delenv("BLOCKCHAIR_API_KEY")
    assert_one_sentence(stage, stage.refresh(), "1 of 1 wallets failed", "not JSON")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("job", ["refresh", "import_spreadsheets", "delete_wallets"])
def test_a_home_that_cannot_be_used(stage: Stage, broken_home: Path, job: str) -> None:
    """The message names it and the setting."""
    config: dict[str, dict[str, object]] = {
        "refresh": {"wallet_sync": {"config": {"all_due": True}}},
        "import_spreadsheets": {"take_each_file": {"config": {"files": ["x.csv"]}}},
        "delete_wallets": {"delete_each_wallet": {"config": {"wallets": [f"bitcoin:{KNOWN}"]}}},
    }
    assert_one_sentence(stage, stage.start(job, config[job]), str(broken_home), "COINTRACKER_HOME")


@pytest.mark.usefixtures("unchanged")
def test_a_file_that_is_gone(stage: Stage) -> None:
    """The run that was to take it names it."""
    result = stage.start("import_spreadsheets", {"take_each_file": {"config": {"files": ["gone.csv"]}}})
    assert_one_sentence(stage, result, "gone.csv")
