"""The registry as the rest of the project sees it."""

from types import TracebackType
from typing import Self

from cointracker_pipeline.domain.budget import Ledger
from cointracker_pipeline.storage.registry.activity import Activity
from cointracker_pipeline.storage.registry.activity_mark import ActivityMarks
from cointracker_pipeline.storage.registry.alerts import Alerts
from cointracker_pipeline.storage.registry.api_tokens import ApiTokens
from cointracker_pipeline.storage.registry.credentials import Credentials
from cointracker_pipeline.storage.registry.engine import Database
from cointracker_pipeline.storage.registry.half_sign_ins import HalfSignIns
from cointracker_pipeline.storage.registry.idempotency import IdempotencyKeys
from cointracker_pipeline.storage.registry.identities import Identities
from cointracker_pipeline.storage.registry.known_browsers import KnownBrowsers
from cointracker_pipeline.storage.registry.ledger import PointsLedger
from cointracker_pipeline.storage.registry.login_failures import LoginFailures
from cointracker_pipeline.storage.registry.one_time_links import OneTimeLinks
from cointracker_pipeline.storage.registry.people import People
from cointracker_pipeline.storage.registry.person_runs import PersonRuns
from cointracker_pipeline.storage.registry.portfolios import Portfolios
from cointracker_pipeline.storage.registry.progress import ProgressNotes
from cointracker_pipeline.storage.registry.requests import Requests
from cointracker_pipeline.storage.registry.runs import Runs
from cointracker_pipeline.storage.registry.schema import prepare
from cointracker_pipeline.storage.registry.second_factors import SecondFactors
from cointracker_pipeline.storage.registry.sessions import Sessions
from cointracker_pipeline.storage.registry.spending import Spending
from cointracker_pipeline.storage.registry.summaries import Summaries
from cointracker_pipeline.storage.registry.tracking import Tracks
from cointracker_pipeline.storage.registry.uploads import Uploads
from cointracker_pipeline.storage.registry.wallet_pages import WalletPages
from cointracker_pipeline.storage.registry.wallets import Wallets


class Registry(
    Wallets,
    Tracks,
    Requests,
    Runs,
    ProgressNotes,
    Uploads,
    Alerts,
    People,
    Sessions,
    ApiTokens,
    OneTimeLinks,
    Credentials,
    SecondFactors,
    HalfSignIns,
    LoginFailures,
    KnownBrowsers,
    Identities,
    IdempotencyKeys,
    Summaries,
    WalletPages,
    Portfolios,
    Activity,
    ActivityMarks,
    Spending,
    PersonRuns,
):
    """What people say and what we did; every method is one transaction, safe across threads and processes.

    Times are aware datetimes, and UTC when they come back. Every method raises HomeError or StoreError when the
    database cannot be used. Open one after forking, not before.

    Raises: SettingsError for a URL that cannot work.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self.ledger: Ledger = PointsLedger(self._database)

    def prepare(self) -> None:
        """Create or upgrade the tables unless they are right; any number of processes may do so at once.

        Raises: HomeError, StoreError (also for a database that a newer version made).
        """
        prepare(self._database)

    def close(self) -> None:
        """Close every connection; a later call opens new ones."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
