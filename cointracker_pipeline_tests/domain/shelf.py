"""A wallet's store in memory: what a step says is done to a list, and walks are taken with it."""

from dataclasses import dataclass, field

from cointracker_pipeline.domain.cursor import OVERLAP_ROWS, Cursor, Step, advance
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline_tests.domain.paper_chain import PaperChain

REORG_LIMIT = 6
MOST_PAGES = 500


@dataclass(slots=True)
class Shelf:
    """Rows in no order, unconfirmed rows, and the cursor that speaks of them."""

    cursor: Cursor = field(default_factory=lambda: Cursor("paper:wallet"))
    rows: list[Transaction] = field(default_factory=list)
    pending: list[Transaction] = field(default_factory=list)

    def put(self, step: Step) -> None:
        """Do what a step says."""
        below = step.replace_below
        self.rows = [row for row in self.rows if not _is_within(row, step.replace_from, below)]
        known = {_key(row) for row in self.rows}
        self.rows += [row for row in step.rows if _is_within(row, 0, below) or _key(row) not in known]
        if step.pending is not None:
            self.pending = list(step.pending)
        confirmed = {row.tx_hash for row in step.rows}
        self.pending = [row for row in self.pending if row.tx_hash not in confirmed]
        self.cursor = step.cursor

    def walk(
        self,
        paper: PaperChain,
        *,
        limit: int,
        overlap: int = OVERLAP_ROWS,
        offset_limit: int = 10**6,
        pages: int = MOST_PAGES,
        confirmed_only: bool = False,
    ) -> bool:
        """Read pages to the end of a walk, or some of them only; tell whether the end was reached."""
        for _ in range(pages):
            walk = self.cursor.walk
            read = walk.rows_read if walk else 0
            offset = min(max(0, read - overlap), offset_limit)
            page = paper.serve(offset, limit, confirmed_only=confirmed_only or walk is not None)
            step = advance(self.cursor, page, reorg_limit=REORG_LIMIT, is_end=offset >= offset_limit)
            self.put(step)
            if step.finished:
                return True
        return False

    def holds(self, paper: PaperChain) -> bool:
        """Return whether exactly the chain's confirmed rows are here, each as often as there."""
        return sorted(map(_key_of_all, self.rows)) == sorted(map(_key_of_all, paper.rows))


def _is_within(row: Transaction, start: int, below: int | None) -> bool:
    height = row.block_height or 0
    return height >= start and (below is None or height < below)


def _key(row: Transaction) -> tuple[str, str, int | None]:
    return row.tx_hash, row.part, row.block_height


def _key_of_all(row: Transaction) -> tuple[str, str, int, int]:
    return row.tx_hash, row.part, row.block_height or 0, row.balance_change
