"""Stand-ins for the child that reads a spreadsheet; run as a module, it misbehaves as its file's stem says."""

import os
import sys
import time
from pathlib import Path

MODULE = __name__


def _act(deed: str) -> None:
    table = b'{"type":"Begun","header":["address"]}\n{"type":"Piece","rows":[{"line":2,"cells":["b1"]}]}\n'
    sys.stdout.buffer.write(table)
    if deed == "breaks-off":
        return
    if deed == "miscounts":
        sys.stdout.buffer.write(b'{"type":"Ended","rows":2}\n')
    elif deed == "fails":
        sys.stdout.buffer.write(b'{"type":"Ended","rows":1}\n')
        sys.exit(3)
    elif deed == "aborts":
        sys.stdout.flush()
        os.abort()
    elif deed == "hangs":
        sys.stdout.flush()
        time.sleep(60)
    elif deed == "floods":
        while True:
            sys.stdout.buffer.write(b"x" * 1_000_000)
    elif deed == "raves":
        sys.stdout.buffer.write(b"thread 'main' panicked\n")
    elif deed == "shows":
        sys.stdout.buffer.write(b'{"type":"Refused","reason":"%s"}\n' % ",".join(sorted(os.environ)).encode())


if __name__ == "__main__":
    _act(Path(sys.argv[1]).stem)
