"""Locks on wallets between runs; within one process any number of jobs may share one."""

import os
import zlib
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cointracker_pipeline.storage.warehouse.lock import FileLock, take_lock, try_lock

WALLET_LOCKS = 256


@dataclass(slots=True)
class _Stripe:
    lock: FileLock
    holders: int = 1


class WalletLocks:
    """Holds wallets for one process at a time; used from one thread.

    Wallets share a fixed number of lock files, so two may rarely wait for each other without need. The kernel's lock
    knows processes only, so holders within this one are counted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stripes: dict[int, _Stripe] = {}
        self._process = os.getpid()

    def take(self, wallet_ids: Iterable[str]) -> ExitStack:
        """Hold wallets until the result is closed, waiting as long as it takes; files are taken in their order.

        Raises: OSError when a lock file cannot be made.
        """
        held = self._take(wallet_ids, wait=True)
        if held is None:
            raise AssertionError("waiting for a lock ends with having it")
        return held

    def try_take(self, wallet_ids: Iterable[str]) -> ExitStack | None:
        """Hold wallets until the result is closed, or return ``None`` when another process holds one of them.

        Raises: OSError when a lock file cannot be made.
        """
        return self._take(wallet_ids, wait=False)

    def _take(self, wallet_ids: Iterable[str], *, wait: bool) -> ExitStack | None:
        if self._process != os.getpid():  # a copy of a process holds nothing of what that holds
            self._stripes, self._process = {}, os.getpid()
        numbers = sorted({zlib.crc32(wallet_id.encode()) % WALLET_LOCKS for wallet_id in wallet_ids})
        with ExitStack() as held:
            for number in numbers:
                if not self._enter(number, wait=wait):
                    return None
                held.callback(self._leave, number)
            return held.pop_all()

    def _enter(self, number: int, *, wait: bool) -> bool:
        if stripe := self._stripes.get(number):
            stripe.holders += 1
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{number:02x}"
        lock = take_lock(path) if wait else try_lock(path)
        if lock is None:
            return False
        self._stripes[number] = _Stripe(lock)
        return True

    def _leave(self, number: int) -> None:
        stripe = self._stripes[number]
        stripe.holders -= 1
        if not stripe.holders:
            del self._stripes[number]
            stripe.lock.__exit__(None, None, None)
