"""Many wallets in one run: one that fails neither stops nor hides the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import (
    BlockedError,
    CointrackerError,
    KeyRefusedError,
    QuotaError,
    TransientError,
    UnknownChainError,
)
from cointracker_pipeline.sync.refresh import Outcome, Refresher

OUTAGE_AFTER = 3
"""This many wallets in a row that fail for the service's sake, each after several tries, are an outage."""


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
) -> Report:
    """Refresh each wallet in turn; a spent budget, a refused key, a block or an outage ends the run early.

    Every wallet stands in the report, once, as an outcome or as a failure.
    """
    report = Report()
    refresher.progress.wallets_total += len(wallets)
    for wallet, result in _refresh_each(wallets, chains, refresher, watch, report, full=full):
        if isinstance(result, Outcome):
            report.outcomes.append(result)
        else:
            report.failures.append(result)
        refresher.progress.add_wallet(failed=isinstance(result, Failure))
        del wallet
    return report


def _refresh_each(
    wallets: Sequence[Wallet],
    chains: Mapping[str, Blockchain],
    refresher: Refresher,
    watch: Watcher,
    report: Report,
    *,
    full: bool,
) -> Iterator[tuple[Wallet, Outcome | Failure]]:
    in_a_row = 0
    for wallet in wallets:
        if report.stopped:
            yield wallet, Failure(wallet, f"Not reached: {report.stopped}", reached=False)
            continue
        tell = watch(wallet)
        result: Outcome | Failure
        try:
            result = refresher.refresh(wallet, _chain_of(wallet, chains), full=full)
            in_a_row = 0
        except CointrackerError as error:
            result = Failure(wallet, str(error))
            in_a_row = in_a_row + 1 if isinstance(error, TransientError) else 0
            report.stopped = _why_stop(error, in_a_row)
            report.resume_at = error.resume_at if isinstance(error, QuotaError) else None
        tell(result)
        yield wallet, result


def _why_stop(error: CointrackerError, in_a_row: int) -> str:
    if isinstance(error, QuotaError | BlockedError | KeyRefusedError):
        return str(error)
    if in_a_row >= OUTAGE_AFTER:
        return f"the service failed for {in_a_row} wallets in a row; the next run goes on. Last: {error}"
    return ""


def _chain_of(wallet: Wallet, chains: Mapping[str, Blockchain]) -> Blockchain:
    chain = chains.get(wallet.chain)
    if chain is None:
        raise UnknownChainError(f"{wallet.wallet_id}: the chain {wallet.chain!r} is not supported.")
    return chain
