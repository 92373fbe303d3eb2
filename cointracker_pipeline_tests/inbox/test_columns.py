"""Columns by the names that a person adds, and the row that names them."""

import pytest

from cointracker_pipeline.errors import SettingsError
from cointracker_pipeline.inbox.choose import find_header
from cointracker_pipeline.inbox.columns import SYNONYMS, extend_names, find_columns
from cointracker_pipeline.inbox.table import Row


def test_a_name_can_be_added() -> None:
    """It counts beside those that are known, in any case."""
    names = extend_names({"address": ["Konto Nr."], "chain": ["Währung"]})
    columns = find_columns(("WÄHRUNG", "konto-nr", "Label"), lambda _text: False, names)
    assert (columns.chain, columns.address, columns.label) == (0, 1, 2)
    assert find_columns(("chain", "address"), lambda _text: False, names).address == 1


def test_a_name_that_is_added_has_that_meaning_alone() -> None:
    """What meant the address before then means what the setting says."""
    names = extend_names({"label": ["Wallet"]})
    columns = find_columns(("Wallet", "Address"), lambda _text: False, names)
    assert (columns.label, columns.address) == (0, 1)


def test_a_meaning_there_is_not_is_refused() -> None:
    """The message names the setting and the meanings there are."""
    with pytest.raises(SettingsError, match=r"COINTRACKER_COLUMN_NAMES.*'adress'.*chain, address, label"):
        extend_names({"adress": ["Konto"]})


def test_the_header_is_the_row_that_names_most() -> None:
    """A title that happens to be a column's name is none; of two equal rows it is the first; ten may stand above."""
    title, header, wallet = ("Wallet", ""), ("Coin", "Wallet"), ("btc", "b1")
    rows = [Row(line, cells) for line, cells in enumerate([title, header, wallet, header], start=1)]
    assert find_header(rows, SYNONYMS) == 1
    above = [Row(line, ("x", "y")) for line in range(1, 11)]
    assert find_header([*above, Row(11, header)], SYNONYMS) == 10
    assert find_header([*above, Row(11, ("z",)), Row(12, header)], SYNONYMS) is None
