"""What can be done to a running sandbox, as methods; as JSON under ``/sandbox/`` it is the same."""

from typing import Any

from cointracker_pipeline.sandbox.faults import FaultRule
from cointracker_pipeline.sandbox.journal import Journal
from cointracker_pipeline.sandbox.rows import render_time
from cointracker_pipeline.sandbox.service import Service
from cointracker_pipeline.sandbox.ticks import Happening, Tick
from cointracker_pipeline.sandbox.truth import list_wallets, tell_truth
from cointracker_pipeline.sandbox.world_control import WorldControl


class Control(WorldControl):
    """Steers a sandbox while it runs: its chains, and the service in front of them."""

    def __init__(self, service: Service) -> None:
        super().__init__(service.world)
        self._service = service

    def set_faults(
        self,
        clear: bool = False,
        outage: bool = False,
        kinds: list[str] | None = None,
        rate: float = 1.0,
        seed: int = 0,
        after: int = 0,
        most: int | None = None,
        path: str = "*",
    ) -> dict[str, object]:
        """Add a rule by which requests fail, or an outage of everything; ``clear`` ends all rules before."""
        with self._service.world.lock:
            if clear:
                self._service.faults.rules.clear()
            if outage:
                self._service.faults.outage()
            if kinds is not None or not (clear or outage):
                rule = FaultRule(tuple(kinds or ["500"]), rate, seed, after, most, path)
                self._service.faults.rules.append(rule)
            return {"rules": len(self._service.faults.rules)}

    def next_day(self, days: int = 1) -> dict[str, object]:
        """Move the sandbox's UTC day on: points are whole again."""
        with self._service.world.lock:
            self._service.meter.next_day(days)
            now = self._service.clock() + self._service.meter.day_offset * 86_400
            return {"now": render_time(int(now))}

    def set_latency(self, milliseconds: float) -> dict[str, object]:
        """Make every answer take this much longer."""
        self._service.latency_seconds = milliseconds / 1_000
        return {"milliseconds": milliseconds}

    def set_cache(self, seconds: float) -> dict[str, object]:
        """Keep answers this long, so that they may speak of an older state; 0 keeps none."""
        with self._service.world.lock:
            self._service.cache.keep(seconds)
            return {"seconds": seconds}

    def requests(self, newest: int | None = None, *, clear: bool = False) -> dict[str, Any]:
        """Return the log of the API requests seen, oldest first, and counters over all of them."""
        with self._service.world.lock:
            report = self._service.journal.report(newest)
            if clear:
                self._service.journal = Journal()
            return report

    def remember(self, chain: str) -> dict[str, object]:
        """Keep a chain as it is now: the fault ``stale`` answers from it."""
        with self._service.world.lock:
            state = self._service.world.any_chain(chain)
            self._service.remembered[state.facts.name] = state.copy()
            return {"state": state.height}

    def set_tick(
        self,
        chain: str,
        every: int = 1,
        per_block: int = 1,
        addresses: list[str] | None = None,
        happening: Happening = "block",
        depth: int = 1,
        most: int | None = None,
    ) -> dict[str, object]:
        """Find a block with random payments after every so many requests for a chain, or let something else happen.

        ``every`` 0 ends it; so does the chain after ``most`` times.
        """
        with self._service.world.lock:
            name = self._service.world.any_chain(chain).facts.name
            self._service.ticks.pop(name, None)
            if every > 0:
                self._service.ticks[name] = Tick(every, per_block, tuple(addresses or ()), happening, depth, most)
            return {"every": every}

    def wallets(self, chain: str | None = None) -> list[dict[str, object]]:
        """Return the addresses it knows, with chain and number of confirmed transactions."""
        with self._service.world.lock:
            return list_wallets(self._service.world, chain)

    def truth(self, chain: str, address: str, offset: int = 0, limit: int | None = None) -> dict[str, Any]:
        """Return the confirmed rows of an address, newest first, their totals, and what is unconfirmed.

        Of Ethereum: calls, fees, withdrawals and tokens.
        """
        with self._service.world.lock:
            return tell_truth(self._service.world, chain, address, offset, limit)
