"""Many rows written at once, whether they are there or not."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], changing: Iterable[str]) -> None:
    """Insert rows; of one whose primary key is there, the columns ``changing`` are overwritten instead."""
    if not rows:
        return
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    new = {name: insert.excluded[name] for name in changing}
    connection.execute(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=new), rows)
