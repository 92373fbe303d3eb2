"""What tells one set of scripts and styles from the next."""

import hashlib
from pathlib import Path


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


VERSION = _digest(Path(__file__).with_name("static"))
"""A digest of everything in ``static/``."""
