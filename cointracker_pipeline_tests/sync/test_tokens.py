"""Tokens from a list and pages into a real warehouse: exact, proven, incremental, and never read in vain."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.token import Token
from cointracker_pipeline.domain.token_rules import TokenRules
from cointracker_pipeline.errors import BlockedError, RequestRefusedError
from cointracker_pipeline.storage.warehouse import Warehouse, delete_wallet_rows
from cointracker_pipeline_tests.sync.paper_tokens import CAT, DOG, ETHEREUM, WALLET, TokenStand, make_token

HUGE = int("98" * 33)
SCAM = make_token(9, name="Visit claim.example", symbol="CLAIM")


@pytest.fixture
def stand(tmp_path: Path) -> TokenStand:
    """A wallet that nothing is stored of."""
    return TokenStand(Warehouse(tmp_path / "cointracker.duckdb"))


def test_transfers_and_balances_are_those_of_the_chain(stand: TokenStand) -> None:
    """Amounts of sixty-six digits come back whole, and the sum of the transfers is the balance."""
    for change in (HUGE, -1, 5, -HUGE + 7):
        stand.paper.move(CAT, change)
    stand.paper.move(DOG, 3)
    report = stand.sync()
    assert stand.rows() == stand.true_rows()
    assert (stand.balance().balance, stand.balance().transfers_sum, stand.balance().proof) == (11, 11, "yes")
    assert (report.outcomes[WALLET.wallet_id].followed, report.waiting, report.errors) == (2, 0, [])


def test_a_long_history_is_read_in_pages(stand: TokenStand) -> None:
    """Every transfer once, however many pages it takes."""
    for number in range(120):
        stand.paper.move(CAT, number + 1)
    stand.sync()
    assert stand.rows() == stand.true_rows()
    assert len(stand.asked()) > 5
    assert stand.balance().proven


def test_only_tokens_that_moved_are_read_again(stand: TokenStand) -> None:
    """Unchanged balances cost the list alone; what changed is read from its newest transfer."""
    stand.paper.move(CAT, 5)
    stand.paper.move(DOG, 3)
    stand.paper.token_height += 100
    stand.sync()
    stand.asked()
    stand.paper.token_height += 10
    stand.sync()
    assert stand.asked() == ["list"]
    assert stand.balance().height == stand.paper.token_height
    stand.paper.move(DOG, 4)
    stand.sync()
    assert stand.asked() == ["list", DOG.address]
    assert stand.rows(DOG) == stand.true_rows(DOG)


def test_a_token_that_was_given_away_has_nothing_left(stand: TokenStand) -> None:
    """What the list leaves out is read once more, and proven to be zero."""
    stand.paper.move(CAT, 5)
    stand.sync()
    stand.paper.move(CAT, -5)
    stand.paper.token_height += 100
    stand.sync()
    assert (stand.balance().balance, stand.balance().proof, len(stand.rows())) == (0, "yes", 2)
    stand.asked()
    stand.sync()
    assert stand.asked() == ["list"]


def test_a_reorganised_transfer_leaves(stand: TokenStand) -> None:
    """And another that took its place is there."""
    for _ in range(3):
        stand.paper.move(CAT, 5)
    stand.sync()
    stand.paper.transfers[CAT.address].pop(0)
    stand.paper.move(CAT, 7)
    report = stand.sync()
    assert stand.rows() == stand.true_rows()
    assert (report.outcomes[WALLET.wallet_id].rows_added, report.outcomes[WALLET.wallet_id].rows_removed) == (1, 1)


def test_a_transfer_that_moved_to_another_block_moves(stand: TokenStand) -> None:
    """The balance does not tell: a token is looked at again while a transfer of it could still change."""
    one = stand.paper.move(CAT, 5)
    stand.sync()
    stand.paper.transfers[CAT.address] = [one._replace(block_height=one.block_height + 2)]
    stand.paper.token_height += 100
    stand.sync()
    assert stand.rows() == stand.true_rows()


def test_what_is_above_the_known_tokens_waits(stand: TokenStand) -> None:
    """Rows above ``state_layer_2`` are not stored, and their change is no part of the balance."""
    stand.paper.move(CAT, 5)
    stand.paper.shows_too_new = True
    late = stand.paper.move(CAT, 7, blocks=0, height=stand.paper.token_height + 3)
    stand.sync()
    assert stand.rows() == stand.true_rows()
    assert (stand.balance().balance, stand.balance().proof) == (5, "yes")
    stand.paper.token_height = late.block_height
    stand.sync()
    assert stand.rows() == stand.true_rows()
    assert (stand.balance().balance, stand.balance().proof) == (12, "yes")


def test_arrivals_between_pages_neither_repeat_nor_hide_a_row(stand: TokenStand) -> None:
    """Pages shift while they are read: nothing is stored twice, nothing is missing, and the balance is proven."""
    for number in range(60):
        stand.paper.move(CAT, number + 1)

    def arrive() -> None:
        for _ in range(4):
            stand.paper.move(CAT, 1_000)

    stand.paper.between = dict.fromkeys((1, 2, 3), arrive)
    stand.sync()
    assert stand.rows() == stand.true_rows()
    assert stand.balance().proven


def test_rows_that_leave_between_pages_hide_none(stand: TokenStand) -> None:
    """A reorganisation shifts the pages up: the gap is read again."""
    for number in range(60):
        stand.paper.move(CAT, number + 1)

    def reorganise() -> None:
        del stand.paper.transfers[CAT.address][:13]
        stand.paper.token_height += 1

    stand.paper.between[2] = reorganise
    stand.sync()
    stand.sync()
    assert stand.rows() == stand.true_rows()
    assert stand.balance().proven


def test_a_rebasing_token_shows_what_its_transfers_do_not_explain(stand: TokenStand) -> None:
    """It is marked, not read from scratch for ever: one page for each change of its balance."""
    stand.paper.move(CAT, 100)
    stand.paper.drift[CAT.address] = 7
    stand.paper.token_height += 100
    stand.sync()
    assert (stand.balance().balance, stand.balance().unexplained, stand.balance().proof) == (107, 7, "NO")
    stand.asked()
    stand.sync()
    assert stand.asked() == ["list"]
    stand.paper.drift[CAT.address] = 8
    report = stand.sync()
    assert stand.asked() == ["list", CAT.address]
    assert stand.balance().unexplained == 8
    assert report.outcomes[WALLET.wallet_id].unproven == 1


def test_what_was_proven_and_no_longer_adds_up_is_read_from_scratch_once(stand: TokenStand) -> None:
    """A transfer that came late into a block long past is found."""
    for _ in range(3):
        stand.paper.move(CAT, 5, blocks=50)
    stand.sync()
    early = stand.paper.move(CAT, 9, blocks=200, height=1_010)
    stand.paper.transfers[CAT.address].sort(key=lambda one: -one.block_height)
    stand.asked()
    stand.sync()
    assert stand.asked() == ["list", CAT.address, CAT.address]
    assert early.transfer_id in [one for one, _, _ in stand.rows()]
    assert stand.balance().proven


def test_spam_is_shown_with_its_reason_and_never_read(stand: TokenStand) -> None:
    """It costs no point beyond the list, and leaves with it."""
    stand.paper.move(SCAM, 10**30)
    report = stand.sync()
    assert stand.asked() == ["list"]
    assert (stand.balance(SCAM).status, stand.balance(SCAM).balance) == ("spam", 10**30)
    assert stand.balance(SCAM).reason == "its name has a link"
    assert report.outcomes[WALLET.wallet_id].spam == 1
    stand.paper.move(SCAM, -(10**30))
    stand.sync()
    assert SCAM.address not in stand.balances()


def test_an_allowed_token_is_read_whatever_it_looks_like(stand: TokenStand) -> None:
    """And one that no list shows is looked at once."""
    hidden = make_token(8)
    stand.paper.move(SCAM, 4)
    stand.paper.move(hidden, 6)
    stand.paper.unlisted.add(hidden.address)
    stand.sync(TokenRules(allowed=frozenset({SCAM.address, hidden.address})))
    assert (stand.balance(SCAM).proof, stand.balance(hidden).balance, stand.balance(hidden).proof) == ("yes", 6, "yes")


def test_a_blocked_token_is_not_read_and_says_so(stand: TokenStand) -> None:
    """Its stored transfers stay, nothing new is asked for."""
    stand.paper.move(CAT, 5)
    stand.sync()
    stand.paper.move(CAT, 5)
    stand.asked()
    stand.sync(TokenRules(blocked=frozenset({CAT.address})))
    assert stand.asked() == ["list"]
    assert (stand.balance().status, stand.balance().balance, len(stand.rows())) == ("blocked", 10, 1)


def test_only_listed_tokens_are_asked_for_by_name(stand: TokenStand) -> None:
    """With ``listed`` the request names them; with ``none`` nothing is asked."""
    stand.paper.move(CAT, 5)
    stand.paper.move(DOG, 5)
    stand.sync()
    stand.paper.token_height += 50
    stand.asked()
    stand.sync(TokenRules("listed", frozenset({CAT.address})))
    assert stand.asked()[0] == CAT.address
    assert (stand.balance(CAT).status, stand.balance(DOG).status) == ("followed", "left out")
    stand.asked()
    stand.sync(TokenRules("none"))
    assert stand.asked() == []


def test_points_for_transfers_are_bounded_and_the_rest_waits(stand: TokenStand) -> None:
    """Hundreds of tokens are read over several runs; how many wait is told."""
    for number in range(20, 30):
        stand.paper.move(make_token(number), 5)
    report = stand.sync(most=4_000)
    assert len(stand.asked()) == 5
    assert report.waiting == 6
    stand.paper.token_height += 100
    stand.sync(most=4_000)
    report = stand.sync(most=2_000)
    assert [one.is_read for one in stand.balances().values()] == [True] * 10
    assert report.waiting == 0
    assert all(one.proven for one in stand.balances().values())


def test_a_walk_that_runs_out_of_points_goes_on_where_it_stopped(stand: TokenStand) -> None:
    """Pages that are stored are not asked for again."""
    for number in range(100):
        stand.paper.move(CAT, number + 1)
    stand.sync(most=2_000)
    assert not stand.balance().is_read
    stand.asked()
    stand.sync()
    assert stand.rows() == stand.true_rows()
    assert len(stand.asked()) <= 6
    assert stand.balance().proven


def test_a_token_that_cannot_be_read_hides_no_other(stand: TokenStand) -> None:
    """The error is told, the other token is stored."""
    stand.paper.move(CAT, 5)
    stand.paper.move(DOG, 5)
    stand.paper.failing[CAT.address] = RequestRefusedError("no such token")
    report = stand.sync()
    assert "no such token" in report.errors[0]
    assert stand.balance(DOG).proven
    assert not stand.balance(CAT).is_read


def test_a_block_ends_the_run(stand: TokenStand) -> None:
    """Nothing more is asked, and the report says why."""
    stand.paper.parallel_requests = 1
    for number in range(20, 30):
        stand.paper.move(make_token(number), 5)
        stand.paper.failing[make_token(number).address] = BlockedError("blocked")
    report = stand.sync()
    assert "blocked" in report.stopped
    assert len(stand.asked()) == 2


def test_a_count_of_transactions_proves_as_well(stand: TokenStand) -> None:
    """Whether the service counts transfers or the transactions they are in is not documented."""
    one = stand.paper.move(CAT, 5)
    stand.paper.transfers[CAT.address].insert(0, one._replace(transfer_id=99))
    for counted, proof in ((1, "yes"), (2, "yes"), (3, "NO")):
        stand.paper.counted = counted
        stand.sync(full=True)
        assert stand.balance().proof == proof


def test_full_reads_everything_again(stand: TokenStand) -> None:
    """What was stored wrongly is put right."""
    for _ in range(3):
        stand.paper.move(CAT, 5, blocks=100)
    stand.sync()
    with stand.warehouse.transaction() as connection:
        connection.execute("update token_transfers set change = '6' where transfer_id = 1")
    stand.sync(full=True)
    assert stand.rows() == stand.true_rows()


def test_a_deleted_wallet_leaves_no_token_behind(stand: TokenStand) -> None:
    """Balances, transfers and cursors go with it."""
    stand.paper.move(CAT, 5)
    stand.sync()
    with stand.warehouse.transaction() as connection:
        delete_wallet_rows(connection, WALLET.wallet_id)
        for table in ("token_balances", "token_transfers", "token_cursors"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_a_chain_without_tokens_is_not_asked(stand: TokenStand) -> None:
    """Nor is anything reported of it."""
    stand.paper.move(CAT, 5)
    report = stand.sync(chain=replace(ETHEREUM, has_tokens=False))
    assert (stand.asked(), report.outcomes) == ([], {})


@settings(max_examples=10, deadline=None)
@given(
    nights=st.lists(
        st.lists(st.tuples(st.sampled_from([CAT, DOG, SCAM]), st.integers(-(10**70), 10**70)), max_size=12),
        max_size=4,
    ),
    most=st.sampled_from([1_000, 3_000, None]),
)
def test_any_nights_end_with_the_truth(
    tmp_path_factory: pytest.TempPathFactory, nights: list[list[tuple[Token, int]]], most: int | None
) -> None:
    """Whatever moved in however many nights: once all points are spent, rows and balances are the chain's."""
    stand = TokenStand(Warehouse(tmp_path_factory.mktemp("nights") / "cointracker.duckdb"))
    for night in nights:
        for token, change in night:
            stand.paper.move(token, change or 1)
        stand.sync(most=most)
    stand.sync()
    for token in (CAT, DOG):
        assert stand.rows(token) == stand.true_rows(token)
        if token.address in stand.balances():
            assert stand.balance(token).balance == stand.paper.balance_of(token.address)
            assert stand.balance(token).proven
