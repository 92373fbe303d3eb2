"""The use cases, assembled: what Dagster, the command and the web do with wallets, from settings alone."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cointracker_pipeline.addresses.quoting import quote
from cointracker_pipeline.blockchair.client import Client
from cointracker_pipeline.blockchair.opening import open_client
from cointracker_pipeline.chains import find_chain, load_chains
from cointracker_pipeline.domain.alert import Alert
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet, parse_wallet_id
from cointracker_pipeline.errors import TransientError, UnknownWalletError
from cointracker_pipeline.home import prepare_home
from cointracker_pipeline.inbox.rows import Decision
from cointracker_pipeline.inbox.take import Taken, preview
from cointracker_pipeline.notifications import Trial, deliver, open_channels, take_turn, try_channels
from cointracker_pipeline.pipeline.importing import make_judge, take_spreadsheet
from cointracker_pipeline.pipeline.key_wallets import delete_rows, find_due_with_keys, split_keys, sync_with_keys
from cointracker_pipeline.pipeline.prices import PriceNews, import_prices, plan_prices, update_prices
from cointracker_pipeline.pipeline.publishing import publishing
from cointracker_pipeline.pipeline.run_news import tell_first_syncs
from cointracker_pipeline.pipeline.service_news import tell_answer, tell_failure, tell_quota
from cointracker_pipeline.pipeline.summaries import publish_summaries
from cointracker_pipeline.pipeline.tokens import ask_tokens_with_pages, estimate_tokens, refresh_tokens
from cointracker_pipeline.recorder import Recorder
from cointracker_pipeline.reports import describe_exports, load_reports
from cointracker_pipeline.reports.daily_balances import derive_wallets
from cointracker_pipeline.reports.portfolio import Holding, derive_portfolio, read_portfolio, write_chains
from cointracker_pipeline.reports.proofs import LAWS, Breach
from cointracker_pipeline.settings import Settings, load_settings
from cointracker_pipeline.storage.registry import OPERATOR, Registry
from cointracker_pipeline.storage.warehouse import EXPORTED, Member, Warehouse, read_current, read_members
from cointracker_pipeline.sync.check import Checked
from cointracker_pipeline.sync.desk import Desk, Outcome
from cointracker_pipeline.sync.estimate import Estimate, Part, estimate_due, estimate_refresh
from cointracker_pipeline.sync.exact_points import ExactPoints
from cointracker_pipeline.sync.key_desk import open_key_desk
from cointracker_pipeline.sync.key_estimate import estimate_keys
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Failure, Report
from cointracker_pipeline.sync.subject import LONG_AGO, Subject
from cointracker_pipeline.sync.token_desk import TokenReport

if TYPE_CHECKING:
    import pandas as pd


def read_clock() -> datetime:
    """Return the time now, aware UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Pipeline:
    """One home, opened: its two stores, its chains, and the way to Blockchair."""

    settings: Settings
    registry: Registry
    warehouse: Warehouse
    chains: dict[str, Blockchain]
    clock: Callable[[], datetime] = read_clock
    knows_of_block: bool = False
    """Whether the service has said by now that it blocks this machine, or that it does not."""
    _client: Client | None = field(default=None, repr=False)
    _due_of_keys: dict[Wallet, set[Wallet]] = field(default_factory=dict, repr=False)

    @property
    def client(self) -> Client:
        """The way to Blockchair, opened at its first use."""
        if self._client is None:
            on_failure, on_answer = partial(tell_failure, self), partial(tell_answer, self)
            self._client = open_client(self.settings, self.registry.ledger, on_failure, on_answer)
        return self._client

    def add_wallets(self, wallets: Sequence[TrackedWallet], asked_by: str, person_id: int = OPERATOR) -> list[bool]:
        """Register a person's wallets and ask for the first sync of the new ones, both or neither; tell which were new.

        One whose deletion still waits is new: it stays, and that wish is withdrawn.
        """
        return self.registry.add_wallets(wallets, self.clock(), asked_by, person_id)

    def take_file(self, path: Path) -> Taken:
        """Take a spreadsheet out of the inbox: do what its rows ask for, and file it away.

        Raises: HomeError when the file is gone or cannot be moved, SettingsError; it then stays where it is.
        """
        return take_spreadsheet(self, path)

    def preview_file(self, path: Path) -> list[Decision]:
        """Return what taking a spreadsheet would decide, and change nothing.

        Raises: SpreadsheetError, SettingsError.
        """
        return preview(path, make_judge(self))

    def parse_wallet(self, wallet_id: str) -> Wallet:
        """Read ``chain:address`` in any spelling into a wallet in canonical form.

        Raises: UnknownWalletError, UnknownChainError, AddressError.
        """
        try:
            loose = parse_wallet_id(wallet_id)
        except UnknownWalletError as error:
            raise UnknownWalletError(f"{quote(wallet_id)}: {error}") from None
        chain = find_chain(loose.chain)
        return Wallet(chain.name, chain.parse_address(loose.address))

    def find_due(self, progress: Progress, *, sweep: bool = False) -> Checked:
        """Return the wallets that need a refresh now, asking the chain as cheaply as it can be asked.

        ``sweep`` looks at the counters of some of the others as well.
        """
        checked, self._due_of_keys = find_due_with_keys(
            self._desk(progress),
            self._subjects([one.wallet for one in self.registry.list_wallets()]),
            self.chains,
            self.settings.batch_addresses,
            self.settings.sweep_fraction if sweep else 0,
            self.settings.gap_limit,
        )
        return checked

    def plan_sync(self, wallets: Sequence[Wallet], *, full: bool = False) -> Estimate:
        """Return what bringing exactly these wallets up to date will cost; nothing is asked."""
        desk, sharing = self._desk(Progress()), self.settings.batch_addresses
        single, keys = split_keys(self._subjects(wallets))
        key_desk, books = open_key_desk(desk, self.settings.gap_limit)
        parts = estimate_refresh(desk, single, self.chains, sharing, full=full)
        parts += estimate_keys(key_desk, books, keys, self.chains, sharing, full=full)
        return self._estimate([*parts, *estimate_tokens(self, wallets, full=full)])

    def plan_due(self, *, sweep: bool = False) -> Estimate:
        """Return what finding and refreshing all due wallets will cost, as far as it is known; nothing is asked."""
        desk, sharing = self._desk(Progress()), self.settings.batch_addresses
        fraction = self.settings.sweep_fraction if sweep else 0
        wallets = [one.wallet for one in self.registry.list_wallets()]
        single, keys = split_keys(self._subjects(wallets))
        key_desk, books = open_key_desk(desk, self.settings.gap_limit)
        parts = estimate_due(desk, single, self.chains, sharing, sweep_fraction=fraction)
        parts += estimate_keys(key_desk, books, keys, self.chains, sharing, sweep_fraction=fraction)
        return self._estimate([*parts, *estimate_tokens(self, wallets)])

    def sync(
        self,
        wallets: Sequence[Wallet],
        run_id: str,
        tell: Callable[[Outcome | Failure], None],
        progress: Progress,
        *,
        full: bool = False,
        with_tokens: bool = False,
    ) -> Report:
        """Bring wallets up to date, recording each in the registry and telling the caller as it goes.

        ``with_tokens`` asks for lists of tokens as well, which is cheapest here: hand the outcomes to ``sync_tokens``.
        A wallet that was deleted meanwhile leaves nothing behind.
        """
        kind, watch = "resync" if full else "refresh", partial(tell_quota, self)
        recorder = Recorder(self.registry, run_id, kind, self.clock, tell, watch)
        with self.warehouse.transaction() as connection:
            known = read_current(connection, [one.wallet_id for one in wallets])
        due, self._due_of_keys = self._due_of_keys, {}
        with publishing(self.registry, run_id, progress, self.clock):
            report = sync_with_keys(
                self._desk(progress),
                self._subjects(wallets),
                ask_tokens_with_pages(self.chains, self.settings) if with_tokens else self.chains,
                recorder,
                self.settings.batch_addresses,
                self.settings.gap_limit,
                full=full,
                due=due,
            )
        tell_first_syncs(self, run_id, report.outcomes, known)
        tracked = {one.wallet_id for one in self.registry.find_wallets(wallet.wallet_id for wallet in wallets)}
        for wallet in wallets:
            if wallet.wallet_id not in tracked:
                self.forget_rows(wallet.wallet_id)
        publish_summaries(self, tracked)
        return report

    def list_addresses(self, wallet_id: str) -> list[Member]:
        """Return the addresses behind a wallet that is a key, by branch and index; of any other none."""
        with self.warehouse.transaction() as connection:
            return read_members(connection, [wallet_id])[wallet_id]

    def sync_tokens(
        self,
        wallets: Sequence[Wallet],
        progress: Progress,
        outcomes: Sequence[Outcome] = (),
        *,
        full: bool = False,
        asking: bool = True,
    ) -> TokenReport:
        """Bring the tokens of wallets up to date, as far as the settings want it; see ``refresh_tokens``."""
        return refresh_tokens(self, wallets, progress, outcomes, full=full, asking=asking)

    def read_frame(self, table: str) -> "pd.DataFrame":
        """Return a table or a derived report as a pandas frame with exact amounts, for notebooks."""
        from cointracker_pipeline.storage.warehouse.frames import read_frame  # noqa: PLC0415 - pandas takes half a second

        with self.warehouse.transaction() as connection:
            derive_portfolio(connection, self.chains.values(), self.clock())
            return read_frame(connection, table, {**EXPORTED, **describe_exports(load_reports())})

    def derive_portfolio(self) -> list[Holding]:
        """Write the portfolio anew and return it, one row a chain; the registry is told how every wallet stands."""
        with self.warehouse.transaction() as connection:
            derive_portfolio(connection, self.chains.values(), self.clock())
            holdings = read_portfolio(connection)
        publish_summaries(self)
        return holdings

    def update_prices(self, *, ask: bool) -> PriceNews:
        """Store the prices that files and answers have told; with ``ask`` the history is asked for what is missing."""
        client, now = self.client, self.clock()
        return update_prices(self.settings, self.warehouse, self.chains, client, find_chain, now, ask=ask)

    def plan_prices(self, chains: Collection[str]) -> list[Part]:
        """Return what prices will cost after a sync of wallets on these chains; nothing is asked."""
        return plan_prices(self.settings, self.warehouse, self.chains, chains, self.clock())

    def import_prices(self, path: Path) -> PriceNews:
        """Check a file of prices or rates, keep a copy of it in the home, and store what it tells.

        Raises: PriceFileError, HomeError.
        """
        import_prices(path, self.settings.price_files, find_chain, self.clock())
        return self.update_prices(ask=False)

    def find_breaches(self) -> dict[str, list[Breach]]:
        """Return what breaks each of the laws the stored data must obey, by the law's name."""
        with self.warehouse.transaction() as connection:
            write_chains(connection, self.chains.values())
            return {law: find(connection) for law, find in LAWS.items()}

    def delete_wallet(self, wallet_id: str) -> int:
        """Remove a wallet and everything stored about it; return how many transactions that were.

        The rows leave first: a deletion that is interrupted can be asked for again. Raises: UnknownWalletError.
        """
        self.registry.find_wallet(wallet_id)
        removed = self.forget_rows(wallet_id)
        self.registry.delete_wallet(wallet_id)
        return removed

    def raise_alert(self, alert: Alert, event_key: str) -> bool:
        """Let people be told of an event, once however often it is raised; tell whether it is new."""
        return self.registry.raise_alert(alert, event_key, self.clock())

    def send_alerts(self, resting: Collection[str] = ()) -> int:
        """Send what waits for each chosen channel, those in ``resting`` left out, and return how many were sent.

        While another process of this home sends, nothing is done. Raises: ChannelError after all that can have sent.
        """
        names = [name for name in self.settings.channel_names if name not in resting]
        with take_turn(self.settings.alerts_lock) as is_my_turn:
            if not is_my_turn:
                return 0
            return deliver(names, lambda name: open_channels(name, self.settings), self.registry, self.clock, resting)

    def try_channels(self) -> Iterator[Trial]:
        """Send one alert that tells nothing through each chosen channel, and tell of each whether it worked."""
        alert = Alert("test", "", "A test of Cointracker's alerts", "Whoever reads this is told.", self.clock())
        return try_channels(self.settings.channel_names, lambda name: open_channels(name, self.settings), alert)

    def reconcile(self) -> None:
        """Take what the service itself counts into the books; free, and only possible with a key.

        A service that does not answer this changes nothing: our own books hold. Raises: KeyRefusedError.
        """
        try:
            self.client.fetch_usage()
        except TransientError:
            return

    def close(self) -> None:
        """Close the connections to the service, if any were opened."""
        if self._client:
            self._client.close()

    def forget_rows(self, wallet_id: str) -> int:
        """Remove everything stored about a wallet; return how many transactions that were."""
        return delete_rows(self.warehouse, wallet_id)

    def _estimate(self, parts: Sequence[Part]) -> Estimate:
        budget = self.client.budget
        return Estimate(tuple(parts), budget.limits, budget.spent_today)

    def _desk(self, progress: Progress) -> Desk:
        points = ExactPoints.of(self.settings.exact_wei, self.settings.exact_points)
        return Desk(self.client, self.warehouse, (derive_wallets,), self.clock, progress, points)

    def _subjects(self, wallets: Sequence[Wallet]) -> list[Subject]:
        """Return wallets with their owners and since when each has waited."""
        tracked = {one.wallet: one for one in self.registry.find_wallets(one.wallet_id for one in wallets)}
        with self.warehouse.transaction() as connection:
            current = read_current(connection, [one.wallet_id for one in wallets])
        return [
            Subject(
                wallet,
                tracked[wallet].owner if wallet in tracked else "",
                current.get(wallet.wallet_id) or (wallet in tracked and tracked[wallet].added_at) or LONG_AGO,
            )
            for wallet in wallets
        ]


@contextmanager
def open_pipeline(settings: Settings | None = None) -> Iterator[Pipeline]:
    """Open the home of the settings, made ready for use, and close it at the end.

    Raises: SettingsError, HomeError, StoreError.
    """
    settings = settings or load_settings()
    prepare_home(settings)
    with Registry(settings.effective_registry_url) as registry:
        registry.prepare()
        pipeline = Pipeline(settings, registry, Warehouse(settings.warehouse_path), load_chains())
        try:
            yield pipeline
        finally:
            pipeline.close()
