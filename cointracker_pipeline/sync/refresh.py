"""One wallet, brought up to date and proven."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cointracker_pipeline.domain.amount import render_amount
from cointracker_pipeline.domain.balance import WalletBalance, confirmed_figures
from cointracker_pipeline.domain.chain import Blockchain, ChainReader
from cointracker_pipeline.domain.cursor import Cursor, Step, advance
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import MismatchError, SyncError
from cointracker_pipeline.storage.warehouse import (
    Change,
    Connection,
    Warehouse,
    prove_balance,
    read_cursor,
    store_step,
)
from cointracker_pipeline.sync.plan import plan_page
from cointracker_pipeline.sync.progress import Progress

MOST_RETREATS = 20
"""Pages of one walk that may lead nowhere; a reorganisation causes one or two."""

Derivation = Callable[[Connection, str], None]
"""Brings one report's rows of one wallet up to date inside the transaction that stored its transactions."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh of one wallet did; ``millipoints`` are thousandths of a point."""

    wallet: Wallet
    balance: WalletBalance
    rows_added: int
    rows_removed: int
    pages: int
    millipoints: int

    @property
    def changed(self) -> bool:
        """Whether any stored row came or went."""
        return bool(self.rows_added or self.rows_removed)


@dataclass(slots=True)
class _Tally:
    rows_added: int = 0
    rows_removed: int = 0
    pages: int = 0
    millipoints: int = 0


@dataclass(frozen=True, slots=True)
class Refresher:
    """Brings wallets up to date; everything it needs is passed in."""

    reader: ChainReader
    warehouse: Warehouse
    derivations: Sequence[Derivation]
    clock: Callable[[], datetime]
    progress: Progress

    def refresh(self, wallet: Wallet, chain: Blockchain, *, full: bool = False) -> Outcome:
        """Read what is new, store it page by page, and prove the balance.

        A balance that does not match is read again from the last final row, confirmed rows only (news may have
        arrived between two pages, or an unconfirmed row may be hidden below the first page), and then once from
        scratch. ``full`` begins with the latter; rows stay readable until they are replaced.

        Raises: MismatchError when it still differs; ProviderError when the API fails.
        """
        with self.warehouse.hold_wallets([wallet.wallet_id]):
            return self._refresh_held(wallet, chain, full=full)

    def _refresh_held(self, wallet: Wallet, chain: Blockchain, *, full: bool) -> Outcome:
        tally = _Tally()
        with self.warehouse.transaction() as connection:
            cursor = read_cursor(connection, wallet.wallet_id)
        cursor = _restart(cursor) if full else cursor
        for confirmed_only, from_scratch in ((False, False), (True, False), (True, True)):
            cursor = _restart(cursor) if from_scratch else cursor
            cursor, balance = self._walk(wallet, chain, cursor, tally, confirmed_only=confirmed_only)
            if balance.proven or not balance.reachable:
                return Outcome(wallet, balance, tally.rows_added, tally.rows_removed, tally.pages, tally.millipoints)
        raise MismatchError(_explain(balance, chain))

    def _walk(
        self, wallet: Wallet, chain: Blockchain, cursor: Cursor, tally: _Tally, *, confirmed_only: bool
    ) -> tuple[Cursor, WalletBalance]:
        """Walk to the end, and then over the news if blocks were found between two pages.

        Pages of different states do not belong together, and sums cannot tell: a reorganisation may have moved a
        row that had been read before.
        """
        cursor, balance = self._walk_once(wallet, chain, cursor, tally, confirmed_only=confirmed_only)
        if balance.tip_height != cursor.complete_height:
            cursor, balance = self._walk_once(wallet, chain, cursor, tally, confirmed_only=confirmed_only)
        return cursor, balance

    def _walk_once(
        self, wallet: Wallet, chain: Blockchain, cursor: Cursor, tally: _Tally, *, confirmed_only: bool
    ) -> tuple[Cursor, WalletBalance]:
        """Walk from the tip, or from where an earlier walk stopped, to the end of the walk.

        Raises: SyncError when page after page leads nowhere, which would spend points without end.
        """
        balance, retreats = None, 0
        while balance is None:
            before = _position(cursor)
            cursor, balance = self._take_page(wallet, chain, cursor, tally, confirmed_only=confirmed_only)
            retreats += balance is None and _position(cursor) <= before
            if retreats > MOST_RETREATS:
                raise SyncError(_explain_retreats(wallet, retreats))
        return cursor, balance

    def _take_page(
        self, wallet: Wallet, chain: Blockchain, cursor: Cursor, tally: _Tally, *, confirmed_only: bool
    ) -> tuple[Cursor, WalletBalance | None]:
        """Fetch one page, store it with the cursor, and prove the balance if it was the walk's last."""
        request = plan_page(cursor, chain, confirmed_only=confirmed_only)
        page = self.reader.fetch_page(
            chain,
            wallet.address,
            offset=request.offset,
            limit=request.limit,
            confirmed_only=request.confirmed_only,
        )
        step = advance(cursor, page, reorg_limit=chain.reorg_limit, is_end=request.is_end)
        with self.warehouse.transaction() as connection:
            change, balance = self.store(connection, wallet, page, step)
        tally.rows_added += change.added
        tally.rows_removed += change.removed
        tally.pages += 1
        tally.millipoints += page.millipoints
        self.progress.add_page(change.added, page.millipoints)
        return step.cursor, balance

    def store(
        self, connection: Connection, wallet: Wallet, page: HistoryPage, step: Step
    ) -> tuple[Change, WalletBalance | None]:
        """Store what a page changes inside the caller's transaction; at the end of a walk prove the balance as well."""
        change = store_step(connection, wallet, step)
        if not step.finished:
            return change, None
        figures = confirmed_figures(page.tip_height, page.summary, step.pending or ())
        balance = prove_balance(connection, wallet, step.cursor, figures, self.clock())
        for derive in self.derivations:
            derive(connection, wallet.wallet_id)
        return change, balance


def _restart(cursor: Cursor) -> Cursor:
    """Begin a walk over the whole history, unless one is under way: that one goes on."""
    if cursor.walk and cursor.walk.stop_height < 0:
        return cursor
    return cursor.restarted()


def _position(cursor: Cursor) -> int:
    return cursor.walk.rows_read if cursor.walk else 0


def _explain_retreats(wallet: Wallet, retreats: int) -> str:
    return (
        f"{wallet.wallet_id}: {retreats} pages of its history did not meet the rows read before them; the service "
        "contradicts itself. What was read is stored; the next sync goes on from there."
    )


def _explain(balance: WalletBalance, chain: Blockchain) -> str:
    stored = render_amount(balance.balance, chain.decimals)
    reported = render_amount(balance.chain_balance, chain.decimals)
    difference = render_amount(balance.balance - balance.chain_balance, chain.decimals)
    return (
        f"{balance.wallet_id}: the {balance.transaction_count} stored transactions sum to {stored} {chain.symbol}, "
        f"the chain reports {reported} {chain.symbol} from {balance.chain_transaction_count} transactions at "
        f"height {balance.tip_height}; the difference is {difference} {chain.symbol}. It was read again from "
        "scratch and still differs; the balance is marked as not proven."
    )
