"""Many wallets in one run: one that fails neither stops nor hides the others."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import Cursor
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import (
    BlockedError,
    CointrackerError,
    KeyRefusedError,
    ProviderError,
    QuotaError,
    TransientError,
)
from cointracker_pipeline.storage.warehouse import read_cursors
from cointracker_pipeline.sync.pack import Need, plan_sets
from cointracker_pipeline.sync.refresh import Outcome, Refresher
from cointracker_pipeline.sync.refresh_set import refresh_set

OUTAGE_AFTER = 3
"""This many requests in a row that fail for the service's sake, each after several tries, are an outage."""


MOST_ROUNDS = 4
"""Rounds of sets; what moves so fast that it does not fit then is paged alone in the last one."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A wallet that was not brought up to date; ``reached`` is false when it was not tried at all."""

    wallet: Wallet
    reason: str
    reached: bool = True


@dataclass(slots=True)
class Report:
    """What became of every wallet of a run; ``stopped`` says why the run ended early, if it did."""

    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    stopped: str = ""
    resume_at: datetime | None = None


Watcher = Callable[[Wallet], Callable[[Outcome | Failure], None]]
"""Told when a wallet begins; returns what to tell when it ends."""


def sync_wallets(
    wallets: Sequence[Wallet],
    chains: Mapping[str, Blockchain],
    refresher: Refresher,
    watch: Watcher,
    *,
    full: bool = False,
    share_requests: bool = True,
) -> Report:
    """Refresh all wallets; a spent budget, a refused key, a block or an outage ends the run early.

    Every wallet stands in the report, once, as an outcome or as a failure. With ``share_requests`` false no request
    names more than one address.
    """
    run = _Run(refresher, watch, full=full)
    refresher.progress.wallets_total += len(wallets)
    for name in dict.fromkeys(wallet.chain for wallet in wallets):
        of_chain = [wallet for wallet in wallets if wallet.chain == name]
        chain = chains.get(name)
        if chain is None:
            for wallet in of_chain:
                run.end(wallet, Failure(wallet, f"{wallet.wallet_id}: the chain {name!r} is not supported."))
        else:
            run.refresh(of_chain, chain, share_requests=share_requests)
    return run.report


class _Run:
    """One run over wallets: what became of each, and whether it goes on."""

    def __init__(self, refresher: Refresher, watch: Watcher, *, full: bool) -> None:
        self.report = Report()
        self._refresher = refresher
        self._watch = watch
        self._full = full
        self._tell: dict[Wallet, Callable[[Outcome | Failure], None]] = {}
        self._in_a_row = 0

    def refresh(self, wallets: Sequence[Wallet], chain: Blockchain, *, share_requests: bool) -> None:
        """Bring wallets of one chain up to date: round by round, since each answer tells more of their lengths."""
        needs = self._first_needs(wallets, share_requests=share_requests)
        for rounds_left in reversed(range(MOST_ROUNDS)):
            sets, needs = deque(plan_sets(needs, chain)), []
            while sets:
                chosen = sets.popleft()
                if self.report.stopped:
                    self._leave(chosen)
                elif len(chosen) == 1:
                    self._refresh_one(chosen[0], chain)
                else:
                    needs += self._refresh_set(chosen, chain, sets)
            needs = needs if rounds_left > 1 else [replace(need, alone=True) for need in needs]

    def end(self, wallet: Wallet, result: Outcome | Failure) -> None:
        """Write down and tell what became of a wallet."""
        if isinstance(result, Outcome):
            self.report.outcomes.append(result)
        else:
            self.report.failures.append(result)
        if tell := self._tell.pop(wallet, None):
            tell(result)
        self._refresher.progress.add_wallet(failed=isinstance(result, Failure))

    def _first_needs(self, wallets: Sequence[Wallet], *, share_requests: bool) -> list[Need]:
        with self._refresher.warehouse.transaction() as connection:
            cursors = read_cursors(connection, [wallet.wallet_id for wallet in wallets])
        return [
            Need(wallet, alone=not share_requests or _is_under_way(cursors[wallet.wallet_id])) for wallet in wallets
        ]

    def _refresh_one(self, wallet: Wallet, chain: Blockchain) -> None:
        self._begin(wallet)
        try:
            result = self._refresher.refresh(wallet, chain, full=self._full)
        except CointrackerError as error:
            self._note(error)
            self.end(wallet, Failure(wallet, str(error)))
        else:
            self._in_a_row = 0
            self.end(wallet, result)

    def _refresh_set(
        self, wallets: tuple[Wallet, ...], chain: Blockchain, sets: deque[tuple[Wallet, ...]]
    ) -> list[Need]:
        """Refresh wallets together; a set that fails is halved, so that one bad wallet is found among many.

        The halves come after all other sets: when those succeed, it was no outage.
        """
        for wallet in wallets:
            self._begin(wallet)
        try:
            result = refresh_set(self._refresher, wallets, chain, full=self._full)
        except ProviderError as error:
            self._note(error)
            middle = len(wallets) // 2
            sets.extend((wallets[:middle], wallets[middle:]))
            return []
        except CointrackerError as error:  # ours, such as a full disk: asking again would only be paid again
            for wallet in wallets:
                self.end(wallet, Failure(wallet, str(error)))
            return []
        self._in_a_row = 0
        for outcome in result.outcomes:
            self.end(outcome.wallet, outcome)
        return result.needs

    def _begin(self, wallet: Wallet) -> None:
        if wallet not in self._tell:
            self._tell[wallet] = self._watch(wallet)

    def _leave(self, wallets: Sequence[Wallet]) -> None:
        for wallet in wallets:
            self.end(wallet, Failure(wallet, f"Not reached: {self.report.stopped}", reached=False))

    def _note(self, error: CointrackerError) -> None:
        """Decide whether the run goes on after an error."""
        self._in_a_row = self._in_a_row + 1 if isinstance(error, TransientError) else 0
        self.report.stopped = _why_stop(error, self._in_a_row)
        self.report.resume_at = error.resume_at if isinstance(error, QuotaError) else None


def _is_under_way(cursor: Cursor) -> bool:
    return cursor.walk is not None and cursor.walk.rows_read > 0


def _why_stop(error: CointrackerError, in_a_row: int) -> str:
    if isinstance(error, QuotaError | BlockedError | KeyRefusedError):
        return str(error)
    if in_a_row >= OUTAGE_AFTER:
        return f"the service failed {in_a_row} times in a row; the next run goes on. Last: {error}"
    return ""
