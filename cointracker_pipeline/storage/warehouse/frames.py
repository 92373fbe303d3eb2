"""Tables as pandas frames, for notebooks: exact, because they go through Arrow."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from cointracker_pipeline.storage.warehouse.export import EXPORTED
from cointracker_pipeline.storage.warehouse.file import Connection


def read_frame(
    connection: Connection, table: str, exported: Mapping[str, tuple[str, str]] = MappingProxyType(EXPORTED)
) -> pd.DataFrame:
    """Return an exported table as a frame in a fixed order, amounts in base units and in coins as exact decimals.

    DuckDB's own ``.df()`` would make floats of them. Raises: KeyError for a table that is not exported.
    """
    view, order = exported[table]
    rows = connection.execute(f"select * from {view} order by {order}").to_arrow_table()
    return rows.to_pandas(types_mapper=pd.ArrowDtype)
