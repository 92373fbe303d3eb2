"""Writes the rows of a form as CSV, one at a time."""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from cointracker_pipeline.domain.movement import Movement
from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell
from cointracker_pipeline.exports._form import Form


def write_form(form: Form, movements: Iterable[Movement], file: TextIO, currency: str = "USD") -> int:
    """Write the header and one row for each movement, in their order; return how many rows that were.

    Lines end with a carriage return and a line feed (RFC 4180). Movements of one transaction stand together and have
    one number.
    """
    writer = csv.writer(file)
    writer.writerow(form.header)
    rows = 0
    for number, movement in _number(movements):
        writer.writerow(map(disarm_cell, form.render(number, movement, form.currency or currency)))
        rows += 1
    return rows


def _number(movements: Iterable[Movement]) -> Iterator[tuple[int, Movement]]:
    """Number the transactions from 1."""
    number, before = 0, None
    for movement in movements:
        transaction = (movement.chain, movement.tx_hash, movement.block_height)
        number += transaction != before
        before = transaction
        yield number, movement
