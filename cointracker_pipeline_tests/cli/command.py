"""Runs the real command in a process of its own, in a home of its own, against a sandbox."""

import csv
import io
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENTRY = [sys.executable, "-c", "from cointracker_pipeline.cli import main; main()"]
SECONDS = 120
PORTS = (20_000, 32_000)
"""Below the ports that Linux gives to connections going out: thousands of them are made beside a test."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        """Return the JSON objects it printed, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def table(self) -> list[dict[str, str]]:
        """Return the CSV it printed, by column."""
        return list(csv.DictReader(io.StringIO(self.out)))


@dataclass(frozen=True, slots=True)
class Command:
    """The command in one home; no setting of whoever runs the tests reaches it."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment the command runs in."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("COINTRACKER", "BLOCKCHAIR"))
        }
        return {**inherited, "COINTRACKER_HOME": str(self.home), **self.settings}

    def __call__(self, *arguments: str, **settings: str) -> Ended:
        """Run it to its end; ``settings`` are more environment variables."""
        ended = subprocess.run(
            [*ENTRY, *arguments],
            env={**self.environment, **settings},
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it and return at once."""
        return subprocess.Popen(
            [*ENTRY, *arguments],
            env=self.environment,
            cwd=self.home.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def free_port() -> int:
    """Return a port that nobody listens on, and that no connection going out is given meanwhile."""
    while True:
        port = random.randint(*PORTS)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
