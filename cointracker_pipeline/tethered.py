"""Runs a module as ``python -m`` does, and ends it, with its whole group, when whoever started it is gone.

Whoever starts it holds the other end of its standard input, which the system closes even after a SIGKILL.
"""

import os
import runpy
import signal
import sys
import threading
import time

STOP_SECONDS = 15
"""How long the group may take to end by itself."""


def _follow() -> None:
    """Wait until the other end is closed; then end the group as Ctrl-C does, and at last by force."""
    while os.read(0, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGINT)
    time.sleep(STOP_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    del sys.argv[0]
    threading.Thread(target=_follow, name="tether", daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
