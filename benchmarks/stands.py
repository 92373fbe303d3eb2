"""The worlds and homes that several rows share, each made when it is first asked for."""

import random
from contextlib import ExitStack
from functools import cached_property
from itertools import count
from pathlib import Path

from benchmarks.growing_homes import GrowingHomes
from benchmarks.homes import Done, Home
from benchmarks.sandbox_process import SandboxProcess, serving
from cointracker_pipeline.sandbox.generated import draw_count

LONG_LENGTHS = (10_000, 100_000, 1_000_000)
SMALL_WALLETS = 1_000


class Stands:
    """Sandboxes and homes in one temporary folder; they end with the stack."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._numbers = count(1)
        self._first_runs: dict[int, list[Done]] = {}

    @cached_property
    def long(self) -> SandboxProcess:
        """A sandbox of three wallets, as long as ``LONG_LENGTHS`` says."""
        return self._serve(bitcoin=list(LONG_LENGTHS))

    @cached_property
    def small(self) -> SandboxProcess:
        """A sandbox of 1,000 wallets of 1 to 30 transactions."""
        return self._serve(bitcoin=small_lengths("bitcoin", SMALL_WALLETS))

    @cached_property
    def mixed(self) -> SandboxProcess:
        """A sandbox of wallets as people have them: see ``mixed_lengths``."""
        return self._serve(bitcoin=mixed_lengths())

    @cached_property
    def empty(self) -> SandboxProcess:
        """A sandbox without wallets, which a row fills."""
        return self._serve()

    @cached_property
    def growing(self) -> GrowingHomes:
        """Homes of up to 25,000 small wallets on three chains."""
        lengths = {chain: small_lengths(chain, number) for chain, number in GrowingHomes.chains.items()}
        return GrowingHomes(self._serve(**lengths), self.new_folder("growing"))

    def long_wallet(self, transactions: int) -> str:
        """Return the address of the wallet of that length in ``long``."""
        return self.long.addresses("bitcoin")[LONG_LENGTHS.index(transactions)]

    def run_first(self, transactions: int) -> Done:
        """Sync the wallet of that length once more, as a Dagster run in a new home."""
        done = self.new_home(self.long).run_first(f"bitcoin:{self.long_wallet(transactions)}")
        self._first_runs.setdefault(transactions, []).append(done)
        return done

    def first_runs(self, transactions: int, rounds: int = 1) -> list[Done]:
        """Return such runs, as many as that at least; those that another row made count."""
        while len(self._first_runs.get(transactions, [])) < rounds:
            self.run_first(transactions)
        return self._first_runs[transactions]

    def new_home(self, sandbox: SandboxProcess) -> Home:
        """Return a home in which nothing was done yet."""
        return Home(self.new_folder("home"), sandbox)

    def new_folder(self, name: str) -> Path:
        """Return a path that nothing else uses; it is not made yet."""
        return self._folder / f"{name}-{next(self._numbers)}"

    def _serve(self, **lengths: list[int]) -> SandboxProcess:
        return self._stack.enter_context(serving(lengths, self.new_folder("sandbox")))


def small_lengths(chain: str, number: int) -> list[int]:
    """Return lengths of 1 to 30 transactions, short ones far more often."""
    return [draw_count(1, chain, index, 1, 30) for index in range(number)]


def mixed_lengths(number: int = 1_000, middle: float = 30, sigma: float = 2, most: int = 50_000) -> list[int]:
    """Return log-normal lengths around a median, the same at every call."""
    draw = random.Random(1)
    return [min(most, max(1, round(middle * draw.lognormvariate(0, sigma)))) for _ in range(number)]
