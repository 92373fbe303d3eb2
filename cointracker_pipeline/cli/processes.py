"""Child processes that never outlive the command that started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

STOP_SECONDS = 15


@contextmanager
def running(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module as a child in its own process group; at the end the whole group is gone.

    ``arguments`` follow ``python -m``. Output goes to ``log``, or to this terminal without one.
    """
    _heed_interrupts()
    output = log.open("ab") if log else None
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, "-m", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
    )
    if output:
        output.close()
    try:
        yield child
    finally:
        stop(child)


def _heed_interrupts() -> None:
    """A script's background job inherits an ignored Ctrl-C, and children that ignore it could not be stopped by it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def stop(child: subprocess.Popen[bytes]) -> None:
    """Ask the child to end as Ctrl-C does, wait, and end its whole group."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
