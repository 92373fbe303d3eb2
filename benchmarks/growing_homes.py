"""Homes of 1,000, 10,000 and 25,000 small wallets, each grown from the one before."""

from pathlib import Path
from typing import ClassVar

from benchmarks.homes import Done, Home
from benchmarks.sandbox_process import SandboxProcess

SIZES = (1_000, 10_000, 25_000)


class GrowingHomes:
    """Gives settled homes of a size; the wallets of the first 10,000 are all of the first chain."""

    chains: ClassVar[dict[str, int]] = {"bitcoin": 10_000, "litecoin": 7_500, "dogecoin": 7_500}

    def __init__(self, sandbox: SandboxProcess, folder: Path) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._addresses = {chain: sandbox.addresses(chain) for chain in self.chains}
        self._homes: dict[int, Home] = {}
        self.first_syncs: dict[int, Done] = {}

    def home(self, size: int) -> Home:
        """Return the home of that size as it is before an ordinary night: nothing is due."""
        if size not in self._homes:
            self._homes[size] = self._grow(size)
        self._homes[size].settle(self.chains_of(size))
        return self._homes[size]

    def change(self, size: int, changed: int) -> None:
        """Let that many of a home's wallets receive something, spread evenly over its chains and wallets."""
        total = len(self._wallets(size))
        for chain, wallets in self._by_chain(size).items():
            mine = round(changed * len(wallets) / total)
            self._sandbox.mine(chain, paid=[wallets[place * len(wallets) // mine] for place in range(mine)])

    def chains_of(self, size: int) -> dict[str, int]:
        """Return how many wallets of each chain a home of that size has."""
        return {chain: len(wallets) for chain, wallets in self._by_chain(size).items()}

    def _grow(self, size: int) -> Home:
        folder = self._folder / str(size)
        smaller = [one for one in self._homes if one < size]
        home = self._homes[max(smaller)].copy(folder) if smaller else Home(folder, self._sandbox)
        known = max(smaller, default=0)
        self.first_syncs[size] = home.sync_new(self._wallets(size)[known:])
        return home

    def _wallets(self, size: int) -> list[str]:
        return [f"{chain}:{one}" for chain, wallets in self._by_chain(size).items() for one in wallets]

    def _by_chain(self, size: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for chain, addresses in self._addresses.items():
            if size > 0:
                found[chain] = addresses[:size]
                size -= len(found[chain])
        return found
