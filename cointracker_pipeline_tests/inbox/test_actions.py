"""What a row asks for, and notes."""

import pytest

from cointracker_pipeline.domain.wallet import TrackedWallet, Wallet
from cointracker_pipeline.inbox.rows import Decision, Outcome, decide
from cointracker_pipeline.inbox.table import CellKind, Row, Table
from cointracker_pipeline_tests.inbox.fakes import FakeRegistry

HEADER = ("chain", "address", "label", "note", "action")


def _decide(*rows: tuple[str, ...], tracked: str = "") -> list[Decision]:
    registry = FakeRegistry()
    if tracked:
        registry.save([TrackedWallet(Wallet("bitcoin", tracked))])
    table = Table(HEADER, tuple(Row(line, cells) for line, cells in enumerate(rows, start=2)))
    return decide(table, registry.judge())


@pytest.mark.parametrize(
    ("action", "new", "old"),
    [
        ("", Outcome.ADDED, Outcome.ALREADY_TRACKED),
        (" Add ", Outcome.ADDED, Outcome.ALREADY_TRACKED),
        ("UPDATE", Outcome.REFUSED, Outcome.ALREADY_TRACKED),
        ("delete", Outcome.NOT_TRACKED, Outcome.DELETED),
        ("forget", Outcome.REFUSED, Outcome.REFUSED),
    ],
)
def test_each_action(action: str, new: Outcome, old: Outcome) -> None:
    """A wallet that is tracked and one that is not have the fates that the action says; only deletion deletes."""
    for tracked, outcome in (("", new), ("b1", old)):
        (decision,) = _decide(("bitcoin", "b1", "", "", action), tracked=tracked)
        assert decision.outcome is outcome
        assert decision.deletes is (outcome is Outcome.DELETED)
        assert bool(decision.reason) is (outcome is Outcome.REFUSED)


def test_a_refused_row_decides_nothing_for_later_ones() -> None:
    """The wallet that could not be updated is added by the next row."""
    first, second = _decide(("bitcoin", "b1", "", "", "update"), ("bitcoin", "b1", "", "", ""))
    assert (first.outcome, second.outcome) == (Outcome.REFUSED, Outcome.ADDED)


def test_a_wallet_is_deleted_or_added_once() -> None:
    """What the first row asks for holds, as for every duplicate."""
    first, second = _decide(("bitcoin", "b1", "", "", "delete"), ("bitcoin", "b1", "", "", "add"), tracked="b1")
    assert (first.outcome, second.outcome) == (Outcome.DELETED, Outcome.DUPLICATE)


def test_a_note_is_kept() -> None:
    """It is an update by itself, and is cut with a word about it."""
    (decision,) = _decide(("bitcoin", "b1", "", "Bought\nin May", ""), tracked="b1")
    assert decision.wallet is not None
    assert (decision.outcome, decision.wallet.note) == (Outcome.UPDATED, "Bought in May")
    (long,) = _decide(("bitcoin", "b1", "", "x" * 501, ""))
    assert long.reason == "The note was cut to 500 characters."


@pytest.mark.parametrize(
    ("place", "kind", "says"),
    [
        (1, CellKind.NUMBER, "address is a number or date"),
        (1, CellKind.DATE, "address is a number or date"),
        (1, CellKind.TRUTH, "address is a number or date"),
        (2, CellKind.NUMBER, None),
        (2, CellKind.DATE, None),
        (2, CellKind.ERROR, "label is an error"),
        (4, CellKind.UNCALCULATED, "action is a formula"),
        (5, CellKind.ERROR, None),
    ],
)
def test_cells_that_are_no_text(place: int, kind: CellKind, says: str | None) -> None:
    """A number may be a label, never an address; what has no value is refused where the column is used."""
    row = Row(2, ("bitcoin", "b1", "", "", ""), ((place, kind),))
    (decision,) = decide(Table(HEADER, (row,)), FakeRegistry().judge())
    assert decision.accepted is (says is None)
    assert (says or "") in decision.reason
