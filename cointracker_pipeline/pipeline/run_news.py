"""What people are told of a run: which wallets are complete for the first time, what changed, what failed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.amount import render_amount, render_points
from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.pipeline.service_news import tell_quota
from cointracker_pipeline.sync.desk import Outcome
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Report
from cointracker_pipeline.sync.token_desk import TokenReport

if TYPE_CHECKING:
    from cointracker_pipeline.pipeline.pipeline import Pipeline

MOST_NAMED = 5
"""This many wallets are named in one alert."""


def tell_first_syncs(pipeline: "Pipeline", run_id: str, outcomes: Sequence[Outcome], known: Collection[str]) -> None:
    """Raise one alert for all wallets of a run that were not ``known`` with a complete history before."""
    first = [one for one in outcomes if one.wallet.wallet_id not in known]
    if not first:
        return
    what = "1 wallet has its" if len(first) == 1 else f"{len(first):,} wallets have their"
    lines = _name_some([_describe(pipeline, one) for one in first])
    subject = first[0].wallet.wallet_id if len(first) == 1 else ""
    alert = Alert("first-sync", subject, f"{what} first complete history", "\n".join(lines))
    pipeline.raise_alert(alert, f"first-sync:{run_id}")


def tell_run(
    pipeline: "Pipeline",
    run_id: str,
    report: Report,
    tokens: TokenReport,
    refused: Mapping[str, str],
    progress: Progress,
) -> None:
    """Raise one alert for a run in which anything changed or failed, and tell how far the day's points went.

    A quiet run is not worth a word.
    """
    tell_quota(pipeline)
    changed = {one.wallet.wallet_id for one in report.outcomes if one.changed}
    changed |= {wallet_id for wallet_id, one in tokens.outcomes.items() if one.changed}
    reasons = _reasons(report, tokens, refused)
    broken = report.stopped if report.resume_at is None else ""
    if not (changed or reasons or broken):
        return
    rows = progress.rows + sum(one.rows_added for one in tokens.outcomes.values())
    lines = [f"{rows:,} rows added for {render_points(progress.millipoints)} points."]
    if report.waiting:
        lines.append(f"{len(report.waiting):,} wallets wait: {report.stopped}")
    title = f"Refresh: {len(report.outcomes):,} wallets up to date, {len(changed):,} changed, {len(reasons):,} failed"
    text = "\n".join([*lines, *_name_some([_tell_reason(*one) for one in reasons.items()])])
    pipeline.raise_alert(Alert("refresh", "", title, text), f"refresh:{run_id}")


@contextmanager
def told_when_it_fails(pipeline: "Pipeline", run_id: str) -> Iterator[None]:
    """Raise the run's alert when an error of ours ends it before it could tell more; the error goes on."""
    try:
        yield
    except CointrackerError as error:
        with suppress(CointrackerError):  # a store that fails is what the error already says
            pipeline.raise_alert(Alert("refresh", "", "Refresh: it ended early", str(error)), f"refresh:{run_id}")
        raise


def _reasons(report: Report, tokens: TokenReport, refused: Mapping[str, str]) -> dict[str, str]:
    """Return why each wallet failed: one that failed and whose tokens failed too is one wallet."""
    of_tokens = {wallet_id: f"tokens: {one.errors[0]}" for wallet_id, one in tokens.outcomes.items() if one.errors}
    return {**of_tokens, **refused, **{one.wallet.wallet_id: one.reason for one in report.failed}}


def _tell_reason(name: str, reason: str) -> str:
    """Return a reason with the wallet it is about, once."""
    return reason if reason.startswith(name) else f"{name}: {reason}"


def _describe(pipeline: "Pipeline", outcome: Outcome) -> str:
    chain, balance = pipeline.chains[outcome.wallet.chain], outcome.balance
    amount = f"{render_amount(balance.balance, chain.decimals)} {chain.symbol}"
    proven = "proven" if balance.proven else "not proven yet"
    return f"{outcome.wallet.wallet_id}: {balance.transaction_count:,} transactions, {amount}, {proven}"


def _name_some(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], *([f"And {rest:,} more."] if rest > 0 else [])]
