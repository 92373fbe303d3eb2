"""What every job of a sync works with, and what it leaves behind."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cointracker_pipeline.domain.balance import ChainFigures, Moved, WalletBalance, confirmed_figures
from cointracker_pipeline.domain.chain import ChainReader
from cointracker_pipeline.domain.cursor import Step
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.token import Holdings
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import (
    LIVE,
    Change,
    Connection,
    Copy,
    Differences,
    Proof,
    Warehouse,
    compare_balances,
    forget_mismatches,
    note_stale_days,
    prove_balances,
    read_cursors,
    store_steps,
    take_stale_days,
)
from cointracker_pipeline.sync.ask import Answer, Ask
from cointracker_pipeline.sync.exact_points import ExactPoints
from cointracker_pipeline.sync.need import Need
from cointracker_pipeline.sync.progress import Progress

Derivation = Callable[[Connection, Sequence[Moved]], None]
"""Brings one report's rows of wallets up to date inside the transaction that stored their transactions."""

Arrival = tuple[Answer, Connection]
"""An answer, and a transaction that is open until the next question."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh of one wallet did; ``millipoints`` are thousandths of a point.

    ``differences`` are told when the whole history was read again beside the stored one, and proven. ``holdings`` are
    the wallet's tokens, where they were asked for.
    """

    wallet: Wallet
    balance: WalletBalance
    rows_added: int
    rows_removed: int
    pages: int
    millipoints: int
    differences: Differences | None = None
    rows_made_exact: int = 0
    holdings: Holdings | None = None

    @property
    def changed(self) -> bool:
        """Whether any stored row came or went, or became exact."""
        return bool(self.rows_added or self.rows_removed or self.rows_made_exact)


@dataclass(slots=True)
class Result:
    """What a job did for its wallets: those that are done, and what the others still need."""

    outcomes: list[Outcome] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


Work = Generator[Ask, Arrival, Result]
"""A job's work: it asks, is given each answer with an open transaction, and returns its result."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a sync needs, passed in: the way to the service, the store, and what follows from it."""

    reader: ChainReader
    warehouse: Warehouse
    derivations: Sequence[Derivation]
    clock: Callable[[], datetime]
    progress: Progress
    points: ExactPoints = field(default_factory=ExactPoints)

    def store(
        self,
        connection: Connection,
        steps: Sequence[tuple[Wallet, HistoryPage, Step]],
        copy: Copy = LIVE,
    ) -> list[tuple[Change, WalletBalance | None]]:
        """Store what pages change inside the caller's transaction; where a walk ends the balance is compared.

        In what people read, the balance is written down as well, and the reports follow.
        """
        if not steps:
            return []
        changes = store_steps(connection, [(wallet, step) for wallet, _, step in steps], copy)
        proofs = [
            (wallet, step.cursor, confirmed_figures(page.tip_height, page.summary, step.pending or ()))
            for wallet, page, step in steps
            if step.finished
        ]
        if copy is LIVE:
            since = {wallet.wallet_id: change.since for (wallet, _, _), change in zip(steps, changes, strict=True)}
            ended = {wallet.wallet_id for wallet, _, _ in proofs}
            note_stale_days(connection, {one: day for one, day in since.items() if one not in ended and day < date.max})
            balances = self._prove(connection, proofs, since)
        else:
            balances = compare_balances(connection, proofs, self.clock(), copy)
        by_wallet = {one.wallet_id: one for one in balances}
        return [
            (change, by_wallet.get(wallet.wallet_id)) for (wallet, _, _), change in zip(steps, changes, strict=True)
        ]

    def write_balances(
        self, connection: Connection, pages: Sequence[tuple[Wallet, HistoryPage]]
    ) -> list[WalletBalance]:
        """Compare what people read of wallets with the figures of their walks' last pages; the reports follow."""
        cursors = read_cursors(connection, [wallet.wallet_id for wallet, _ in pages])
        return self._prove(
            connection,
            [
                (
                    wallet,
                    cursors[wallet.wallet_id],
                    confirmed_figures(page.tip_height, page.summary, page.pending),
                )
                for wallet, page in pages
            ],
        )

    def compare_again(self, connection: Connection, wallet: Wallet, balance: WalletBalance) -> WalletBalance:
        """Compare what people read of a wallet, now exact, with what the chain said; the reports follow."""
        cursor = read_cursors(connection, [wallet.wallet_id])[wallet.wallet_id]
        figures = ChainFigures(
            balance.tip_height,
            balance.chain_balance,
            balance.chain_transaction_count,
            rows_sum_up=balance.rows_sum_up,
        )
        (compared,) = self._prove(connection, [(wallet, cursor, figures)])
        return compared

    def _prove(
        self, connection: Connection, proofs: Sequence[Proof], since: Mapping[str, date] | None = None
    ) -> list[WalletBalance]:
        """Write balances down; of those that match nothing is known to differ any more. The reports follow.

        ``since`` tells the first day of which rows came or went just now; without it any may have.
        """
        if not proofs:
            return []
        balances = prove_balances(connection, proofs, self.clock())
        ids = [one.wallet_id for one in balances]
        forget_mismatches(connection, [one.wallet_id for one in balances if one.matches])
        stale = take_stale_days(connection, ids)
        first = {one: min((since or {}).get(one, date.min), stale.get(one, date.max)) for one in ids}
        moved = [Moved(one.wallet_id, first[one.wallet_id], one.balance) for one in balances]
        for derive in self.derivations:
            derive(connection, moved)
        return balances
