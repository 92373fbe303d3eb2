"""Starts everything for daily use in a process of its own, as a person does, and stops it as Ctrl-C does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cointracker_pipeline.home import dagster_environment, prepare_home
from cointracker_pipeline.settings import CHECKOUT, Settings

START_SECONDS = 120


@contextmanager
def started(arguments: list[str], settings: Settings, log: Path, is_ready: Callable[[], bool]) -> Iterator[None]:
    """Run Python with arguments over a home until the block ends; the block begins once it is ready."""
    prepare_home(settings)
    environment = dagster_environment(settings) | {
        "BLOCKCHAIR_BASE_URL": settings.base_url,
        "BLOCKCHAIR_API_KEY": "k",
        "COINTRACKER_SENSOR_SECONDS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=CHECKOUT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(child, log, is_ready)
        yield
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _wait(child: "subprocess.Popen[bytes]", log: Path, is_ready: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and child.poll() is None:
        if is_ready():
            return
        time.sleep(0.5)
    pytest.fail(f"it did not start:\n{log.read_text()[-3000:]}")
