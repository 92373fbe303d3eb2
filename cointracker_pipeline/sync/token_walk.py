"""The transfers of one token of one wallet, read page by page, stored, and compared with the chain's balance."""

from collections.abc import Generator
from dataclasses import dataclass, field
from functools import partial

from cointracker_pipeline.domain.chain import Blockchain
from cointracker_pipeline.domain.cursor import Cursor, advance
from cointracker_pipeline.domain.token import TokenPage
from cointracker_pipeline.domain.token_balance import TokenBalance, TransferTotals, prove_token
from cointracker_pipeline.errors import SyncError
from cointracker_pipeline.storage.warehouse import (
    Connection,
    count_token_transactions,
    read_transfer_totals,
    store_token_step,
    write_token_balances,
)
from cointracker_pipeline.sync.plan import plan_page
from cointracker_pipeline.sync.token_ask import TokenAnswer, TokenAsk, TokenPageAsk
from cointracker_pipeline.sync.token_desk import TokenDesk
from cointracker_pipeline.sync.token_plan import TokenTask

MOST_RETREATS = 5
"""Pages of one walk that may lead nowhere; a reorganisation causes one or two."""

TokenArrival = tuple[TokenAnswer, Connection]
"""An answer, and a transaction that is open until the next question."""


@dataclass(slots=True)
class TokenTally:
    """What reading a token did so far."""

    rows_added: int = 0
    rows_removed: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class _Arrived:
    cursor: Cursor
    page: TokenPage
    connection: Connection
    is_of_one_moment: bool


@dataclass(frozen=True, slots=True)
class TokenWalker:
    """Reads one token of one wallet."""

    desk: TokenDesk
    task: TokenTask
    chain: Blockchain
    tally: TokenTally = field(default_factory=TokenTally)

    def read(self) -> Generator[TokenAsk, TokenArrival, TokenBalance]:
        """Read what is new, down to what can no longer change, store it, and write the balance with its proof.

        What was proven and no longer adds up, or lacks transfers, is read once from scratch. What then remains is the
        token's own doing: it is written down as unexplained, and not read again for that.

        Raises: SyncError when page after page leads nowhere, which would spend points without end.
        """
        before, cursor = self.task.before, self.task.cursor
        balance = yield from self._look(cursor)
        if cursor.complete_height is None or balance.proven:
            return balance
        lacks = not balance.counts_agree and balance.count_difference != before.count_difference
        if before.proven or lacks:
            balance = yield from self._look(cursor.restarted())
        return balance

    def _look(self, cursor: Cursor) -> Generator[TokenAsk, TokenArrival, TokenBalance]:
        """Walk to the end, and again over the news where the pages were not of one moment: their figures differ."""
        end = yield from self._walk(cursor)
        if not end.is_of_one_moment and not self._compare(end).proven:
            end = yield from self._walk(end.cursor)
        balance = self._compare(end)
        write_token_balances(end.connection, [balance])
        return balance

    def _walk(self, cursor: Cursor) -> Generator[TokenAsk, TokenArrival, _Arrived]:
        retreats, pages = 0, 0
        while True:
            page, connection, is_end = yield from self._ask(cursor)
            step = advance(cursor, page.history, reorg_limit=self.chain.reorg_limit, is_end=is_end)
            by_id = {one.transfer_id: one for one in page.transfers}
            change = store_token_step(connection, self.task.wallet, page.token, by_id, step)
            self.tally.rows_added += change.added
            self.tally.rows_removed += change.removed
            self.desk.progress.add_page(change.added, page.millipoints)
            pages += 1
            if step.finished:
                is_still = pages == 1 and page.token_height == step.cursor.complete_height
                return _Arrived(step.cursor, page, connection, is_still)
            retreats += _position(step.cursor) <= _position(cursor)
            if retreats > MOST_RETREATS:
                raise SyncError(self._explain_retreats(retreats))
            cursor = step.cursor

    def _ask(self, cursor: Cursor) -> Generator[TokenAsk, TokenArrival, tuple[TokenPage, Connection, bool]]:
        request = plan_page(cursor, self.chain, confirmed_only=True)
        limit = request.limit if cursor.walk is None else self.chain.page_limit
        wallet, token = self.task.wallet, self.task.token_address
        page, connection = yield TokenPageAsk(self.chain, token, wallet.address, request.offset, limit)
        if not isinstance(page, TokenPage):
            raise TypeError("the answer to a page is a page")
        self.tally.pages += 1
        return page, connection, request.is_end

    def _compare(self, end: _Arrived) -> TokenBalance:
        wallet_id, token = self.task.wallet.wallet_id, self.task.token_address
        totals = read_transfer_totals(end.connection, wallet_id, token).get((wallet_id, token), TransferTotals(0, 0))
        count = partial(count_token_transactions, end.connection, wallet_id, token)
        now = self.desk.clock().replace(tzinfo=None)
        return prove_token(self.task.before, end.page, totals, count, self.task.listed, now)

    def _explain_retreats(self, retreats: int) -> str:
        return (
            f"{self.task.wallet.wallet_id}: {retreats} pages of the transfers of {self.task.token_address} did not "
            "meet the rows read before them; the service contradicts itself. What was read is stored; the next sync "
            "goes on from there."
        )


def _position(cursor: Cursor) -> int:
    return cursor.walk.rows_read if cursor.walk else 0
