"""The rows of the table, in their order: each file measures one claim."""

from collections.abc import Callable, Mapping

from benchmarks.lines import Line
from benchmarks.rows import (
    against_a_script,
    against_dlt,
    busy_night,
    extended_keys,
    growth_of_first_syncs,
    growth_of_nights,
    many_small_wallets,
    memory,
    nightly_run,
    one_long_wallet,
    quiet_night,
    realistic_mix,
    spreadsheet,
    sweeping_night,
    web_export,
    web_pages,
)
from benchmarks.stands import Stands

_IN_ORDER = (
    one_long_wallet,
    many_small_wallets,
    realistic_mix,
    quiet_night,
    busy_night,
    sweeping_night,
    extended_keys,
    against_a_script,
    nightly_run,
    spreadsheet,
    memory,
    web_pages,
    web_export,
    against_dlt,
    growth_of_nights,
    growth_of_first_syncs,
)

ROWS: Mapping[str, Callable[[Stands], list[Line]]] = {
    one.__name__.rpartition(".")[2].replace("_", "-"): one.measure for one in _IN_ORDER
}
"""What measures each row, by the name it can be chosen by."""
