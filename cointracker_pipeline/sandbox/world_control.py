"""What can be done to the chains of a running sandbox."""

from collections.abc import Mapping
from typing import Any

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox import changes as happenings
from cointracker_pipeline.sandbox.changes import Movement
from cointracker_pipeline.sandbox.extended_keys import make_key, read_key
from cointracker_pipeline.sandbox.forks import Fate, reorganise
from cointracker_pipeline.sandbox.histories import read_row
from cointracker_pipeline.sandbox.key_histories import add_key_histories
from cointracker_pipeline.sandbox.key_truth import tell_key_truth
from cointracker_pipeline.sandbox.rows import parse_time
from cointracker_pipeline.sandbox.world import ChainState, World


class WorldControl:
    """Changes the chains of a sandbox while it runs; every method holds the world's lock.

    Raises: InputError for what cannot be, and then nothing has changed.
    """

    def __init__(self, world: World) -> None:
        self._world = world

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
        if movements and not chain:
            raise InputError("Transactions need a chain.")
        with self._world.lock:
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
        with self._world.lock:
            when = parse_time(time) if time else None
            return {"hash": happenings.add_pending(self._world.chain(chain), movement, when)}

    def drop_pending(self, chain: str | None = None, hash: str | None = None) -> dict[str, object]:  # noqa: A002
        """Forget one unconfirmed transaction, or all."""
        with self._world.lock:
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
        with self._world.lock:
            state = self._world.chain(chain)
            touched = reorganise(state, depth, fate, blocks, hashes or ())
            return {"touched": touched, "state": state.height}

    def add_wallet(
        self,
        chain: str,
        address: str | None = None,
        transactions: int | list[dict[str, Any]] = 0,
    ) -> dict[str, object]:
        """Add an address with a generated history of some length, or with the rows given, newest first."""
        with self._world.lock:
            state = self._world.chain(chain)
            if isinstance(transactions, int):
                name = self._world.add_generated(chain, transactions, address)
            else:
                if address is None:
                    raise InputError("Rows of your own need an address.")
                rows = [read_row(item) for item in reversed(transactions)]
                history, name = state.touch(address), address
                for row in sorted(rows, key=lambda one: one.block_id):
                    history.add(row)
                    state.stand_at(row)
            return {"address": name}

    def add_key(
        self,
        chain: str,
        receive: int = 0,
        change: int = 0,
        transactions: int = 0,
        key: str = "",
        kind: str = "",
    ) -> dict[str, object]:
        """Add an extended public key of which so many addresses of each branch are used, the same for the same seed.

        Without a ``key`` a new one is made, of a ``kind`` such as zpub.
        """
        with self._world.lock:
            state = self._world.chain(chain)
            text = key or make_key(state.facts, self._world.seed, len(state.keys), kind=kind)
            found = state.keys.setdefault(text, read_key(state.facts, text))
            add_key_histories(state, found, (receive, change), transactions, self._world.seed)
            addresses = [
                [found.address(branch, n) for n in range(used)] for branch, used in enumerate((receive, change))
            ]
            return {"key": text, "addresses": addresses}

    def key_truth(self, chain: str, key: str) -> dict[str, Any]:
        """Return the rows of a key, newest first, each the sum over its addresses; and its used addresses."""
        with self._world.lock:
            state = self._world.chain(chain)
            return tell_key_truth(state, state.keys.setdefault(key, read_key(state.facts, key)))

    def _chains(self, chain: str | None) -> list[ChainState]:
        world = self._world
        return [world.chain(chain)] if chain else [one for one in world.chains.values() if one.histories]


def _movement(item: Mapping[str, Any]) -> Movement:
    """Read a transaction: one address and an amount, or several changes."""
    changes = item.get("changes") or {item.get("address"): item.get("amount", 0)}
    if not all(isinstance(name, str) and isinstance(amount, int) for name, amount in changes.items()):
        raise InputError("A transaction is an address and an amount, or changes: {address: amount}.")
    return Movement(changes, str(item.get("hash") or ""))
