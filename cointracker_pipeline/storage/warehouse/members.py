"""The schema ``members``: the tables of histories once more, for the addresses behind extended public keys.

Every derived address has an ordinary history there, read and proven by the same code. People read the key's own rows.
"""

from collections import defaultdict

import duckdb

SCHEMA = "members"

TABLES = (
    "wallet_numbers",
    "transactions",
    "pending_transactions",
    "cursors",
    "wallet_balances",
    "rebuilt_transactions",
    "rebuilt_cursors",
    "wallet_counters",
    "mismatches",
    "stale_days",
)
"""The tables that both schemas have; a migration changes those of ``main``, and the others follow."""


def align_members(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the tables of ``members`` the columns that those of ``main`` have, in their order, defaults included."""
    columns = _read_columns(connection)
    for table in TABLES:
        wanted, found = columns["main", table], columns[SCHEMA, table]
        if not found:
            described = ", ".join(f'"{name}" {kind}' for name, kind in wanted.items())
            connection.execute(f"create table {SCHEMA}.{table} ({described})")
            continue
        for name, kind in wanted.items():
            if name not in found:
                connection.execute(f'alter table {SCHEMA}.{table} add column "{name}" {kind}')


def _read_columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """Return the columns of each table, by schema and name, with type and default; none of a table not there."""
    rows = connection.execute(
        """
        select schema_name, table_name, column_name, data_type, column_default from duckdb_columns()
        where not internal order by column_index
        """
    ).fetchall()
    columns = defaultdict[tuple[str, str], dict[str, str]](dict)
    for schema, table, name, kind, default in rows:
        columns[schema, table][name] = f"{kind} default {default}" if default else kind
    return columns
