"""Every recorded answer is visited, and what the product does not decode survives: its envelope and its amounts."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from cointracker_pipeline.blockchair.envelope import open_envelope
from cointracker_pipeline.blockchair.transport import RawAnswer
from cointracker_pipeline_tests.blockchair.recorded import (
    CHECKED,
    FOLDERS,
    list_files,
    named,
    read_independently,
    read_text,
)

KINDS = {kind for kind in CHECKED.values() if kind not in ("table", "error")}
AMOUNTS = frozenset((
    "balance", "received", "spent", "balance_change", "value", "internal_value", "fee",
    "input_total", "output_total", "starting_balance", "ending_balance",
    "received_approximate", "spent_approximate", "fees_approximate",
))  # fmt: skip
"""Amounts in base units. Of tokens ``balance_approximate`` and ``value_approximate`` are not: they are in coins."""

WHOLE_COLUMNS = ("value", "internal_value", "fee", "gas_used", "gas_limit", "gas_price")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_is_visited(folder: str) -> None:
    """A new recording needs a line that says what is checked of it, and a line needs its recording."""
    visited = {name for name in CHECKED if name.startswith(f"{folder}/")}
    assert list_files(folder) ^ visited == set()


@named(*KINDS)
def test_the_envelope_says_what_the_answer_says(name: str) -> None:
    """Data, code, height, number of results, page and price are those of an independent reading."""
    text = read_text(name)
    told = read_independently(text)
    envelope, context = open_envelope(RawAnswer(200, text)), told.get("context") or {}
    assert envelope.is_json
    assert envelope.data is not None
    assert read_independently(envelope.data) == told["data"]
    assert (envelope.code, envelope.error) == (200, None)
    assert (envelope.has_context, envelope.context_code) == (bool(context), context.get("code"))
    assert (envelope.state, envelope.results) == (context.get("state"), context.get("results"))
    assert [envelope.limit, envelope.offset] == [first_number(context.get(part)) for part in ("limit", "offset")]
    points = context.get("request_cost")
    assert envelope.millipoints == (None if points is None else points * 1_000)


@named(*KINDS)
def test_no_amount_is_a_float(name: str) -> None:
    """Amounts are integers or digits in quotes; only calls of Ethereum have others, whole ones from 2^63 upward.

    Blockchair API v2, section "Address info" of Ethereum, prints such a value as ``1.337e+21``.
    """
    for key, amount in list_amounts(read_independently(read_text(name))["data"]):
        if isinstance(amount, Decimal):
            assert (key, "eth" in name or "0x" in name) == ("value", True)
            assert amount >= 2**63
            assert amount == int(amount)
        else:
            assert isinstance(amount, int) or amount.removeprefix("-").isdecimal(), (key, amount)


@named("table")
def test_rows_of_a_table_are_whole(name: str) -> None:
    """Amounts of the transactions table are whole numbers beyond what a float holds, and a fee is gas by its price."""
    rows = list(csv.DictReader(read_text(name).decode().splitlines()))
    assert rows
    for row in rows:
        assert all(row[column].isdecimal() for column in WHOLE_COLUMNS)
        assert int(row["fee"]) == int(row["gas_used"]) * int(row["gas_price"])


def list_amounts(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Give every amount in an answer with its key; what is null is none."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from list_amounts(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from list_amounts(item, key)
    elif key in AMOUNTS and value is not None:
        yield key, value


def first_number(told: Any) -> int | None:
    """Return the first part of a limit or an offset."""
    return None if told is None else int(str(told).partition(",")[0])
