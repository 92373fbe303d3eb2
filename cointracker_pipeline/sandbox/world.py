"""The world a sandbox answers from: chains with a newest block, and the histories of their addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import RLock

from cointracker_pipeline.errors import InputError, UnknownChainError
from cointracker_pipeline.sandbox.addresses import make_address, normalise_address
from cointracker_pipeline.sandbox.clock import BlockClock
from cointracker_pipeline.sandbox.draws import make_key
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.extended_keys import ExtendedKey
from cointracker_pipeline.sandbox.facts import (
    CHAINS,
    ETHEREUM,
    EVERY_CHAIN,
    TIP_TIME,
    ChainFacts,
    find_chain,
    split_path,
)
from cointracker_pipeline.sandbox.generated import Recipe, draw_count
from cointracker_pipeline.sandbox.history import History
from cointracker_pipeline.sandbox.rows import Row

DEFAULT_CHAINS = ("bitcoin", "litecoin", "dogecoin")
"""The chains of a generated world when none are named."""


@dataclass(slots=True)
class ChainState:
    """One chain: its newest block, and its addresses by the text they are found by, as first written.

    ``keys`` are the extended public keys that were spoken of, with what was derived of them.
    """

    facts: ChainFacts
    height: int
    clock: BlockClock
    histories: dict[str, History] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    lagging: bool = False
    keys: dict[str, ExtendedKey] = field(default_factory=dict)

    def find(self, address: str) -> History | None:
        """Return the history of an address that was ever seen, or ``None``."""
        history = self.histories.get(normalise_address(self.facts, address))
        if history and self.lagging:
            history = history.up_to(self.height)
        return history if history and history.count(latest=False) else None

    def add(self, address: str, history: History) -> None:
        """Give an address its history.

        Raises: InputError when it has one already.
        """
        key = normalise_address(self.facts, address)
        if key in self.histories:
            raise InputError(f"The sandbox already has a history of {address} on {self.facts.name}.")
        self.histories[key] = history
        self.written[key] = address

    def touch(self, address: str) -> History:
        """Return the history of an address, an empty one if it was never seen."""
        key = normalise_address(self.facts, address)
        self.written.setdefault(key, address)
        return self.histories.setdefault(key, History())

    def stand_at(self, row: Row) -> None:
        """Make a row's block the newest of the chain, unless a newer one is known."""
        if row.block_id > self.height:
            self.height = row.block_id
            self.clock = replace(self.clock, height=row.block_id, time=row.time)

    def behind(self, blocks: int) -> "ChainState":
        """Return the chain as a backend sees it that lags by some blocks; nothing is unconfirmed there."""
        height = max(0, self.height - blocks)
        return ChainState(self.facts, height, self.clock, self.histories, self.written, lagging=True, keys=self.keys)

    def copy(self) -> "ChainState":
        """Return the chain as it is now: what happens later does not change it."""
        histories = {key: history.copy() for key, history in self.histories.items()}
        return replace(self, histories=histories, written=dict(self.written))

    @property
    def now(self) -> int:
        """The time of the newest block."""
        return self.clock.time_of(self.height)


class World:
    """Bitcoin-like chains by name, and Ethereum; hold ``lock`` while reading or changing.

    ``until`` is about when the newest generated blocks were found, in seconds since 1970; ``more_chains`` are there
    beside those of every world.
    """

    def __init__(self, seed: int = 0, until: int = TIP_TIME, more_chains: Iterable[ChainFacts] = ()) -> None:
        self.seed = seed
        self.lock = RLock()
        self.chains: dict[str, ChainState] = {}
        more = {facts.name: facts for facts in more_chains}
        self.facts = EVERY_CHAIN | more
        for facts in (CHAINS | more).values():
            clock = _clock_until(facts, until)
            self.chains[facts.name] = ChainState(facts, clock.height, clock)
        clock = _clock_until(ETHEREUM, until)
        self.ethereum = EthereumChain(ETHEREUM, clock.height, clock, seed)

    def chain(self, name: str) -> ChainState:
        """Return a Bitcoin-like chain by name or API path.

        Raises: UnknownChainError.
        """
        facts = self.find_facts(name)
        if facts is ETHEREUM:
            raise UnknownChainError("Ethereum is no Bitcoin-like chain: it is the world's ``ethereum``.")
        return self.chains[facts.name]

    def find_facts(self, name: str) -> ChainFacts:
        """Return a chain's facts by name or API path.

        Raises: UnknownChainError.
        """
        return find_chain(name, self.facts)

    def split_path(self, path: str) -> tuple[ChainFacts, str] | None:
        """Return the chain an API path speaks of and what follows it, or ``None`` for no chain of this world."""
        return split_path(path, self.facts)

    def any_chain(self, name: str) -> "Chain":
        """Return a chain of either kind by name or API path.

        Raises: UnknownChainError.
        """
        return self.ethereum if self.find_facts(name) is ETHEREUM else self.chain(name)

    def add_generated(self, chain: str, count: int, address: str | None = None, key: object = None) -> str:
        """Add an address with a generated history and return it; without one given, a new valid address.

        Raises: InputError when it is known already.
        """
        if self.find_facts(chain) is ETHEREUM:
            return self.ethereum.add_generated(count, address, key)
        state = self.chain(chain)
        name = address or make_address(state.facts, self.seed, key if key is not None else len(state.histories))
        recipe = Recipe(make_key(self.seed, state.facts.name, name), state.facts, state.clock, state.height, count)
        state.add(name, History(partial(Recipe.make, recipe), count) if count else History())
        return name

    def addresses(self, chain: str | None = None) -> list[tuple[str, str, int]]:
        """Return chain, address and number of confirmed transactions of everything known, in order."""
        wanted = self.find_facts(chain) if chain else None
        return [
            (state.facts.name, state.written[key], history.confirmed_count)
            for state in self.chains.values()
            if wanted in {None, state.facts}
            for key, history in state.histories.items()
        ] + [
            (ETHEREUM.name, name, account.transaction_count)
            for name, account in self.ethereum.accounts.items()
            if wanted in {None, ETHEREUM}
        ]


Chain = ChainState | EthereumChain
"""A chain of either kind: both have facts, a height and a time, lag behind, and can be copied."""


def _clock_until(facts: ChainFacts, until: int) -> BlockClock:
    """Return the clock of a chain whose newest block was found at about a time."""
    blocks = (until - TIP_TIME) // facts.block_seconds
    return BlockClock(facts.tip_height + blocks, TIP_TIME + blocks * facts.block_seconds, facts.block_seconds)


def generate_world(
    seed: int = 1,
    wallets: int = 10,
    transactions: tuple[int, int] = (1, 30),
    chains: Iterable[str] = DEFAULT_CHAINS,
    until: int = TIP_TIME,
    more_chains: Iterable[ChainFacts] = (),
) -> World:
    """Return a world in which each chain named has this many wallets, each with a number of transactions in the range.

    ``more_chains`` are there as well, and may be named.
    """
    world = World(seed, until, more_chains)
    for chain in chains:
        name = world.find_facts(chain).name
        for index in range(wallets):
            world.add_generated(name, draw_count(seed, name, index, *transactions), key=index)
    return world
