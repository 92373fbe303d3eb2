"""Tables and pictures as Dagster's UI shows them."""

import base64
from collections.abc import Iterable, Mapping, Sequence

import dagster as dg


def show_table(columns: Sequence[str], rows: Iterable[Mapping[str, str | int]]) -> dg.TableMetadataValue:
    """Return rows, each with all of the columns, as a table; one without rows still shows its columns."""
    records = [dg.TableRecord(dict(row)) for row in rows]
    return dg.MetadataValue.table(records, schema=dg.TableSchema([dg.TableColumn(name) for name in columns]))


def show_picture(svg: str, title: str) -> dg.MarkdownMetadataValue:
    """Return a picture without a link to anywhere."""
    if not svg:
        return dg.MetadataValue.md("No transactions yet.")
    return dg.MetadataValue.md(f"![{title}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})")
