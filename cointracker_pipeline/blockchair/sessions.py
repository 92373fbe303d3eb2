"""Sessions of requests: each used by one thread at a time, and each with a connection that is used again."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from cointracker_pipeline.blockchair.deadline import GuardedAdapter


class _KeyParameter(AuthBase):
    """Adds the key at the moment of sending, so that no URL of ours ever holds it.

    Being there it also keeps requests from looking for credentials in ``.netrc``. The key travels as a query
    parameter only: Blockchair API v2, section "API rate limits, API keys, and Premium API".
    """

    __slots__ = ("_key",)

    def __init__(self, key: str | None) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "_KeyParameter()"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.prepare_url(request.url, {"key": self._key})
        return request


class Sessions:
    """As many sessions as requests were ever in flight at once: nowhere is one promised to be thread-safe.

    The one given back last is taken first, so that as few connections as possible are kept, and those warm.
    """

    def __init__(self, base_url: str, key: str | None) -> None:
        self._base_url = base_url
        self._auth = _KeyParameter(key)
        self._idle: list[requests.Session] = []
        self._closed = False
        self._lock = Lock()

    @contextmanager
    def taken(self) -> Iterator[requests.Session]:
        """Take a session for the block; nobody else has it meanwhile."""
        with self._lock:
            session = self._idle.pop() if self._idle else None
        session = session or self._open()
        try:
            yield session
        finally:
            self._give_back(session)

    def close(self) -> None:
        """Close every connection: the idle ones now, the others when they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    def _give_back(self, session: requests.Session) -> None:
        with self._lock:
            is_kept = not self._closed
            if is_kept:
                self._idle.append(session)
        if not is_kept:
            session.close()

    def _open(self) -> requests.Session:
        session = requests.Session()
        session.auth = self._auth
        # A proxy of the environment must not see the plain-text requests to a server on this machine.
        session.trust_env = urlsplit(self._base_url).scheme == "https"
        session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip"})
        for scheme in ("https://", "http://"):
            session.mount(scheme, GuardedAdapter())
        return session
