"""The chain's counters of wallets: kept as they were told, and when they were looked at."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cointracker_pipeline.domain.balance import ChainFigures, Counters
from cointracker_pipeline.storage.warehouse import Warehouse, confirm_counters, read_counters, write_counters
from cointracker_pipeline_tests.storage.warehouse.storing import NOW

AMOUNT = st.integers(0, 10**37)
COUNT = st.integers(0, 2**62)
LATER = NOW + timedelta(days=1)
COUNTERS = Counters(5, 2, 3, 1)


def test_counters_come_back_as_they_were_written(warehouse: Warehouse) -> None:
    """The newest of each wallet, exactly; of wallets that have none nothing is said."""

    @settings(max_examples=20, deadline=None)
    @given(st.dictionaries(st.sampled_from("abc"), st.builds(Counters, AMOUNT, AMOUNT, COUNT, COUNT)))
    def holds(told: dict[str, Counters]) -> None:
        with warehouse.transaction() as connection:
            before = read_counters(connection, "abc")
            figures = {name: ChainFigures(1_000, 0, None, counters) for name, counters in told.items()}
            write_counters(connection, figures, NOW)
            at = NOW.replace(tzinfo=None)
            assert read_counters(connection, "abcd") == before | {name: (one, at) for name, one in told.items()}

    holds()


def test_a_look_is_noted_unless_it_is_older_than_what_is_known(warehouse: Warehouse) -> None:
    """One without a height counts as well: that of wallets that were never seen."""
    figures = {name: ChainFigures(height, 0, None, COUNTERS) for name, height in zip("abc", (5, 9, 5), strict=True)}
    with warehouse.transaction() as connection:
        write_counters(connection, figures, NOW)
        confirm_counters(connection, ["a", "b", "a", "unknown"], 8, LATER)
        confirm_counters(connection, ["c"], None, LATER)
        looked_at = {name: at.day for name, (_, at) in read_counters(connection, "abc").items()}
        heights = connection.execute("select wallet_id, tip_height from wallet_counters order by all").fetchall()
    assert looked_at == {"a": LATER.day, "b": NOW.day, "c": LATER.day}
    assert heights == [("a", 8), ("b", 9), ("c", 5)]
