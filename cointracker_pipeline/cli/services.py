"""Long-lived children that belong together: when one of them ends, all do."""

import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from cointracker_pipeline.cli.processes import end, interrupt, running, start
from cointracker_pipeline.errors import ServiceError

LOOK_SECONDS = 0.2
ADVICE = "Its last words are above; start again with: cointracker up"


class Services:
    """Children by their names; at the end of the block none is left."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Begin with none."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop all of them: each is asked at once, so that they end side by side."""
        for child in self._children.values():
            interrupt(child)
        self._stack.close()

    def start(self, name: str, *arguments: str) -> None:
        """Start a child; ``arguments`` follow ``python -m``."""
        child = self._children[name] = start(arguments, self._environment)
        self._stack.callback(end, child)

    def finish(self, name: str, *arguments: str) -> None:
        """Run a child to its end. Raises: ServiceError when it fails, naming it."""
        with running(arguments, self._environment) as child:
            if status := child.wait():
                raise ServiceError(f"{name} {_tell(status)}. {ADVICE}")

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Wait until something holds, or for ever.

        Raises: ServiceError as soon as a child ends, naming it.
        """
        while not until():
            for name, child in self._children.items():
                if child.poll() is not None:
                    raise ServiceError(f"{name} {_tell(child.returncode)}. All else was stopped as well. {ADVICE}")
            time.sleep(LOOK_SECONDS)


def _tell(status: int) -> str:
    return f"was ended by signal {-status}" if status < 0 else f"ended by itself, with status {status}"
