"""Every row is decided, with a reason when it is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.columns import SYNONYMS
from cointracker_pipeline.inbox.mask import HIDDEN
from cointracker_pipeline.inbox.rows import Decision, Outcome, decide
from cointracker_pipeline.inbox.table import Row, Table
from cointracker_pipeline_tests.inbox.fakes import SECRET, SEED_PHRASE, FakeRegistry

HEADER = ("chain", "address", "label", "tags")


def _decide(
    *rows: tuple[str, ...], header: tuple[str, ...] = HEADER, registry: FakeRegistry | None = None
) -> list[Decision]:
    table = Table(header, tuple(Row(line, cells) for line, cells in enumerate(rows, start=2)))
    return decide(table, (registry or FakeRegistry()).judge())


def _one(chain: str = "bitcoin", address: str = "b1", label: str = "", tags: str = "", owner: str = "") -> Decision:
    return _decide((chain, address, label, tags, owner), header=(*HEADER, "owner"))[0]


def test_a_good_row_becomes_a_wallet() -> None:
    """Chain and address are in canonical form, label, tags and owner as given."""
    decision = _one(" BTC ", " B12\u200b ", "Cold  storage\n(Zürich)", "a; b|a,,c", " Ann\tMüller ")
    assert decision.wallet is not None
    assert (decision.accepted, decision.outcome, decision.reason) == (True, Outcome.ADDED, "")
    assert (decision.wallet_id, decision.chain, decision.address_as_given) == ("bitcoin:b12", "bitcoin", "B12")
    assert (decision.wallet.label, decision.wallet.tags) == ("Cold storage (Zürich)", ("a", "b", "c"))
    assert decision.wallet.owner == "Ann Müller"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (("", "x1", "", ""), "chain is missing, and no supported chain accepts"),
        (("bitcoin", " ", "", ""), "address is missing"),
        (("florin", "b1", "", ""), "'florin' is not a chain"),
        (("bitcoin", "d1", "", ""), "'d1' is not an address of bitcoin"),
        (("bitcoin", "1.23E+30", "", ""), "rounded.*Format the column as text"),
        (("bitcoin", "1,23e+30", "", ""), "rounded"),
        (("bitcoin", "b1"), "has 2 columns, the first line has 4"),
        (("bitcoin", "b1", *["x"] * 298), "has 300 columns, the first line has 4"),
    ],
)
def test_refused_rows(cells: tuple[str, ...], says: str) -> None:
    """A bad row names its reason, and the next row is decided all the same."""
    bad, good = _decide(cells, ("bitcoin", "b7", "", ""))
    assert not bad.accepted
    assert bad.wallet is None
    assert bad.wallet_id is None
    assert (good.accepted, good.line) == (True, 3)
    assert re.search(says, bad.reason)


def test_empty_cells_at_the_end_are_no_columns() -> None:
    """Empty columns after the last named one, as spreadsheet programs write them, do no harm."""
    decisions = _decide(("bitcoin", "b1", ""), ("bitcoin", "b2", "", " ", ""), header=("chain", "address", "", ""))
    assert [one.accepted for one in decisions] == [True, True]


def test_a_wallet_is_taken_once() -> None:
    """Its later lines say which line decides, however they write chain and address."""
    first, other, second = _decide(("bitcoin", "b1", "one", ""), ("doge", "d1", "", ""), ("BTC", "B1", "two", ""))
    assert (first.outcome, other.outcome) == (Outcome.ADDED, Outcome.ADDED)
    assert (second.outcome, second.accepted, second.changes_something) == (Outcome.DUPLICATE, True, False)
    assert "in line 2" in second.reason


def test_tracked_wallets() -> None:
    """A tracked wallet is updated when the row says something of it, else nothing changes."""
    registry = FakeRegistry()
    registry.save([wallet for one in _decide(("bitcoin", "b1", "", "")) if (wallet := one.wallet)])
    same, new = _decide(("bitcoin", "b1", "", ""), ("bitcoin", "b2", "", ""), registry=registry)
    renamed = _decide(("bitcoin", "b1", "Savings", ""), registry=registry)[0]
    tagged = _decide(("bitcoin", "b1", "", "a"), registry=registry)[0]
    owned = _decide(("bitcoin", "b1", "Ann"), header=("chain", "address", "owner"), registry=registry)[0]
    assert (same.outcome, new.outcome) == (Outcome.ALREADY_TRACKED, Outcome.ADDED)
    assert {renamed.outcome, tagged.outcome, owned.outcome} == {Outcome.UPDATED}


def test_what_says_nothing_new_updates_nothing() -> None:
    """The label, tags, owner and note that are kept already, and cells left empty, change nothing."""
    registry = FakeRegistry()
    registry.save([TrackedWallet(Wallet("bitcoin", "b1"), "Savings", ("a", "b"), owner="Ann", note="May")])
    header = (*HEADER, "owner", "note")
    for label, tags, owner, note in (
        ("Savings", "a; b", "Ann", "May"),
        (" Savings ", "", "", ""),
        ("", "a,b,a", "", ""),
    ):
        (same,) = _decide(("bitcoin", "b1", label, tags, owner, note), header=header, registry=registry)
        assert (same.outcome, same.changes_something) == (Outcome.ALREADY_TRACKED, False)
    for label, tags, owner, note in (("savings", "", "", ""), ("", "b,a", "", ""), ("", "", "", "June")):
        (new,) = _decide(("bitcoin", "b1", label, tags, owner, note), header=header, registry=registry)
        assert new.outcome is Outcome.UPDATED


def test_long_labels_and_many_tags_are_cut_with_a_note() -> None:
    """A wallet is not refused for its label, tags or owner; the reason says what was cut."""
    assert _one(owner="x" * 201).reason == "The owner was cut to 200 characters."
    long, many = _one(label="x" * 201), _one(tags=",".join(f"t{number}" for number in range(21)))
    assert long.wallet is not None
    assert many.wallet is not None
    assert (long.wallet.label, long.reason) == ("x" * 200, "The label was cut to 200 characters.")
    assert (len(many.wallet.tags), "first 20 tags" in many.reason) == (20, True)


@pytest.mark.parametrize("secret", [SECRET, f" {SECRET}\n", f"key: {SECRET}", SEED_PHRASE, "x" * 1001])
def test_secrets_are_never_shown_or_kept(secret: str) -> None:
    """A secret appears in no decision, in whichever column it stands."""
    decisions = [_one(chain=secret), _one(address=secret), _one(label=secret), _one(tags=f"a,{secret}")]
    decisions.append(_one(owner=secret))
    assert [one.accepted for one in decisions] == [False, False, True, True, True]
    assert all("private key or seed phrase" in one.reason for one in decisions)
    assert secret.strip() not in repr(decisions)
    assert (decisions[0].chain, decisions[1].address_as_given) == (HIDDEN, HIDDEN)


@pytest.mark.parametrize("cells", [(SECRET, "b1"), ("bitcoin", SECRET), (SECRET,), ("x", *SEED_PHRASE.split())])
def test_a_header_with_a_secret_is_not_shown(cells: tuple[str, ...]) -> None:
    """A file without header that begins with a secret is refused without repeating it."""
    with pytest.raises(SpreadsheetError) as caught:
        _decide(("bitcoin", "b1"), header=cells)
    assert SECRET not in str(caught.value)
    assert "accident" not in str(caught.value)


def test_missing_columns_are_explained() -> None:
    """The message shows the columns found, the names accepted and what a header looks like."""
    with pytest.raises(SpreadsheetError) as caught:
        _decide(("bitcoin", "b1"), header=("bitcoin", "b1"))
    assert "No column holds the address" in str(caught.value)
    for part in ("bitcoin, b1", "chain,address,label,tags", "public key"):
        assert part in str(caught.value)


@pytest.mark.parametrize("meaning", sorted(SYNONYMS))
def test_every_synonym_is_found(meaning: str) -> None:
    """Names count without case, spaces, underscores and punctuation."""
    for name in SYNONYMS[meaning]:
        written = f" {name.upper().replace(' ', '_')}: "
        header = tuple(written if column == meaning else column for column in (*HEADER, "owner"))
        decision = _decide(("bitcoin", "b1", "Savings", "a", "Ann"), header=header)[0]
        assert decision.wallet == TrackedWallet(Wallet("bitcoin", "b1"), "Savings", ("a",), owner="Ann")


def test_no_name_has_two_meanings() -> None:
    """A synonym belongs to one meaning."""
    names = [name.replace(" ", "") for synonyms in SYNONYMS.values() for name in synonyms]
    assert len(names) == len(set(names))


def test_two_columns_of_one_meaning_are_refused() -> None:
    """Which of two columns counts is not guessed."""
    with pytest.raises(SpreadsheetError, match="'coin' and 'Symbol'"):
        _decide(("bitcoin", "BTC", "b1"), header=("coin", "Symbol", "address"))


CELLS = st.one_of(
    st.text(max_size=30), st.sampled_from(["bitcoin", "doge", "b1", "B1", "b2", "d3", SECRET, "1E+9", ""])
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=6).map(tuple), max_size=8)


@given(rows=ROWS)
def test_any_cell_gives_a_decision_or_a_reason(rows: list[tuple[str, ...]]) -> None:
    """Every row has a decision in its place; the refused have a reason, and none shows a secret."""
    decisions = _decide(*rows)
    assert [one.line for one in decisions] == list(range(2, len(rows) + 2))
    assert all(one.accepted == (one.wallet is not None) for one in decisions)
    assert all(one.accepted or one.reason for one in decisions)
    assert SECRET not in repr(decisions)


@given(rows=ROWS)
def test_rows_do_not_touch_each_other(rows: list[tuple[str, ...]]) -> None:
    """A row alone has the fate it has among others, unless it is a duplicate."""
    for row, among_others in zip(rows, _decide(*rows), strict=True):
        alone = _decide(row)[0]
        assert among_others.wallet == alone.wallet
        if among_others.outcome is not Outcome.DUPLICATE:
            assert (among_others.outcome, among_others.reason) == (alone.outcome, alone.reason)
