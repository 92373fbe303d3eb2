"""A sandbox in a process of its own, without limits, so that its work is not counted as ours."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """What the sandbox charged for a piece of work."""

    points: float
    requests: int

    def render(self) -> str:
        """Return both figures with their units."""
        return f"{self.points:,.4g} points, {self.requests:,} requests"


@dataclass(frozen=True, slots=True)
class SandboxProcess:
    """A sandbox that answers at ``base_url``, and what was asked of it."""

    base_url: str
    _session: requests.Session = field(default_factory=requests.Session, repr=False)

    def addresses(self, chain: str) -> list[str]:
        """Return the addresses of a chain in the order of their lengths as given."""
        return [one["address"] for one in self._call("GET", "wallets") if one["chain"] == chain]

    def add_key(self, chain: str, receive: int, change: int, transactions: int) -> str:
        """Return an extended public key of which so many addresses of each branch are used."""
        asked = {"chain": chain, "receive": receive, "change": change, "transactions": transactions}
        return str(self._call("POST", "add-key", asked)["key"])

    def mine(self, chain: str, blocks: int = 1, paid: Sequence[str] = ()) -> None:
        """Find blocks; the first one pays something to each of the addresses."""
        payments = [{"address": address, "amount": 1_000} for address in paid]
        self._call("POST", "mine", {"chain": chain, "blocks": blocks, "transactions": payments})

    def forget_cost(self) -> None:
        """Begin to count from nothing."""
        self._call("DELETE", "requests")

    def read_cost(self) -> Cost:
        """Return what was charged since the count began."""
        seen = self._call("GET", "requests?newest=1")
        return Cost(float(seen["points"]), int(seen["count"]))

    def _call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        answer = self._session.request(method, f"{self.base_url}/sandbox/{path}", json=body, timeout=600)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def serving(lengths: Mapping[str, Sequence[int]], folder: Path) -> Iterator[SandboxProcess]:
    """Serve generated wallets of these numbers of transactions, by chain, until the block ends."""
    folder.mkdir(parents=True)
    asked, ready = folder / "lengths.json", folder / "url"
    asked.write_text(json.dumps(lengths))
    command = [sys.executable, "-m", "benchmarks.sandbox_child", str(asked), str(ready)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        try:
            yield SandboxProcess(_wait_for(ready, child))
        finally:
            child.terminate()


def _wait_for(ready: Path, child: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + START_SECONDS
    while not ready.exists():
        if child.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"The sandbox did not start within {START_SECONDS} s; its own words stand above.")
        time.sleep(0.05)
    return ready.read_text().strip()
