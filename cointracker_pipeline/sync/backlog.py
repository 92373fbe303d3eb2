"""What the wallets of one chain still need, round by round."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.price_list import PriceList
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Warehouse, read_counters, read_cursors, read_lengths
from cointracker_pipeline.sync.desk import Result
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.pack import count_in_path
from cointracker_pipeline.sync.plan import Task, plan_requests
from cointracker_pipeline.sync.set_size import MOST_LENGTHS, choose_set_size
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject

MOST_ROUNDS = 4
"""Rounds of sets; what moves so fast that it does not fit then is paged alone."""

NEWS_ROWS = 4
"""Rows expected of a wallet that is complete: what moved since, and what may still change."""


@dataclass(slots=True)
class Backlog:
    """The needs of one chain's wallets: those of unknown length, those that can be planned, and those that came back.

    Wallets of unknown length are asked for in portions that double, so that the lengths of the first teach how many
    of the next go into one request. What comes back waits until the last of them is asked for: more wallets fill
    requests better.
    """

    chain: Blockchain
    sharing: Sharing
    lengths: list[int]
    unknown: list[Need]
    known: list[Need]
    owners: dict[Wallet, str]
    _later: list[Need] = field(default_factory=list)
    _rounds: int = 0

    @classmethod
    def open(
        cls, warehouse: Warehouse, subjects: Sequence[Subject], chain: Blockchain, sharing: Sharing, full: bool
    ) -> "Backlog":
        """Return what these wallets need by what is stored of them."""
        with warehouse.transaction() as connection:
            lengths = read_lengths(connection, chain.name, MOST_LENGTHS)
            ids = [one.wallet.wallet_id for one in subjects]
            cursors, counters = read_cursors(connection, ids), read_counters(connection, ids)
        needs = []
        for one in subjects:
            seen = counters.get(one.wallet.wallet_id)
            rows = 2 * seen[0].output_count - seen[0].unspent_output_count if seen else None
            needs.append(_assess(Need(one.wallet, rows, owner=one.owner), cursors[one.wallet.wallet_id], full))
        return cls(
            chain,
            sharing,
            lengths,
            [need for need in needs if need.rows is None and not need.alone],
            [need for need in needs if need.rows is not None or need.alone],
            {one.wallet: one.owner for one in subjects},
        )

    def __bool__(self) -> bool:
        return bool(self.unknown or self.known or self._later)

    def next_tasks(self, prices: PriceList) -> list[Task]:
        """Return what to do in the next round."""
        portion = max(self.chain.set_limit, len(self.lengths))
        if self.chain.set_limit == 1:
            portion = len(self.unknown)  # lengths teach nothing where no request is shared
        elif not self.lengths and len(self.unknown) > portion:
            portion //= 2  # the first lengths are dear to learn if one of the wallets is a giant
        portion = self._fill_requests(portion, prices)
        chosen, self.unknown = self.unknown[:portion], self.unknown[portion:]
        if not chosen:
            self.known, self._later = self.known + self._later, []
            self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            self.known = [replace(need, alone=True) for need in self.known]
        ready, self.known = [*chosen, *self.known], []
        return plan_requests(ready, self.chain, prices, self.sharing, self.lengths)

    def _fill_requests(self, portion: int, prices: PriceList) -> int:
        """Return a portion cut to whole requests, by what one holds: the rest goes with those that come after it."""
        if len(self.unknown) <= portion:
            return portion
        size = min(choose_set_size(self.lengths, self.chain, prices), count_in_path(self.unknown))
        return max(portion // size * size, size)

    def add(self, result: Result) -> None:
        """Take back what wallets still need after a round; their lengths are known now, as those of the others."""
        self._later += [replace(need, owner=self.owners[need.wallet]) for need in result.needs]
        self.lengths += [need.rows for need in result.needs if need.rows is not None]
        self.lengths += [one.balance.transaction_count for one in result.outcomes]

    def left(self) -> list[Need]:
        """Return all needs that no round took up."""
        return [*self.unknown, *self.known, *self._later]


def _assess(need: Need, cursor: Cursor, full: bool) -> Need:
    """Return a need as the wallet's cursor tells it: a complete one needs its news, a long one goes on where it is."""
    read = cursor.walk.rows_read if cursor.walk else 0
    if cursor.complete_height is not None and not full:
        return replace(need, rows=NEWS_ROWS, alone=read > 0)
    return replace(need, read=read, alone=read > 0 and need.rows is None)
