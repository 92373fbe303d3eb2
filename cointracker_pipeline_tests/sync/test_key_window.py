"""The rules of the gap limit: what must be read, what is read ahead, and when a branch is known to its end."""

from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.domain.wallet import Wallet
from cointracker_pipeline.storage.warehouse import Member
from cointracker_pipeline.sync.key_window import Frontier, find_frontiers, is_whole

gaps = st.integers(1, 30)
branches = st.sets(st.integers(0, 120), max_size=60)


def read_members(used: set[int], read: int, branch: int = 0) -> list[Member]:
    """Return so many first addresses of a branch, those used that are said to be."""
    return [Member("k", Wallet("c", f"{branch}/{one}"), branch, one, int(one in used)) for one in range(read)]


@given(used=branches, gap_limit=gaps)
def test_reading_what_is_missing_ends_with_a_whole_gap(used: set[int], gap_limit: int) -> None:
    """Whatever is used, and that is all used ones but those behind a gap as long as the limit."""
    read = 0
    while missing := find_frontiers(read_members(used, read))[0].find_missing(gap_limit):
        assert missing == list(range(read, missing[-1] + 1))
        read = missing[-1] + 1
    found = [one for one in used if one < read]
    assert read == max(found, default=-1) + 1 + gap_limit
    assert not used & set(range(read - gap_limit, read))
    other = read_members(set(), gap_limit, branch=1)
    assert is_whole([*read_members(used, read), *other], gap_limit)
    assert not is_whole([*read_members(used, read - 1), *other], gap_limit)


@given(used=branches, gap_limit=gaps, ahead=st.integers(0, 50))
def test_reading_ahead_only_adds(used: set[int], gap_limit: int, ahead: int) -> None:
    """What must be read comes first; where nothing must, nothing is read ahead."""
    frontier = find_frontiers(read_members(used, 40))[0]
    must, more = frontier.find_missing(gap_limit), frontier.find_missing(gap_limit, ahead)
    assert more[: len(must)] == must
    assert len(more) - len(must) == (ahead if must else 0)


def test_an_address_that_could_not_be_read_is_read_again() -> None:
    """It is missing wherever it lies, and only it."""
    members = [one for one in read_members({3}, 24) if one.index != 7]
    assert find_frontiers(members)[0].find_missing(20) == [7]
    unread = Member("k", Wallet("c", "0/7"), 0, 7)
    assert not is_whole([*members, unread, *read_members(set(), 20, branch=1)], 20)


def test_a_branch_goes_on_when_its_last_addresses_are_used() -> None:
    """Then more are likely; one that ends with unused addresses, or of which nothing was read, is not open."""
    assert Frontier(frozenset(range(20)), 19).is_open(20)
    assert Frontier(frozenset(range(20)), 15).is_open(20)
    assert not Frontier(frozenset(range(20)), 14).is_open(20)
    assert not Frontier().is_open(20)
    assert not Frontier(frozenset(range(20)), 150).is_open(20)


def test_probes_look_farther_each_time() -> None:
    """From where the last one ended, over at least twice as many addresses."""
    frontier = Frontier(frozenset(range(20)), 19)
    assert frontier.find_probed(20, 0) == range(20, 320)
    assert frontier.find_probed(20, 320) == range(320, 960)
