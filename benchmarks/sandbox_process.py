"""A sandbox in a process of its own, without limits, so that its work is not counted as ours."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """One wallet, and where its history is served."""

    base_url: str
    chain: str
    address: str

    @property
    def wallet_id(self) -> str:
        """The wallet's id."""
        return f"{self.chain}:{self.address}"


@contextmanager
def serving_wallet(transactions: int, folder: Path) -> Iterator[Served]:
    """Serve one generated Bitcoin wallet of that many transactions until the block ends."""
    ready = folder / "sandbox-url"
    options = ["--port", "0", "--no-limits", "--wallets", "1", "--transactions", str(transactions)]
    child = subprocess.Popen(
        [sys.executable, "-m", "cointracker_pipeline.sandbox", *options, "--chain", "bitcoin", "--ready-file", ready],
        stdout=subprocess.DEVNULL,
    )
    try:
        base_url = _wait_for(ready, child)
        found = requests.get(f"{base_url}/sandbox/wallets", timeout=60).json()[0]
        served = Served(base_url, found["chain"], found["address"])
        _warm_up(served)
        yield served
    finally:
        child.terminate()
        child.wait()


def _wait_for(ready: Path, child: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START_SECONDS
    while not ready.exists():
        if child.poll() is not None or time.monotonic() > end:
            raise SystemExit("The sandbox did not start.")
        time.sleep(0.05)
    return ready.read_text().strip()


def _warm_up(served: Served) -> None:
    """Let the history be made before anything is measured."""
    url = f"{served.base_url}/{served.chain}/dashboards/address/{served.address}"
    requests.get(url, params={"limit": "1,0"}, timeout=600).raise_for_status()
