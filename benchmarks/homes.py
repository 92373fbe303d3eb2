"""Homes in which the work is done, each piece in a process of its own."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import Measured, measure
from benchmarks.sandbox_process import Cost, SandboxProcess

SETTLED_BLOCKS = 500
"""Blocks after which nothing may still change on any chain; Dogecoin settles last, after 240."""
MOST_NIGHTS = 5


@dataclass(frozen=True, slots=True)
class Done:
    """A piece of work: what it took, and what the sandbox charged."""

    measured: Measured
    cost: Cost

    @property
    def sync_seconds(self) -> float:
        """The time of the sync itself, without the start of the process."""
        return float(self.measured.told["sync_seconds"])


@dataclass(frozen=True, slots=True)
class Home:
    """A home of its own, pointed at a sandbox without limits."""

    folder: Path
    sandbox: SandboxProcess
    sweep_fraction: float = 0.0

    def sync_new(self, wallet_ids: Sequence[str]) -> Done:
        """Add wallets and sync them for the first time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        asked = self.folder / "new-wallets.json"
        asked.write_text(json.dumps(wallet_ids))
        return self._do("benchmarks.tasks.sync", str(asked))

    def sync_due(self) -> Done:
        """Do what a night does, without Dagster."""
        return self._do("benchmarks.tasks.sync", "due")

    def run_first(self, wallet_id: str) -> Done:
        """Sync one wallet for the first time as a Dagster run."""
        return self._do("benchmarks.tasks.first_run", wallet_id)

    def run_night(self) -> Done:
        """Do the nightly run as the schedule launches it."""
        return self._do("benchmarks.tasks.night_run")

    def take_sheet(self, sheet: Path) -> Done:
        """Take a spreadsheet as if it were dropped into the inbox, until its wallets are partitions."""
        return self._do("benchmarks.tasks.take_sheet", str(sheet))

    def settle(self, chains: Iterable[str]) -> None:
        """Let blocks pass until no wallet is due: what a home is like before an ordinary night."""
        for chain in chains:
            self.sandbox.mine(chain, SETTLED_BLOCKS)
        for _ in range(MOST_NIGHTS):
            if not self.sync_due().measured.told["wallets"]:
                return
        raise SystemExit(f"Wallets in {self.folder} are still due after {MOST_NIGHTS} nights without news.")

    def copy(self, folder: Path) -> "Home":
        """Return a copy that goes its own way."""
        shutil.copytree(self.folder, folder)
        return Home(folder, self.sandbox, self.sweep_fraction)

    def _do(self, module: str, *arguments: str) -> Done:
        self.sandbox.forget_cost()
        measured = measure(module, arguments, self._environment())
        return Done(measured, self.sandbox.read_cost())

    def _environment(self) -> Mapping[str, str]:
        return {
            "COINTRACKER_HOME": str(self.folder),
            "COINTRACKER_REGISTRY_URL": "",
            "BLOCKCHAIR_BASE_URL": self.sandbox.base_url,
            "BLOCKCHAIR_API_KEY": "any",
            "BLOCKCHAIR_REQUESTS_PER_MINUTE": "0",
            "BLOCKCHAIR_POINTS_PER_DAY": "0",
            "COINTRACKER_SWEEP_FRACTION": str(self.sweep_fraction),
        }
