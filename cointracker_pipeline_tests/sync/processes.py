"""Processes of a test's own: fresh ones that start in milliseconds, and end when the test does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["cointracker_pipeline.pipeline", "cointracker_pipeline_tests.sync.mortal"])


def pipe() -> Any:
    """Return the two ends of a one-way pipe: to receive, to send."""
    return _CONTEXT.Pipe(duplex=False)


@contextmanager
def running(work: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    """Run a function in a process of its own; it is killed if it still runs when the block ends."""
    process = _CONTEXT.Process(target=work, args=arguments)
    process.start()
    try:
        yield process
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        process.close()


def run_together(work: Callable[..., None], arguments: list[tuple[object, ...]], seconds: float = 120) -> list[int]:
    """Run a function once for each tuple of arguments, all at once, and return how each ended."""
    processes = [_CONTEXT.Process(target=work, args=one) for one in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(seconds)
    codes = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
        process.join()
        process.close()
    return [-1 if code is None else code for code in codes]
