"""Dagster's instance is set up by our own configuration, and a person's is respected."""

from pathlib import Path

import pytest

from cointracker_pipeline.errors import HomeError
from cointracker_pipeline.home import DAGSTER_YAML, prepare_home
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline_tests.defs.stage import REAL_RUNS, Stage

pytestmark = REAL_RUNS


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home that does not exist yet."""
    return load_settings(home=tmp_path / "home")


def test_the_instance_keeps_to_itself_and_never_retries(stage: Stage) -> None:
    """Telemetry and run retries are off; the queue, monitoring and retention of ticks are set."""
    instance = stage.instance
    assert not instance.telemetry_enabled
    assert not instance.run_retries_enabled
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_max_runtime_seconds == 21_600
    assert instance.get_settings("retention")["sensor"]["purge_after_days"]["skipped"] == 3
    assert instance.get_concurrency_config().run_queue_config
    assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 3  # type: ignore[union-attr]
    assert Path(instance.root_directory) == stage.settings.dagster_home


def test_a_generated_file_follows_the_version(settings: Settings) -> None:
    """A file of ours from an older version is replaced."""
    prepare_home(settings)
    path = settings.dagster_home / "dagster.yaml"
    path.write_text(DAGSTER_YAML + "# of an older version\n")
    prepare_home(settings)
    assert path.read_text() == DAGSTER_YAML


@pytest.mark.parametrize("own", [b"telemetry:\n  enabled: true\n", "# für uns\n".encode("latin-1"), b""])
def test_a_persons_own_file_stays(settings: Settings, own: bytes) -> None:
    """Without our first line the file is a person's, in whatever encoding."""
    prepare_home(settings)
    path = settings.dagster_home / "dagster.yaml"
    path.write_bytes(own)
    prepare_home(settings)
    assert path.read_bytes() == own


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_home_that_is_a_file_is_named(tmp_path: Path, place: str) -> None:
    """The message says which path, why, and what to set."""
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(HomeError, match=r"file.*COINTRACKER_HOME"):
        prepare_home(load_settings(home=tmp_path / place))
