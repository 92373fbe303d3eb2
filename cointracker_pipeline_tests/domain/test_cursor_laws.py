"""What holds for every history, however it is cut into pages and whatever happens between them."""

from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.domain.cursor import OVERLAP_ROWS
from cointracker_pipeline.domain.transaction import Transaction
from cointracker_pipeline_tests.domain.paper_chain import PaperChain, make_row, make_rows
from cointracker_pipeline_tests.domain.shelf import REORG_LIMIT, Shelf

TIP = 1_000
LIMITS = st.integers(OVERLAP_ROWS + 1, 40)
BLOCKS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 25)), max_size=12)
"""From the newest block down: how far below the one before, and how many rows it has."""


@st.composite
def papers(draw: st.DrawFn) -> PaperChain:
    """Draw a chain whose newest row may be in the newest block."""
    heights, height = list[int](), TIP
    for gap, size in draw(BLOCKS):
        height -= gap
        heights += [height] * size
    return PaperChain(make_rows(heights), TIP)


def arrivals(sizes: list[int], above: int = TIP) -> list[Transaction]:
    """Return rows of new blocks, oldest first."""
    heights = [above + number for number, size in enumerate(sizes, start=1) for _ in range(size)]
    return [make_row(f"new-{number}", height, 7) for number, height in enumerate(heights)]


def drop_newest(paper: PaperChain, count: int) -> None:
    """Let a reorganisation take away some of the newest rows, of blocks that may still change."""
    stays = paper.tip_height - REORG_LIMIT
    gone = [row for row in paper.rows[:count] if (row.block_height or 0) > stays]
    paper.rows = paper.rows[len(gone) :]
    paper.tip_height += 1


@given(paper=papers(), limit=LIMITS, overlap=st.integers(1, OVERLAP_ROWS))
def test_page_size_and_overlap_change_nothing(paper: PaperChain, limit: int, overlap: int) -> None:
    """Whatever the pages, the store ends up with exactly the chain's rows."""
    shelf = Shelf()
    assert shelf.walk(paper, limit=limit, overlap=overlap)
    assert shelf.holds(paper)
    assert shelf.cursor.complete_height == TIP
    assert shelf.cursor.reachable


@given(paper=papers(), limit=LIMITS, full=st.booleans())
def test_reading_twice_equals_once(paper: PaperChain, limit: int, full: bool) -> None:
    """A second walk, over the news or over everything, changes no row."""
    shelf = Shelf()
    shelf.walk(paper, limit=limit)
    shelf.cursor = shelf.cursor.restarted() if full else shelf.cursor
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper)


@given(paper=papers(), limit=LIMITS, sizes=st.lists(st.integers(0, 30), max_size=4), page=st.integers(0, 5))
def test_rows_that_arrive_between_pages_leave_no_gap(
    paper: PaperChain, limit: int, sizes: list[int], page: int
) -> None:
    """What was there when the walk began is stored once; a second walk adds what arrived."""
    before = {row.tx_hash for row in paper.rows}
    paper.between[page] = lambda: paper.mine(*arrivals(sizes), blocks=len(sizes))
    shelf = Shelf()
    assert shelf.walk(paper, limit=limit)
    assert before <= {row.tx_hash for row in shelf.rows}
    assert len({row.tx_hash for row in shelf.rows}) == len(shelf.rows)
    assert shelf.walk(paper, limit=limit)
    paper.between.clear()
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper)


@given(paper=papers(), limit=LIMITS, count=st.integers(1, 60), page=st.integers(1, 5))
def test_rows_that_leave_between_pages_are_noticed(paper: PaperChain, limit: int, count: int, page: int) -> None:
    """After a look at the news the rows are right, or at least their number betrays that some are missing."""
    paper.between[page] = lambda: drop_newest(paper, count)
    shelf = Shelf()
    assert shelf.walk(paper, limit=limit)
    paper.between.clear()
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper) or len(shelf.rows) != len(paper.rows)
    if not shelf.holds(paper):
        shelf.cursor = shelf.cursor.restarted()
        assert shelf.walk(paper, limit=limit)
        assert shelf.holds(paper)


@given(paper=papers(), limit=LIMITS, count=st.integers(1, OVERLAP_ROWS), page=st.integers(1, 5))
def test_a_few_rows_that_leave_between_pages_are_bridged_by_the_overlap(
    paper: PaperChain, limit: int, count: int, page: int
) -> None:
    """As many as neighbouring pages share may leave: nothing is missed and nothing is read again."""
    paper.between[page] = lambda: drop_newest(paper, count)
    shelf = Shelf()
    assert shelf.walk(paper, limit=limit)
    offsets = [asked.offset for asked in paper.asked]
    assert offsets == sorted(offsets)
    paper.between.clear()
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper)


@given(
    paper=papers(),
    limit=LIMITS,
    pages=st.integers(1, 4),
    sizes=st.lists(st.integers(0, 60), max_size=3),
    drop=st.integers(0, 10),
)
def test_a_walk_that_stopped_goes_on(paper: PaperChain, limit: int, pages: int, sizes: list[int], drop: int) -> None:
    """Rows may come and go while nobody reads: after the rest of the walk and a look at the news all is right."""
    shelf = Shelf()
    ended = shelf.walk(paper, limit=limit, pages=pages)
    asked = len(paper.asked)
    drop_newest(paper, drop)
    paper.mine(*arrivals(sizes, paper.tip_height), blocks=len(sizes))
    if not ended:
        assert shelf.walk(paper, limit=limit)
        assert paper.asked[asked].offset > 0
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper)


@given(paper=papers(), limit=LIMITS, data=st.data())
def test_order_within_two_hours_does_not_matter(paper: PaperChain, limit: int, data: st.DataObject) -> None:
    """Rows may come in the order of their times, which can differ from that of their blocks."""
    jitter = data.draw(st.lists(st.integers(0, 5), min_size=len(paper.rows), max_size=len(paper.rows)))
    mixed = sorted(zip(paper.rows, jitter, strict=True), key=lambda pair: pair[1] - (pair[0].block_height or 0))
    paper.rows = [row for row, _ in mixed]
    shelf = Shelf()
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper)
    shelf.cursor = shelf.cursor.restarted()
    assert shelf.walk(paper, limit=limit)
    assert shelf.holds(paper)
