"""Many keys in one run, each as the sum of its addresses, which share requests."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import ProviderError, QuotaError, SyncError
from cointracker_pipeline.storage.warehouse import (
    Change,
    add_members,
    find_split_keys,
    read_key_balances,
    read_members,
)
from cointracker_pipeline.sync.desk import Desk, Outcome
from cointracker_pipeline.sync.key_books import KeyBooks
from cointracker_pipeline.sync.key_check import KeysChecked, check_keys, open_states
from cointracker_pipeline.sync.key_probe import probe
from cointracker_pipeline.sync.key_state import KeyState
from cointracker_pipeline.sync.progress import Progress
from cointracker_pipeline.sync.report import Failure, Report, Watcher
from cointracker_pipeline.sync.run import sync_wallets
from cointracker_pipeline.sync.sharing import Sharing
from cointracker_pipeline.sync.subject import Subject

Due = Mapping[Wallet, Collection[Wallet]]
"""The addresses of each key that a check found due."""

MOST_LEVELLINGS = 2
"""How often addresses are asked about once more because others were looked at in a later block."""


@dataclass(slots=True)
class KeyRun:
    """Brings keys up to date; ``desk`` is that of their addresses, whose derivation are the ``books``.

    The addresses are wallets of ``sync_wallets``: wave follows wave until both branches of every key end with a gap
    of unused ones. Whatever becomes of one key, the others go on. It is the ``Watcher`` of its addresses.
    """

    desk: Desk
    books: KeyBooks
    chains: Mapping[str, Blockchain]
    watcher: Watcher
    sharing: Sharing
    progress: Progress
    report: Report = field(default_factory=Report)
    _states: list[KeyState] = field(default_factory=list)
    _owners: dict[Wallet, list[KeyState]] = field(default_factory=lambda: defaultdict(list))
    _begun: set[Wallet] = field(default_factory=set)

    def run(self, subjects: Sequence[Subject], *, full: bool = False, due: Due | None = None) -> Report:
        """Bring keys up to date and report each once.

        ``due`` is what a check found just now; of a key it does not name, the balances of all addresses are asked for
        first. With ``full`` the histories of all addresses are read again.
        """
        subjects = list({one.wallet: one for one in subjects}.values())
        self.progress.wallets_total += len(subjects)
        unknown = [one.wallet for one in subjects if one.wallet.chain not in self.chains]
        self._tell(Failure(one, SyncError(f"The chain {one.chain!r} of a key is not supported.")) for one in unknown)
        self._states = open_states(self.desk, subjects, self.chains)
        try:
            self._play_waves(full=full, due=due or {})
        except QuotaError as error:
            self.report.stopped, self.report.resume_at = str(error), error.resume_at
        except ProviderError as error:
            self.report.stopped = str(error)
        self._conclude()
        return self.report

    def begin(self, wallets: Sequence[Wallet]) -> None:
        """Take note that addresses are about to be asked for: their keys have begun."""
        keys = dict.fromkeys(state.wallet for wallet in wallets for state in self._owners[wallet])
        new = [key for key in keys if key not in self._begun]
        self._begun.update(new)
        if new:
            self.watcher.begin(new)

    def end(self, results: Sequence[Outcome | Failure]) -> None:
        """Take note of what became of addresses."""
        for result in results:
            for state in self._owners[result.wallet]:
                state.add(result)

    def _play_waves(self, *, full: bool, due: Due) -> None:
        wave, levelled = self._choose_first(full=full, due=due), 0
        while not self.report.stopped:
            self._add_missing(wave)
            if not any(wave.values()):
                split = self._find_split() if levelled < MOST_LEVELLINGS else []
                if not split:
                    return
                levelled += 1
                wave = self._check(split)
                continue
            self._play(wave, full=full)
            full, wave = False, defaultdict(list)
            if not self.report.stopped:
                probe(self.desk, self._states, self.books.gap_limit, self.sharing)

    def _choose_first(self, *, full: bool, due: Due) -> dict[Wallet, list[Wallet]]:
        """Return the addresses of each key that were read before and are to be read again."""
        if full:
            for state in self._states:
                state.is_checked = True
            return defaultdict(list, {state.wallet: state.known for state in self._states})
        wave = self._check([state for state in self._states if state.wallet not in due])
        for state in (state for state in self._states if state.wallet in due):
            state.is_checked = True
            wave[state.wallet] += [one for one in state.known if one in due[state.wallet]]
        return wave

    def _check(self, states: Sequence[KeyState]) -> dict[Wallet, list[Wallet]]:
        """Return the addresses of each key that are due by their balances; of a new key nothing is asked."""
        known = [state for state in states if state.known]
        checked = check_keys(self.desk, self.books, known, self.chains, self.sharing) if known else KeysChecked()
        for state in states:
            state.is_checked = checked.stopped is None or not state.known
        if checked.stopped:
            self.report.stopped, self.report.resume_at = str(checked.stopped), checked.stopped.resume_at
        return defaultdict(list, {key: list(addresses) for key, addresses in checked.due.items()})

    def _add_missing(self, wave: dict[Wallet, list[Wallet]]) -> None:
        """Add to each key's part of a wave the addresses it has not read, and write down whose they are."""
        missing = {state.wallet: state.find_missing(self.books.gap_limit) for state in self._states}
        new = [one for members in missing.values() for one in members]
        if not new:
            return
        with self.desk.warehouse.transaction() as connection:
            add_members(connection, new)
        for key, members in missing.items():
            wave[key] += [one.wallet for one in members]

    def _play(self, wave: Mapping[Wallet, Sequence[Wallet]], *, full: bool) -> None:
        """Read the addresses of a wave, and look at what is known of all keys then."""
        subjects, pages = [], self.desk.progress.pages
        for state in self._states:
            mine = wave.get(state.wallet, ())
            for wallet in mine:
                self._owners[wallet] = [*(one for one in self._owners[wallet] if one is not state), state]
            state.tried.update(mine)
            subjects += state.subjects(mine)
        report = sync_wallets(subjects, self.chains, self.desk, self, full=full, sharing=self.sharing)
        self.report.stopped, self.report.resume_at = report.stopped, report.resume_at
        with self.desk.warehouse.transaction() as connection:
            members = read_members(connection, [state.wallet.wallet_id for state in self._states])
        for state in self._states:
            state.members = members[state.wallet.wallet_id]
            state.pages += self.desk.progress.pages - pages if wave.get(state.wallet) else 0

    def _find_split(self) -> list[KeyState]:
        """Return keys of which some addresses were looked at in a later block than others that it may concern."""
        with self.desk.warehouse.transaction() as connection:
            split = find_split_keys(connection, [state.wallet.wallet_id for state in self._states])
        return [state for state in self._states if state.wallet.wallet_id in split]

    def _conclude(self) -> None:
        ids = [state.wallet.wallet_id for state in self._states]
        with self.desk.warehouse.transaction() as connection:
            self.books.write(connection, ids)
            balances = read_key_balances(connection, ids)
        self._tell(
            state.conclude(
                balances.get(state.wallet.wallet_id),
                self.books.changes.get(state.wallet.wallet_id, Change(0, 0)),
                self.report.stopped,
                is_whole=not state.find_missing(self.books.gap_limit),
            )
            for state in self._states
        )

    def _tell(self, results: Iterable[Outcome | Failure]) -> None:
        """Write down and tell what became of keys."""
        told = list(results)
        for one in told:
            if isinstance(one, Outcome):
                self.report.outcomes.append(one)
                self.progress.rows += one.rows_added
            else:
                self.report.failures.append(one)
            self.progress.add_wallet(failed=isinstance(one, Failure))
        if told:
            self.watcher.end(told)
