"""What can be done to a running sandbox, as methods and as JSON under ``/sandbox/``."""

from collections.abc import Mapping
from typing import Any

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox import changes as happenings
from cointracker_pipeline.sandbox.changes import Fate, Movement
from cointracker_pipeline.sandbox.faults import FaultRule
from cointracker_pipeline.sandbox.histories import read_row
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.journal import Journal
from cointracker_pipeline.sandbox.rows import Row, parse_time, render_time
from cointracker_pipeline.sandbox.service import Service
from cointracker_pipeline.sandbox.world import ChainState


class Control:
    """Changes a sandbox while it runs; every method holds the world's lock.

    Raises: InputError for what cannot be, and then nothing has changed.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def mine(
        self,
        chain: str | None = None,
        blocks: int = 1,
        transactions: list[dict[str, Any]] | None = None,
        per_block: int = 0,
        addresses: list[str] | None = None,
        confirm_pending: bool = True,
    ) -> dict[str, object]:
        """Find blocks on a chain, or on all; ``transactions`` go into the first one.

        A transaction is ``{"address", "amount"}`` or ``{"changes": {address: amount}}``, and may name its hash.
        """
        movements = [_movement(item) for item in transactions or []]
        with self._service.world.lock:
            return {
                state.facts.name: {
                    "transactions": happenings.mine(
                        state,
                        blocks,
                        movements,
                        per_block=per_block,
                        among=addresses or (),
                        confirm_pending=confirm_pending,
                    ),
                    "state": state.height,
                }
                for state in self._chains(chain)
            }

    def add_pending(
        self,
        chain: str,
        address: str | None = None,
        amount: int = 0,
        changes: dict[str, int] | None = None,
        hash: str = "",  # noqa: A002 - the API's word
        time: str | None = None,
    ) -> dict[str, object]:
        """Let an unconfirmed transaction wait; ``time`` is when it was first seen."""
        movement = _movement({"address": address, "amount": amount, "changes": changes, "hash": hash})
        with self._service.world.lock:
            when = parse_time(time) if time else None
            return {"hash": happenings.add_pending(self._service.world.chain(chain), movement, when)}

    def drop_pending(self, chain: str | None = None, hash: str | None = None) -> dict[str, object]:  # noqa: A002
        """Forget one unconfirmed transaction, or all."""
        with self._service.world.lock:
            return {"dropped": sum(happenings.drop_pending(state, hash) for state in self._chains(chain))}

    def reorganise(
        self,
        chain: str,
        depth: int = 1,
        fate: Fate = "move",
        blocks: int | None = None,
        hashes: list[str] | None = None,
    ) -> dict[str, object]:
        """Give up the newest blocks for a branch in which rows are dropped, moved, replaced or unconfirmed."""
        with self._service.world.lock:
            state = self._service.world.chain(chain)
            touched = happenings.reorganise(state, depth, fate, blocks, hashes or ())
            return {"touched": touched, "state": state.height}

    def add_wallet(
        self,
        chain: str,
        address: str | None = None,
        transactions: int | list[dict[str, Any]] = 0,
    ) -> dict[str, object]:
        """Add an address with a generated history of some length, or with the rows given, newest first."""
        with self._service.world.lock:
            world, state = self._service.world, self._service.world.chain(chain)
            if isinstance(transactions, int):
                name = world.add_generated(chain, transactions, address)
            else:
                if address is None:
                    raise InputError("Rows of your own need an address.")
                rows = [read_row(item) for item in reversed(transactions)]
                history, name = state.touch(address), address
                for row in sorted(rows, key=lambda one: one.block_id):
                    history.add(row)
                    state.stand_at(row)
            return {"address": name}

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

    def wallets(self, chain: str | None = None) -> list[dict[str, object]]:
        """Return the addresses it knows, with chain and number of confirmed transactions."""
        with self._service.world.lock:
            return [
                {"chain": name, "address": address, "transaction_count": count}
                for name, address, count in self._service.world.addresses(chain)
            ]

    def truth(self, chain: str, address: str, offset: int = 0, limit: int | None = None) -> dict[str, Any]:
        """Return the confirmed rows of an address, newest first, their totals, and what is unconfirmed."""
        with self._service.world.lock:
            state = self._service.world.chain(chain)
            history = state.find(address) or History()
            totals = history.totals(latest=True)
            stop = totals.count if limit is None else offset + limit
            return {
                "chain": state.facts.name,
                "address": address,
                "state": state.height,
                "totals": {
                    "balance": totals.balance,
                    "received": totals.received,
                    "spent": totals.spent,
                    "output_count": totals.outputs,
                    "unspent_output_count": totals.unspent,
                    "transaction_count": totals.count,
                },
                "transactions": [_plain(row) for row in history.rows(offset, stop, latest=True)],
                "pending": [_plain(row) for row in history.pending],
            }

    def _chains(self, chain: str | None) -> list[ChainState]:
        world = self._service.world
        return [world.chain(chain)] if chain else [one for one in world.chains.values() if one.histories]


def _movement(item: Mapping[str, Any]) -> Movement:
    """Read a transaction: one address and an amount, or several changes."""
    changes = item.get("changes") or {item.get("address"): item.get("amount", 0)}
    if not all(isinstance(name, str) and isinstance(amount, int) for name, amount in changes.items()):
        raise InputError("A transaction is an address and an amount, or changes: {address: amount}.")
    return Movement(changes, str(item.get("hash") or ""))


def _plain(row: Row) -> dict[str, object]:
    return {
        "block_id": row.block_id,
        "hash": row.tx_hash,
        "time": render_time(row.time),
        "balance_change": row.change,
        "received": row.received,
        "spent": row.spent,
    }
