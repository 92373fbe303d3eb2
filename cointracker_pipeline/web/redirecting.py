"""Where to go next, within our own pages only."""

from urllib.parse import quote, urlsplit


def our_path(target: str) -> str:
    """Return a path of ours with its query, ``/`` for anything that would lead elsewhere."""
    if not target.startswith("/") or target.startswith("//") or any(ord(c) < 33 or c == "\\" for c in target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


def with_next(path: str, target: str) -> str:
    """Return a path of ours that leads on to another one afterwards."""
    return path if target == "/" else f"{path}?next={quote(target, safe='/')}"
