"""A stage for every test that starts real runs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from cointracker_pipeline.sandbox.running import running_sandbox
from cointracker_pipeline_tests.defs.environment import set_environment
from cointracker_pipeline_tests.defs.stage import Stage, open_stage


@pytest.fixture
def start_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Stage]]:
    """Start a sandbox with any options, and a home that asks it."""
    with ExitStack() as stack:

        def begin(**options: Any) -> Stage:
            sandbox = stack.enter_context(running_sandbox(**options))
            set_environment(monkeypatch, tmp_path / "home", sandbox.base_url)
            return stack.enter_context(open_stage(sandbox))

        yield begin


@pytest.fixture
def stage(start_stage: Callable[..., Stage]) -> Stage:
    """Give a home that asks a sandbox of three small wallets, one a chain."""
    return start_stage(wallets=1, transactions=(2, 8))


@pytest.fixture
def wide_stage(start_stage: Callable[..., Stage]) -> Stage:
    """Give a home that asks a sandbox of six small wallets, two a chain."""
    return start_stage(wallets=2, transactions=(2, 8))
