"""How one page changes what is stored, case by case."""

from dataclasses import replace

from cointracker_pipeline.domain.cursor import OVERLAP_ROWS, STEP_BACK_ROWS, Cursor, Walk, advance, begin_walk
from cointracker_pipeline_tests.domain.paper_chain import PaperChain, make_row, make_rows
from cointracker_pipeline_tests.domain.shelf import REORG_LIMIT, Shelf

LIMIT = OVERLAP_ROWS + 10


def test_an_empty_wallet_is_complete_after_one_page() -> None:
    """Nothing to store, and nothing more to ask for."""
    shelf, paper = Shelf(), PaperChain()
    assert shelf.walk(paper, limit=LIMIT, pages=1)
    assert shelf.cursor == Cursor("paper:wallet", complete_height=1_000)
    assert shelf.rows == []


def test_a_walk_begins_below_what_may_change() -> None:
    """A first walk goes to the end; a later one to the blocks that were final at the last one."""
    assert begin_walk(Cursor("w"), 500, 6) == Walk(500, -1, None, 0)
    assert begin_walk(Cursor("w", complete_height=400), 500, 6) == Walk(500, 394, None, 0)
    assert begin_walk(Cursor("w", complete_height=3), 500, 6) == Walk(500, -1, None, 0)


def test_the_same_hash_in_two_blocks_stays_two_rows() -> None:
    """Two coinbase hashes of bitcoin exist in two blocks each; also where a page ends between them."""
    twins = [make_row("twin", height, 50)._replace(tx_hash="twin") for height in (902, 901)]
    rows = [*make_rows(range(903, 903 + LIMIT - 1)), *twins, *make_rows(range(20))]
    paper, shelf = PaperChain(rows), Shelf()
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)
    assert [row.block_height for row in shelf.rows if row.tx_hash == "twin"] == [902, 901]


def test_a_block_may_straddle_pages() -> None:
    """A block larger than several pages is stored whole, every row once."""
    paper, shelf = PaperChain(make_rows([990] * (3 * LIMIT) + [991, 10])), Shelf()
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)


def test_a_page_that_ends_with_its_block_leaves_nothing_out() -> None:
    """Where a block begins with a page, the overlap still joins it to the block above."""
    paper, shelf = PaperChain(make_rows([950] * LIMIT + [940] * LIMIT + [930])), Shelf()
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)


def test_a_look_at_the_news_that_ends_right_above_final_rows_goes_on() -> None:
    """The last row of the page is the lowest that may change: only the next page tells that none is below it."""
    paper, shelf = PaperChain(make_rows([100] * 30)), Shelf()
    shelf.walk(paper, limit=LIMIT)
    stop = 1_000 - REORG_LIMIT
    paper.mine(*make_rows([stop + 1] * (LIMIT + 1))[::-1], blocks=9)
    asked = len(paper.asked)
    assert shelf.walk(paper, limit=LIMIT)
    assert len(paper.asked) == asked + 2
    assert shelf.holds(paper)


def test_news_cost_one_page() -> None:
    """A wallet that was read before is read down to its final rows only."""
    paper, shelf = PaperChain(make_rows(range(500))), Shelf()
    shelf.walk(paper, limit=LIMIT)
    paper.asked.clear()
    paper.mine(make_row("news", 1_001, 5))
    assert shelf.walk(paper, limit=LIMIT)
    assert len(paper.asked) == 1
    assert shelf.holds(paper)


def test_rows_of_a_branch_that_was_given_up_leave() -> None:
    """What a reorganisation drops, moves or replaces is as the chain has it now."""
    paper, shelf = PaperChain([make_row(name, 998) for name in "abc"] + make_rows(range(30))), Shelf()
    shelf.walk(paper, limit=LIMIT)
    paper.rows[:3] = [make_row("a", 999), make_row("other", 998)]
    paper.tip_height = 1_001
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)


def test_waiting_rows_on_the_first_page_do_not_shift_the_second() -> None:
    """The second page counts confirmed rows: those that waited above them are not in its way."""
    paper, shelf = PaperChain(make_rows(range(60))), Shelf()
    paper.pending = [make_row(f"waits-{number}", None, 3, minute=20_000 + number) for number in range(7)]
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)
    assert len(shelf.pending) == 7
    assert paper.asked[1].offset == LIMIT - 7 - OVERLAP_ROWS


def test_a_page_full_of_waiting_rows_says_nothing_about_the_others() -> None:
    """No stored row leaves on its account; the confirmed rows are read next."""
    paper, shelf = PaperChain(make_rows([900, 999])), Shelf()
    shelf.walk(paper, limit=LIMIT)
    paper.pending = [make_row(f"waits-{number}", None, 3, minute=20_000 + number) for number in range(LIMIT)]
    paper.mine(make_row("news", 1_001, 5))
    assert not shelf.walk(paper, limit=LIMIT, pages=1)
    assert len(shelf.rows) == 2
    assert len(shelf.pending) == LIMIT
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)


def test_a_page_that_does_not_meet_the_rows_above_it_changes_nothing() -> None:
    """More rows left than pages share: the walk goes back, and no gap is stored."""
    paper, shelf = PaperChain(make_rows(range(1_000 - 3 * LIMIT, 1_000))), Shelf()
    shelf.walk(paper, limit=LIMIT, pages=1)
    rows = list(shelf.rows)
    paper.rows = paper.rows[LIMIT:]
    shelf.walk(paper, limit=LIMIT, pages=1)
    assert shelf.rows == rows
    assert shelf.cursor.walk is None
    assert shelf.walk(paper, limit=LIMIT)
    assert shelf.holds(paper)


def test_a_long_walk_goes_back_some_rows_only() -> None:
    """It does not begin anew for rows that left far above."""
    walk = Walk(tip_height=1_000, stop_height=-1, floor_height=500, rows_read=5_000)
    page = PaperChain(make_rows(range(400))).serve(0, LIMIT, confirmed_only=True)
    step = advance(Cursor("w", walk=walk), page, reorg_limit=REORG_LIMIT, is_end=False)
    assert step.cursor.walk == replace(walk, rows_read=5_000 - STEP_BACK_ROWS)
    assert (step.rows, step.replace_from, step.replace_below, step.pending) == ((), 0, 0, None)


def test_a_chain_that_stands_lower_on_the_second_page_changes_no_more_than_it_shows() -> None:
    """Another backend may lag by some blocks: what the first page gave stays, the next look settles the rest."""
    paper, shelf = PaperChain(make_rows([*range(60), 998, 999, 1_000])), Shelf()
    everything = list(paper.rows)

    def lag() -> None:
        paper.rows, paper.tip_height = paper.rows[3:], 997

    paper.between[1] = lag
    assert shelf.walk(paper, limit=LIMIT)
    assert sorted(shelf.rows, key=lambda row: -(row.block_height or 0)) == everything
    assert shelf.cursor.complete_height == 997


def test_what_the_api_cannot_reach_is_not_taken_for_complete() -> None:
    """Beyond the largest offset rows cannot be seen: what is there is stored, and the wallet is marked."""
    paper, shelf = PaperChain(make_rows(range(200))), Shelf()
    assert shelf.walk(paper, limit=LIMIT, offset_limit=50)
    assert not shelf.cursor.reachable
    assert len(shelf.rows) == 50 + LIMIT
    paper.mine(make_row("news", 1_001, 5))
    assert shelf.walk(paper, limit=LIMIT, offset_limit=50)
    assert not shelf.cursor.reachable
    assert len(shelf.rows) == 50 + LIMIT + 1


def test_rows_read_while_they_could_be_reached_stay() -> None:
    """A wallet that outgrew the API keeps its oldest rows when all of it is read again."""
    paper, shelf = PaperChain(make_rows(range(50))), Shelf()
    shelf.walk(paper, limit=LIMIT, offset_limit=50)
    for start in range(1_001, 1_101, 20):
        paper.mine(*(make_row(f"new-{height}", height) for height in range(start, start + 20)), blocks=20)
        shelf.walk(paper, limit=LIMIT, offset_limit=50)
    assert shelf.cursor.reachable
    shelf.cursor = shelf.cursor.restarted()
    assert shelf.walk(paper, limit=LIMIT, offset_limit=50)
    assert not shelf.cursor.reachable
    assert shelf.holds(paper)


def test_huge_amounts_are_taken_over_as_they_are() -> None:
    """Amounts are integers of any size."""
    paper, shelf = PaperChain([make_row("in", 900, 10**37 + 1), make_row("out", 899, -(10**37))]), Shelf()
    shelf.walk(paper, limit=LIMIT)
    assert sum(row.balance_change for row in shelf.rows) == 1
