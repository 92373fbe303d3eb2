"""Jobs that only stand in queues, and a queue that spends points on them."""

from datetime import UTC, datetime, timedelta

from cointracker_pipeline.chains.bitcoin import CHAIN as BITCOIN
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Connection
from cointracker_pipeline.sync.desk import Work
from cointracker_pipeline.sync.fair_queue import FairQueue
from cointracker_pipeline.sync.job import Job
from cointracker_pipeline.sync.plan import PlannedRequest, Task
from cointracker_pipeline.sync.walk import Tally

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def make_job(day: int, pages: int = 1, millipoints: int = 2_000, wallets: int = 1) -> Job:
    """Return a job of so many requests whose wallets have waited since a day."""
    named = tuple(Wallet("bitcoin", f"{day}-{place}") for place in range(wallets))
    request = PlannedRequest("address", "bitcoin", (), 0, BITCOIN.page_limit, millipoints, None)
    return Job(Task(named, (request,) * pages), BITCOIN, EPOCH + timedelta(days=day), _never)


def spend_once(queue: FairQueue) -> tuple[Job, int]:
    """Let the next job ask once, and put it back while it is not done; return it and what that cost."""
    job = queue.take()
    price = job.next_price
    job.asked += 1
    if job.asked < len(job.task.requests):
        queue.put(job)
    return job, price


def is_done(job: Job) -> bool:
    """Return whether a job asked all it had to."""
    return job.asked == len(job.task.requests)


def _never(task: Task, connection: Connection, tally: Tally) -> Work:
    raise AssertionError((task, connection, tally))
