"""The process that writes one export: ``export_apart`` starts it and says on standard input what is wanted."""

import json
import sys
from pathlib import Path

from cointracker_pipeline.errors import CointrackerError
from cointracker_pipeline.storage.warehouse.export_apart import Extract, export_extract
from cointracker_pipeline.storage.warehouse.file import Warehouse


def main() -> int:
    """Write what is wanted; tell an error of ours by its message alone."""
    order = json.load(sys.stdin)
    extract = Extract(**order["extract"])
    try:
        export_extract(Warehouse(Path(order["warehouse"])), extract, order["form"], Path(order["path"]))
    except CointrackerError as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
