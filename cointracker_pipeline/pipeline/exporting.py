"""Files that other tools read: tables as they are, and movements in the columns of tax tools."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from cointracker_pipeline.exports import Form, load_forms, write_form
from cointracker_pipeline.pipeline.pipeline import Pipeline
from cointracker_pipeline.pipeline.reports import derive_reports, export_report, list_exports
from cointracker_pipeline.reports.portfolio import derive_portfolio, write_chains
from cointracker_pipeline.storage.warehouse import (
    Wanted,
    spool_movements,
    write_wallets,
    written_whole,
)

Written = tuple[Path, int]
"""A file and its number of rows."""


def export_tables(pipeline: Pipeline, tables: Sequence[str], file_format: str, folder: Path) -> Iterator[Written]:
    """Write tables and reports, all unless named, to files, each whole or not at all, and tell each.

    Raises: HomeError when a file cannot be written.
    """
    names = tables or tuple(list_exports())
    with pipeline.warehouse.transaction() as connection:
        derive_portfolio(connection, pipeline.chains.values(), pipeline.clock())
    derive_reports(pipeline, names)
    for name in names:
        path = folder / f"{name}.{file_format}"
        yield path, export_report(pipeline, name, file_format, path)


def export_forms(
    pipeline: Pipeline, names: Sequence[str], wanted: Wanted, currency: str, folder: Path | None
) -> Iterator[Written]:
    """Write movements in each form to a file of its name, whole or not at all, or all to standard output; tell each.

    The warehouse is held only while the movements are copied out of it: what is stored meanwhile is not in the file.

    Raises: HomeError when a file cannot be written.
    """
    forms = load_forms()
    tracked = pipeline.registry.list_wallets()
    for form in (forms[name] for name in names):
        with TemporaryFile(dir=pipeline.settings.exports) as spool:
            with pipeline.warehouse.transaction() as connection:
                write_chains(connection, pipeline.chains.values())
                write_wallets(connection, tracked)
                spooled = spool_movements(connection, spool, wanted, form.currency or currency)
            with _opened(form, folder) as (path, file):
                rows = write_form(form, spooled.read(), file, currency)
        yield path, rows


@contextmanager
def _opened(form: Form, folder: Path | None) -> Iterator[tuple[Path, TextIO]]:
    if folder is None:
        yield Path("-"), sys.stdout
        return
    path = folder / f"{form.name}.csv"
    with written_whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        yield path, file
