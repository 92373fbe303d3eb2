"""Ethereum in a sandbox's world: its newest block, its accounts, and what waits for a block."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from operator import attrgetter

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.clock import BlockClock
from cointracker_pipeline.sandbox.draws import make_digest, make_key
from cointracker_pipeline.sandbox.ethereum.account import Account
from cointracker_pipeline.sandbox.ethereum.deeds import Deed, parties, payers
from cointracker_pipeline.sandbox.ethereum.generated import KINDS, Recipe
from cointracker_pipeline.sandbox.ethereum.tokens import TOKENS, Token
from cointracker_pipeline.sandbox.facts import ChainFacts

_height = attrgetter("block_id")


class EthereumChain:
    """Accounts by lower-case address; a deed that touches several is in each of them, the same object.

    Addresses without an account are the world outside: money comes from there and goes there. Who paid without one,
    and every token's contract, stays outside for good: what it did before is nowhere.
    """

    def __init__(self, facts: ChainFacts, height: int, clock: BlockClock, seed: int = 0) -> None:
        self.facts, self.height, self.clock, self.seed = facts, height, clock, seed
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, Token] = dict(TOKENS)
        self.pending: list[Deed] = []
        self._places: dict[int, int] = {}
        self._outside: set[str] = set()
        self._ceiling: int | None = None
        self._everything: list[Deed] | None = None
        self._by_hash: dict[str, Deed] | None = None

    @property
    def now(self) -> int:
        """The time of the newest block."""
        return self.clock.time_of(self.height)

    @property
    def height_layer_2(self) -> int:
        """The block up to which tokens are known: ten to fifteen below the newest."""
        return max(0, self.height - 10 - self.height % 6)

    def find(self, address: str) -> Account | None:
        """Return the account of an address, or ``None`` for one never seen."""
        account = self.accounts.get(address.lower())
        return account.up_to(self._ceiling) if account and self._ceiling is not None else account

    def touch(self, address: str) -> Account:
        """Return the account of an address, an empty one if it was never seen."""
        return self.accounts.setdefault(address.lower(), Account(address.lower()))

    def add_generated(self, count: int, address: str | None = None, key: object = None) -> str:
        """Add an account with a generated history and return its address; without one given, a new one.

        Raises: InputError when it is known already.
        """
        number = len(self.accounts) if key is None else key
        name = (address or f"0x{make_digest('ethereum', self.seed, number).hex()[:40]}").lower()
        if name in self.accounts:
            raise InputError(f"The sandbox already has a history of {name} on ethereum.")
        kind = KINDS[(number if isinstance(number, int) else make_key(number)) % len(KINDS)]
        recipe = Recipe(make_key(self.seed, "ethereum", name), name, kind, self.clock, self.height, count)
        grow = partial(Recipe.make, recipe) if count else None
        self.accounts[name] = Account(name, grow, count, contract=kind == "contract")
        self.forget()
        return name

    def is_outside(self, address: str) -> bool:
        """Whether an address can never be an account."""
        return address.lower() in self._outside or address.lower() in self.tokens

    def meet(self, deed: Deed, named: Iterable[str]) -> None:
        """Make accounts of the addresses named, and leave outside who pays without one."""
        for address in named:
            if not self.is_outside(address):
                self.touch(address)
        self._outside |= payers(deed) - self.accounts.keys()

    def deliver(self, deed: Deed, named: Iterable[str] = ()) -> None:
        """Put a deed into the accounts it speaks of; the addresses named get one if they have none."""
        self.meet(deed, named)
        for address in sorted(parties(deed)):
            if address in self.accounts:
                self.accounts[address].append(deed)
        self.forget()

    def cut(self, fork: int, height: int) -> None:
        """Give up all blocks above a fork for a branch that ends at a height; what was in them is gone."""
        for account in self.accounts.values():
            account.cut(fork)
        self._places = {block: place for block, place in self._places.items() if block <= fork}
        self.clock = replace(self.clock, forks=(*self.clock.forks, fork))
        self.height = height
        self.forget()

    def next_place(self, height: int) -> int:
        """Return the next free place of a block that is being found."""
        self._places[height] = self._places.get(height, -1) + 1
        return self._places[height]

    def count_sent(self, address: str) -> int:
        """Return how often an account has sent something into blocks, which is its next nonce."""
        account = self.accounts.get(address)
        return sum(deed.sender == address for deed in account.deeds) if account else 0

    def everything(self) -> list[Deed]:
        """Return every deed in blocks once, in the order of the chain; makes all accounts that are not made yet."""
        if self._everything is None:
            found = {id(deed): deed for account in self.accounts.values() for deed in account.deeds}
            deeds = [deed for deed in found.values() if self._ceiling is None or deed.block_id <= self._ceiling]
            self._everything = sorted(deeds, key=lambda deed: (deed.block_id, deed.place))
        return self._everything

    def in_blocks(self, first: int, last: int) -> list[Deed]:
        """Return the deeds of the blocks from one height to another, both included."""
        deeds = self.everything()
        return deeds[bisect_left(deeds, first, key=_height) : bisect_right(deeds, last, key=_height)]

    def find_deed(self, tx_hash: str) -> Deed | None:
        """Return a transaction by its hash, waiting ones too."""
        if self._by_hash is None:
            self._by_hash = {deed.tx_hash: deed for deed in self.everything() if deed.tx_hash}
        waiting = {deed.tx_hash: deed for deed in self.pending}
        return self._by_hash.get(tx_hash) or waiting.get(tx_hash)

    def forget(self) -> None:
        """Forget what was listed before a change."""
        self._everything = self._by_hash = None

    def behind(self, blocks: int) -> "EthereumChain":
        """Return the chain as a backend sees it that lags by some blocks; nothing is unconfirmed there."""
        older = EthereumChain(self.facts, max(0, self.height - blocks), self.clock, self.seed)
        older.accounts, older.tokens, older._ceiling = self.accounts, self.tokens, max(0, self.height - blocks)
        return older

    def copy(self) -> "EthereumChain":
        """Return the chain as it is now: what happens later does not change it."""
        same = EthereumChain(self.facts, self.height, self.clock, self.seed)
        same.accounts = {name: account.up_to(self.height) for name, account in self.accounts.items()}
        same.tokens, same.pending, same._outside = dict(self.tokens), list(self.pending), set(self._outside)
        return same
