"""Child processes that never outlive the command that started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cointracker_pipeline.tethered import STOP_SECONDS


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module as a child until the block ends; then the child and its whole group are gone."""
    child = start(arguments, environment, log)
    try:
        yield child
    finally:
        interrupt(child)
        end(child)


def start(arguments: Sequence[str], environment: Mapping[str, str], log: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a Python module as a child in its own process group, which ends by itself when this process is killed.

    ``arguments`` follow ``python -m``. Output goes to ``log``, or to this terminal without one.
    """
    _heed_interrupts()
    output = log.open("ab") if log else None
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, "-m", "cointracker_pipeline.tethered", *arguments],
        env=dict(environment),
        stdin=subprocess.PIPE,  # what tethers it: nothing is ever written
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
    )
    if output:
        output.close()
    return child


def _heed_interrupts() -> None:
    """A script's background job inherits an ignored Ctrl-C, and children that ignore it could not be stopped by it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupt(child: subprocess.Popen[bytes]) -> None:
    """Ask a child that runs to end as Ctrl-C does, and its whole group with it; do not wait."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGINT)


def end(child: subprocess.Popen[bytes]) -> None:
    """Wait for a child that was asked to end, and end what is left of its group by force."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdin:
        child.stdin.close()
