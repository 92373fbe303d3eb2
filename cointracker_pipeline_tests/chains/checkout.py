"""A copy of this checkout to add files to, so that what they do is seen in processes that find nothing else."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cointracker_pipeline.settings import CHECKOUT

PACKAGES = ("cointracker_pipeline", "cointracker_pipeline_tests")
OURS = ("COINTRACKER", "BLOCKCHAIR", "DAGSTER", "PYTEST")
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended, and what it printed."""

    status: int
    out: str


@dataclass(frozen=True, slots=True)
class Checkout:
    """The product and its tests in a folder of their own."""

    folder: Path

    def add(self, place: str, text: str) -> None:
        """Add a file that is not there yet."""
        path = self.folder / place
        assert not path.exists()
        path.write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> Ran:
        """Run Python on it to the end; no setting of whoever runs the tests reaches it."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ended = subprocess.run(
            [sys.executable, *arguments],
            env={**inherited, "PYTHONPATH": str(self.folder)},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout)

    def run_tests(self, *places: str) -> Ran:
        """Run some of its tests, each told by name with how it ended."""
        return self.run("-m", "pytest", "-v", "-p", "no:cacheprovider", *places)


def copy_checkout(folder: Path) -> Checkout:
    """Return a copy of this checkout; its compiled modules come along, so that it starts as fast."""
    for name in PACKAGES:
        shutil.copytree(CHECKOUT / name, folder / name)
    shutil.copy2(CHECKOUT / "pyproject.toml", folder)
    return Checkout(folder)
