"""Runs one measured piece of work in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """What a child said of its work, and what the whole process took."""

    told: dict[str, Any]
    process_seconds: float
    peak_megabytes: float


def measure(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run ``python -m module`` to its end; it prints one JSON object as the last line.

    The peak is the kernel's own figure for that one process (``ru_maxrss``; kilobytes on Linux).
    """
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], env={**os.environ, **environment}, stdout=subprocess.PIPE
    )
    output = child.stdout.read() if child.stdout else b""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{module} ended with exit status {child.returncode}.")
    return Measured(json.loads(output.splitlines()[-1]), seconds, usage.ru_maxrss / 1_024)
