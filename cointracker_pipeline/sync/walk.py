"""One wallet's history, read page by page into one copy of it."""

from collections.abc import Generator
from dataclasses import dataclass, field

from cointracker_pipeline.domain.balance import WalletBalance
from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import OVERLAP_ROWS, Cursor, Step, advance, choose_overlap
from cointracker_pipeline.domain.history import HistoryPage
from cointracker_pipeline.domain.token import Holdings
from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.errors import SyncError
from cointracker_pipeline.storage.warehouse import LIVE, Connection, Copy
from cointracker_pipeline.sync.ask import Ask, PageAsk
from cointracker_pipeline.sync.desk import Arrival, Desk, Outcome
from cointracker_pipeline.sync.plan import page_at, plan_page
from cointracker_pipeline.sync.progress import Walked

MOST_RETREATS = 20
"""Pages of one walk that may lead nowhere; a reorganisation causes one or two."""


@dataclass(slots=True)
class Tally:
    """What the walks of one wallet did so far; ``expected`` are the questions that will most likely follow.

    ``current`` is what became of the wallet already, while questions that may as well fail are still asked.
    ``holdings`` are the tokens that came with its newest page.
    """

    rows_added: int = 0
    rows_removed: int = 0
    pages: int = 0
    millipoints: int = 0
    expected: list[Ask] = field(default_factory=list)
    overlap: int = OVERLAP_ROWS
    is_still: bool = True
    current: Outcome | None = None
    holdings: Holdings | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """The end of a walk: how far the wallet is stored, how it compares, and the transaction that is still open."""

    cursor: Cursor
    balance: WalletBalance
    page: HistoryPage
    connection: Connection


@dataclass(frozen=True, slots=True)
class Walker:
    """Walks through one wallet's history, into what people read or into the side copy."""

    desk: Desk
    wallet: Wallet
    chain: Blockchain
    tally: Tally
    copy: Copy = LIVE

    def walk(self, cursor: Cursor, *, confirmed_only: bool) -> Generator[Ask, Arrival, Arrived]:
        """Walk to the end, and then over the news if blocks were found between two pages.

        Pages of different states do not belong together, and sums cannot tell: a reorganisation may have moved a
        row that had been read before.

        Raises: SyncError when page after page leads nowhere, which would spend points without end.
        """
        end = yield from self._walk_once(cursor, confirmed_only=confirmed_only)
        if end.balance.tip_height != end.cursor.complete_height:
            end = yield from self._walk_once(end.cursor, confirmed_only=confirmed_only)
        return end

    def _walk_once(self, cursor: Cursor, *, confirmed_only: bool) -> Generator[Ask, Arrival, Arrived]:
        end, retreats = None, 0
        while end is None:
            before = _position(cursor)
            cursor, end = yield from self._take_page(cursor, confirmed_only=confirmed_only)
            retreats += end is None and _position(cursor) <= before
            if retreats > MOST_RETREATS:
                raise SyncError(_explain_retreats(self.wallet, retreats))
        return end

    def _take_page(
        self, cursor: Cursor, *, confirmed_only: bool
    ) -> Generator[Ask, Arrival, tuple[Cursor, Arrived | None]]:
        """Ask for one page, store it with the cursor, and compare the balance if it was the walk's last."""
        request = plan_page(cursor, self.chain, confirmed_only=confirmed_only, overlap=self.tally.overlap)
        page, connection = yield PageAsk(
            self.chain, self.wallet.address, request.offset, request.limit, request.confirmed_only
        )
        if not isinstance(page, HistoryPage):
            raise TypeError("the answer to a page is a page")
        self.tally.is_still &= cursor.walk is None or page.tip_height == cursor.walk.tip_height
        step = advance(cursor, page, reorg_limit=self.chain.reorg_limit, is_end=request.is_end)
        ((change, balance),) = self.desk.store(connection, [(self.wallet, page, step)], self.copy)
        if self.copy is LIVE:
            self.tally.rows_added += change.added
            self.tally.rows_removed += change.removed
        self.tally.pages += 1
        self.tally.holdings = page.holdings or self.tally.holdings
        self.tally.millipoints += page.millipoints
        self._look_ahead(step, page)
        self._tell(cursor, step, page)
        self.desk.progress.add_page(change.added if self.copy is LIVE else 0, page.millipoints)
        return step.cursor, Arrived(step.cursor, balance, page, connection) if balance else None

    def _tell(self, before: Cursor, step: Step, page: HistoryPage) -> None:
        """Tell how far the walk is; how far it goes is known of one through the whole history alone."""
        walk, count = step.cursor.walk, page.summary.transaction_count
        is_whole = walk is not None and walk.stop_height < 0 and count is not None
        known = self.desk.progress.walks.get(self.wallet.wallet_id)
        self.desk.progress.walks[self.wallet.wallet_id] = Walked(
            walk.rows_read if walk else page.offset + len(page.heights),
            (count or 0) - len(page.pending) if is_whole else None,
            known.rows_before if known else _position(before),
            self.tally.pages,
            self.tally.millipoints,
        )

    def _look_ahead(self, step: Step, page: HistoryPage) -> None:
        """Choose how the next page overlaps, and foresee the rest of a walk over the whole history.

        Where its length is not known, or a block was found since it began, every page shows the usual rows again.
        """
        walk, count = step.cursor.walk, page.summary.transaction_count
        self.tally.expected, self.tally.overlap = [], OVERLAP_ROWS
        if step.finished or walk is None or count is None:
            return
        confirmed = count - len(page.pending)
        if self.tally.is_still:
            self.tally.overlap = choose_overlap(confirmed - walk.rows_read, self.chain.page_limit)
        if walk.stop_height < 0:
            self.tally.expected = self._foresee(walk.rows_read, confirmed)

    def _foresee(self, read: int, confirmed: int) -> list[Ask]:
        expected: list[Ask] = []
        asked = None
        while read < confirmed:
            overlap = choose_overlap(confirmed - read, self.chain.page_limit) if self.tally.is_still else OVERLAP_ROWS
            request = page_at(read, self.chain, overlap)
            if request == asked:
                break
            expected.append(
                PageAsk(self.chain, self.wallet.address, request.offset, request.limit, request.confirmed_only)
            )
            read, asked = request.offset + request.limit, request
        return expected


def _position(cursor: Cursor) -> int:
    return cursor.walk.rows_read if cursor.walk else 0


def _explain_retreats(wallet: Wallet, retreats: int) -> str:
    return (
        f"{wallet.wallet_id}: {retreats} pages of its history did not meet the rows read before them; the service "
        "contradicts itself. What was read is stored; the next sync goes on from there."
    )
