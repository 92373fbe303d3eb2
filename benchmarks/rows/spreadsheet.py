"""The time and memory from the drop of a long spreadsheet until its wallets are partitions."""

from benchmarks.lines import Line, judge_most
from benchmarks.sheets import write_sheet
from benchmarks.stands import Stands

ROWS = 100_000
MOST_SECONDS, MOST_MEGABYTES = 90, 600


def measure(stands: Stands) -> list[Line]:
    """Return the figures of one sheet as CSV and as XLSX, beside the time that reading the file alone takes."""
    return [line for suffix in ("csv", "xlsx") for line in _measure_one(stands, suffix)]


def _measure_one(stands: Stands, suffix: str) -> list[Line]:
    home, sheet = stands.new_home(stands.empty), stands.new_folder("sheet").with_suffix(f".{suffix}")
    write_sheet(sheet, ROWS)
    told = home.take_sheet(sheet).measured.told
    if {told[name] for name in ("rows", "wallets", "reported", "partitions")} != {ROWS}:
        raise SystemExit(f"Not every row of the sheet became a partition: {told}")
    seconds, reading = told["seconds"], told["read_seconds"]
    what = f"spreadsheet of {ROWS:,} rows ({suffix}), from the drop to partitions"
    return [
        judge_most(what, seconds, MOST_SECONDS, "s", decimals=1),
        Line("  of it the step of the run that takes it", f"{told['step_seconds']:.1f} s"),
        Line("  of it the tick that makes partitions", f"{told['tick_seconds']:.1f} s"),
        Line("  reading the file alone", f"{reading:.1f} s; all of it is {seconds / reading:.0f} x"),
        judge_most("  memory of the largest process", told["largest_megabytes"], MOST_MEGABYTES, "MB", decimals=0),
    ]
