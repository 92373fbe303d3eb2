"""Histories of the addresses behind one key: payments in, spends with change, and transfers between them."""

from dataclasses import dataclass, field
from random import Random

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.draws import make_digest
from cointracker_pipeline.sandbox.draws import make_key as make_number
from cointracker_pipeline.sandbox.extended_keys import ExtendedKey
from cointracker_pipeline.sandbox.rows import Row
from cointracker_pipeline.sandbox.world import ChainState

FEE = 1_000
MOST_INPUTS = 4
USUAL_COINS = 40
"""Unspent outputs that a wallet has: with fewer each spend takes one, with more up to ``MOST_INPUTS``."""

YEARS_SECONDS = 3 * 365 * 86_400

Place = tuple[int, int]
"""Branch and index."""


def add_key_histories(chain: ChainState, key: ExtendedKey, used: tuple[int, int], count: int, seed: int) -> None:
    """Give a key's first addresses a history of ``count`` transactions, of which every one of ``used`` has a part.

    ``used`` tells how many addresses of each branch are used. The newest ones keep coins more often than the oldest.
    Raises: InputError when one of them is known already, or when there are addresses without transactions.
    """
    if (sum(used) > 0) != (count > 0):
        raise InputError("A key with used addresses has transactions, and the other way round.")
    addresses = [key.address(branch, index) for branch in (0, 1) for index in range(used[branch])]
    if any(chain.find(address) for address in addresses):
        raise InputError(f"The sandbox already has a history of this key on {chain.facts.name}.")
    dealer = Random(make_number(seed, chain.facts.name, key.text))  # noqa: S311 - the same for a seed, on purpose
    writer = _Writer(chain, key, used, count, dealer)
    for number, height in enumerate(writer.draw_heights()):
        writer.write(number, height)


@dataclass(slots=True)
class _Writer:
    """Writes one transaction after the other; ``coins`` are the unspent outputs, each with its place."""

    chain: ChainState
    key: ExtendedKey
    used: tuple[int, int]
    count: int
    random: Random
    coins: list[tuple[Place, int]] = field(default_factory=list)
    begun: list[int] = field(default_factory=lambda: [0, 0])

    def draw_heights(self) -> list[int]:
        """Return a height for each transaction, the oldest first; some share a block."""
        span = min(self.chain.height - 1, YEARS_SECONDS // self.chain.facts.block_seconds)
        return sorted(self.chain.height - self.random.randrange(span) for _ in range(self.count))

    def write(self, number: int, height: int) -> None:
        """Make one transaction: it pays the addresses whose turn it is, from own coins two times of three."""
        places = self._choose_places(number)
        spent = self._take_coins() if self.random.random() < 0.66 else []
        total = sum(amount for _, amount in spent)
        is_transfer = self.random.random() < 0.25
        if total <= FEE + len(places):
            self.coins += spent
            spent, made = [], [(place, 1_000_000 + self.random.randrange(self._typical)) for place in places]
        else:
            left = total - FEE if is_transfer else self.random.randint(len(places), total - FEE)
            made = self._divide(left, places)
        self.coins += made
        self._store(f"{self.key.text}:{number}", height, spent, made)

    @property
    def _typical(self) -> int:
        return self.chain.facts.typical_amount

    def _choose_places(self, number: int) -> list[Place]:
        """Return the addresses to pay: those whose first use is due, or else one that is used already."""
        due: list[Place] = []
        for branch in (0, 1):
            target = -(-self.used[branch] * (number + 1) // self.count)
            due += [(branch, index) for index in range(self.begun[branch], target)]
            self.begun[branch] = max(self.begun[branch], target)
        if due:
            return due
        branch = self.random.choice([one for one in (0, 1) if self.begun[one]])
        return [(branch, max(0, self.begun[branch] - 1 - int(self.random.expovariate(0.1))))]

    def _take_coins(self) -> list[tuple[Place, int]]:
        """Return some of the oldest coins, which are then spent."""
        most = self.random.randint(1, MOST_INPUTS) if len(self.coins) > USUAL_COINS else min(1, len(self.coins))
        spent, self.coins = self.coins[:most], self.coins[most:]
        return spent

    def _divide(self, total: int, places: list[Place]) -> list[tuple[Place, int]]:
        share = total // len(places)
        first = total - share * (len(places) - 1)
        return [(place, share if number else first) for number, place in enumerate(places)]

    def _store(self, name: str, height: int, spent: list[tuple[Place, int]], made: list[tuple[Place, int]]) -> None:
        tx_hash, time = make_digest("key transaction", name).hex(), self.chain.clock.time_of(height)
        for place in dict.fromkeys(place for place, _ in [*spent, *made]):
            inputs = [amount for one, amount in spent if one == place]
            outputs = [amount for one, amount in made if one == place]
            received, taken = sum(outputs), sum(inputs)
            row = Row(height, tx_hash, time, received - taken, received, taken, len(outputs), len(inputs))
            self.chain.touch(self.key.address(*place)).append(row)
