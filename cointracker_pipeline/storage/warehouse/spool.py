"""Rows of some wallets copied out of the warehouse, so that they are written slowly without holding it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from cointracker_pipeline.storage.warehouse.file import Connection, Warehouse
from cointracker_pipeline.storage.warehouse.numbers import of_wallets
from cointracker_pipeline.storage.warehouse.quoting import quote

SPARING = "set threads = 1; set memory_limit = '32MB'"
"""For work that may take longer: a web server has other things to keep in memory."""

_NEEDED = ("chains", "prices", "second_currency", "wallet_numbers")


@contextmanager
def spooled(
    warehouse: Warehouse,
    wallet_ids: Sequence[str],
    folder: Path,
    where: str = "true",
    values: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[Warehouse]:
    """Give the block a small warehouse of its own: transactions of these wallets as of one moment, and what coins cost.

    ``where`` is a condition on them, with its values.

    It lies in a temporary folder below ``folder`` and goes with the block. A million rows hold the real one for about a
    second. Raises: as ``Warehouse.transaction`` does.
    """
    with TemporaryDirectory(dir=folder, prefix="spool-") as name:
        spool = Warehouse(Path(name) / "spool.duckdb")
        with spool.transaction():
            pass
        with warehouse.open_engine() as engine:
            engine.execute(SPARING)
            with warehouse.attached(engine):
                _copy(engine, spool.path, wallet_ids, where, values)
        yield spool


def _copy(
    connection: Connection, path: Path, wallet_ids: Sequence[str], where: str, values: Mapping[str, object]
) -> None:
    connection.execute(f"attach {quote(str(path))} as spool")
    try:
        for table in _NEEDED:
            connection.execute(f"insert into spool.{table} select * from {table}")
        chosen = of_wallets(connection, wallet_ids)
        connection.execute(
            f"insert into spool.transactions select * from transactions where {chosen} and {where}", dict(values)
        )
    finally:
        connection.execute("detach spool")
