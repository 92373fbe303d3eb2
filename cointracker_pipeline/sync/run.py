"""Many wallets in one run: one that fails neither stops nor hides the others."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import SyncError
from cointracker_pipeline.storage.warehouse import Connection
from cointracker_pipeline.sync.backlog import Backlog
from cointracker_pipeline.sync.crew import Crew
from cointracker_pipeline.sync.desk import Desk, Work
from cointracker_pipeline.sync.exactness import Perfecter
from cointracker_pipeline.sync.job import Job
from cointracker_pipeline.sync.plan import Task
from cointracker_pipeline.sync.refresh import refresh_wallet
from cointracker_pipeline.sync.refresh_set import refresh_set
from cointracker_pipeline.sync.report import Failure, Report, Watcher
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import LONG_AGO, Subject
from cointracker_pipeline.sync.walk import Tally


def sync_wallets(
    subjects: Sequence[Subject],
    chains: Mapping[str, Blockchain],
    desk: Desk,
    watcher: Watcher,
    *,
    full: bool = False,
    sharing: Sharing = "always",
) -> Report:
    """Refresh all wallets; a spent budget, a refused key, a block or an outage ends the run early.

    Every wallet stands in the report, once, as an outcome or as a failure. Rounds follow each other, since each
    answer tells more of the wallets' lengths; within a round the fair queue decides whose turn it is.
    """
    subjects = list({one.wallet: one for one in subjects}.values())  # named twice is asked for once
    desk.progress.wallets_total += len(subjects)
    crew = Crew(desk, watcher)
    unknown = [one.wallet for one in subjects if one.wallet.chain not in chains]
    crew.end(
        [Failure(one, SyncError(f"{one.wallet_id}: the chain {one.chain!r} is not supported.")) for one in unknown]
    )
    since = {one.wallet: one.since for one in subjects}
    backlogs = [
        Backlog.open(desk.warehouse, [one for one in subjects if one.wallet.chain == name], chains[name], sharing, full)
        for name in dict.fromkeys(one.wallet.chain for one in subjects)
        if name in chains
    ]
    try:
        while (any(backlogs) or crew.is_busy) and not crew.report.stopped:
            _play_round(desk, crew, backlogs, since, full=full)
        left = [need.wallet for backlog in backlogs for need in backlog.left()]
        crew.end([Failure.waiting(wallet, crew.report.stopped) for wallet in left])
    finally:
        crew.close()
    return crew.report


def _play_round(
    desk: Desk, crew: Crew, backlogs: Sequence[Backlog], since: Mapping[Wallet, datetime], *, full: bool
) -> None:
    """Do what every chain has to do next, all of it in one queue, and take back what is still needed."""
    jobs = []
    for backlog in backlogs:
        start = partial(_start, desk, backlog.chain, full)
        for task in backlog.next_tasks(backlog.chain.prices):
            waited = min(since.get(wallet, LONG_AGO) for wallet in task.wallets)
            jobs.append(Job(task, backlog.chain, waited, start))
    results = crew.work(jobs)
    for backlog in backlogs:
        for result in (result for job, result in results if job.chain is backlog.chain):
            backlog.add(result)


def _start(desk: Desk, chain: Blockchain, full: bool, task: Task, connection: Connection, tally: Tally) -> Work:
    if len(task.wallets) == 1:
        work = refresh_wallet(desk, task.wallets[0], chain, connection, tally, full=full)
        if chain.amount_source is None:
            return work
        return Perfecter(desk, task.wallets[0], chain, chain.amount_source, tally).follow(work, connection)
    return refresh_set(desk, task.wallets, chain, full=full)
