"""Amounts that are rounded still are told in what people read of a movement."""

from tempfile import TemporaryFile

from cointracker_pipeline.exports._sides import describe
from cointracker_pipeline.storage.warehouse import Wanted, spool_movements
from cointracker_pipeline_tests.exports.moving import on_bitcoin
from cointracker_pipeline_tests.reports.generated import Moved, Story, told


def test_the_description_tells_it() -> None:
    """Beside what else it tells."""
    assert describe(on_bitcoin(exact=False, is_own_transfer=True)) == "savings (own transfer) (not exact yet)"
    assert describe(on_bitcoin()) == "savings"


def test_a_movement_is_exact_when_all_its_rows_are() -> None:
    """One rounded call, or a fee that is not known yet, makes it inexact."""
    rows = (
        Moved(0, "ethereum", 0, 9),
        Moved(1, "ethereum", 0, -5),
        Moved(1, "ethereum", 0, 0, "fee", exact=False),
        Moved(2, "ethereum", 0, 7, exact=False),
    )
    with told(Story(rows, ["Ann"], ())) as connection, TemporaryFile() as file:
        spooled = spool_movements(connection, file, Wanted(), "USD")
        assert [one.exact for one in spooled.read()] == [True, False, False]
