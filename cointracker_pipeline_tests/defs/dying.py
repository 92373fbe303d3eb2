"""``python -m …defs.dying MOMENT FILE…``: a real run that takes files, and dies at a chosen moment by SIGKILL.

Nothing is replaced but the system calls' outcome at that one moment: an audit hook (PEP 578) sees every file that
Python opens, links and removes, and kills the process there, with no chance to clean up.
"""

import os
import signal
import sys
from pathlib import Path

from cointracker_pipeline.defs.launch import run_job
from cointracker_pipeline.settings import load_settings

MOMENTS = ("rows decided", "rows saved", "report written", "linked", "recorded", "moved")
"""After each of these, and before the next: the rows are saved, the report is written, the file lies in ``processed/``
too, its alert and its upload are recorded, it leaves the inbox, Dagster is told."""


def _die_at(moment: str, name: str) -> None:
    """End this process at the moment in which the file of this name has come so far."""
    looks = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal looks
        path = os.fsdecode(arguments[0]) if arguments and isinstance(arguments[0], str | bytes | os.PathLike) else ""
        is_ours = path.endswith(f"inbox/{name}")
        looks += event == "open" and is_ours  # the second one finds out whether the file changed while it was decided
        now = {
            "rows decided": event == "open" and is_ours and looks == 2,
            "rows saved": event == "open" and path.endswith(".report.csv.draft"),
            "report written": event == "os.link" and is_ours,
            "linked": event == "open" and path.endswith("/processed"),  # to have the new name on disk
            "recorded": event == "os.remove" and is_ours,
            "moved": event == "os.remove" and is_ours,
        }
        if now[moment]:
            if moment == "moved":
                Path(path).rename(Path(path).with_name(".gone"))  # as if it were removed; no second event of its kind
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main() -> None:
    """Take files in a run that is recorded like any other."""
    from cointracker_pipeline.definitions import defs

    moment, *files = sys.argv[1:]
    definitions = defs()
    _die_at(moment, files[0])
    run_job(definitions, load_settings(), "import_spreadsheets", {"take_each_file": {"files": files}})


if __name__ == "__main__":
    main()
