"""Worth in SQL: decimals wider than DuckDB's own are multiplied in Python, exactly."""

from collections.abc import Iterator
from contextlib import contextmanager

from cointracker_pipeline.domain.worth import value_amount
from cointracker_pipeline.storage.warehouse.file import Connection

_NAME = "worth_of"


@contextmanager
def worth_defined(connection: Connection) -> Iterator[None]:
    """Let the block's statements call ``worth_of(amount, price, decimals)``, which is null where any of them is."""
    connection.create_function(
        _NAME,
        value_amount,
        ["decimal(38, 0)", "decimal(38, 18)", "integer"],
        "decimal(38, 8)",
    )
    try:
        yield
    finally:
        connection.remove_function(_NAME)
