"""The schema ``members``: the tables of histories once more, for the addresses behind extended public keys.

Every derived address has an ordinary history there, read and proven by the same code. People read the key's own rows.
"""

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
)
"""The tables that both schemas have; a migration changes those of ``main``, and the others follow."""


def align_members(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the tables of ``members`` the columns that those of ``main`` have, in their order, defaults included."""
    for table in TABLES:
        wanted, found = _read_columns(connection, "main", table), _read_columns(connection, SCHEMA, table)
        if not found:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in wanted.items())
            connection.execute(f"create table {SCHEMA}.{table} ({columns})")
            continue
        for name, kind in wanted.items():
            if name not in found:
                connection.execute(f'alter table {SCHEMA}.{table} add column "{name}" {kind}')


def _read_columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> dict[str, str]:
    """Return the columns of a table with type and default; none of a table that is not there."""
    rows = connection.execute(
        """
        select column_name, data_type, column_default from duckdb_columns()
        where schema_name = ? and table_name = ? and not internal order by column_index
        """,
        [schema, table],
    ).fetchall()
    return {name: f"{kind} default {default}" if default else kind for name, kind, default in rows}
