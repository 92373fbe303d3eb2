"""What can be done to the chains of a running sandbox."""

from collections.abc import Mapping
from typing import Any

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox import changes as happenings
from cointracker_pipeline.sandbox.changes import Movement
from cointracker_pipeline.sandbox.ethereum import changes as ethereum_happenings
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.control import add_account, add_token
from cointracker_pipeline.sandbox.ethereum.forks import reorganise_ethereum
from cointracker_pipeline.sandbox.ethereum.payments import read_payment
from cointracker_pipeline.sandbox.ethereum.tokens import Token
from cointracker_pipeline.sandbox.extended_keys import make_key, read_key
from cointracker_pipeline.sandbox.facts import ETHEREUM
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

        A transaction is ``{"address", "amount"}`` or ``{"changes": {address: amount}}``, and may name its hash; on
        Ethereum ``{"from", "to", "value"}`` and more.
        """
        if transactions and not chain:
            raise InputError("Transactions need a chain.")
        on_ethereum = self._is_ethereum(chain)
        movements = [] if on_ethereum else [_movement(item) for item in transactions or []]
        payments = [read_payment(item) for item in transactions or []] if on_ethereum else []
        with self._world.lock:
            ethereum = self._world.ethereum
            found: dict[str, object] = {}
            if on_ethereum or (chain is None and ethereum.accounts):
                hashes = ethereum_happenings.mine(
                    ethereum,
                    blocks,
                    payments,
                    per_block=per_block,
                    among=addresses or (),
                    confirm_pending=confirm_pending,
                )
                found = {ETHEREUM.name: {"transactions": hashes, "state": ethereum.height}}
            return found | {
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
        transaction: dict[str, Any] | None = None,
    ) -> dict[str, object]:
        """Let an unconfirmed transaction wait; ``time`` is when it was first seen.

        One of Ethereum may be a ``transaction`` as blocks take it.
        """
        when = parse_time(time) if time else None
        if self._is_ethereum(chain):
            payment = read_payment(transaction or {"address": address, "amount": amount, "hash": hash})
            with self._world.lock:
                return {"hash": ethereum_happenings.add_pending(self._world.ethereum, payment, when)}
        movement = _movement(transaction or {"address": address, "amount": amount, "changes": changes, "hash": hash})
        with self._world.lock:
            return {"hash": happenings.add_pending(self._world.chain(chain), movement, when)}

    def drop_pending(self, chain: str | None = None, hash: str | None = None) -> dict[str, object]:  # noqa: A002
        """Forget one unconfirmed transaction, or all."""
        with self._world.lock:
            dropped = sum(happenings.drop_pending(state, hash) for state in self._chains(chain))
            if chain is None or self._is_ethereum(chain):
                dropped += ethereum_happenings.drop_pending(self._world.ethereum, hash)
            return {"dropped": dropped}

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
            state = self._world.any_chain(chain)
            if isinstance(state, EthereumChain):
                touched = reorganise_ethereum(state, depth, fate, blocks, hashes or ())
            else:
                touched = reorganise(state, depth, fate, blocks, hashes or ())
            return {"touched": touched, "state": state.height}

    def add_wallet(
        self,
        chain: str,
        address: str | None = None,
        transactions: int | list[dict[str, Any]] = 0,
        balance: int | None = None,
    ) -> dict[str, object]:
        """Add an address with a generated history of some length, or with the rows given, newest first.

        Rows of Ethereum are calls as dashboards have them; fees and withdrawals are such that a ``balance`` is met.
        """
        with self._world.lock:
            if self._is_ethereum(chain):
                return {"address": add_account(self._world.ethereum, address, transactions, balance)}
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

    def add_token(
        self,
        name: str = "",
        symbol: str = "",
        decimals: int = 18,
        address: str = "",
        price_usd: float = 0.0,
        listed: bool = True,
        rebases: bool = False,
    ) -> dict[str, object]:
        """Add a token of Ethereum, to be moved by ``tokens`` of a transaction; its address follows from its name."""
        token = Token(address, name, symbol, decimals, 10**decimals, price_usd, listed, rebases)
        with self._world.lock:
            return {"address": add_token(self._world.ethereum, token)}

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
        """Return the Bitcoin-like chains that are meant."""
        if self._is_ethereum(chain):
            return []
        world = self._world
        return [world.chain(chain)] if chain else [one for one in world.chains.values() if one.histories]

    def _is_ethereum(self, chain: str | None) -> bool:
        return chain is not None and self._world.find_facts(chain) is ETHEREUM


def _movement(item: Mapping[str, Any]) -> Movement:
    """Read a transaction: one address and an amount, or several changes."""
    changes = item.get("changes") or {item.get("address"): item.get("amount", 0)}
    if not all(isinstance(name, str) and isinstance(amount, int) for name, amount in changes.items()):
        raise InputError("A transaction is an address and an amount, or changes: {address: amount}.")
    return Movement(changes, str(item.get("hash") or ""))
