"""A deadline for a whole request, from its first byte to the last of its answer.

A timeout of requests is for each read: a server that sends one byte now and then passes it for ever, be it
within the head, a chunk's size line or the body. So a watch runs beside the request and shuts its socket down
when the time is up; whatever waits for a byte then ends at once.
"""

import socket
from contextvars import ContextVar, Token
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import Self

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse


class Deadline:
    """The time one request has, used as ``with Deadline(seconds) as deadline:``."""

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds
        self._watch: Timer | None = None
        self._token: Token[Deadline | None] | None = None

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        if self._token:
            _current.reset(self._token)

    @property
    def remaining(self) -> float:
        """The seconds left, never less than a millisecond: a timeout of zero is refused."""
        return max(0.001, self._ends - monotonic())

    @property
    def passed(self) -> bool:
        """Whether the time is up; what was read by then may lack its end."""
        return monotonic() >= self._ends

    def guard(self, connected: object) -> None:
        """Shut this socket down when the time is up."""
        self._stop()
        if isinstance(connected, socket.socket):
            self._watch = Timer(self.remaining, _shut_down, (connected,))
            self._watch.daemon = True
            self._watch.start()

    def _stop(self) -> None:
        if self._watch:
            self._watch.cancel()


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def _shut_down(connected: socket.socket) -> None:
    try:
        # Not SSLSocket's own method, which would pull its state from under the thread that is reading.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        return  # closed already


def _guard(connected: object) -> None:
    deadline = _current.get()
    if deadline:
        deadline.guard(connected)


class _GuardedConnection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _guard(self.sock)
        return super().getresponse()


class _GuardedTlsConnection(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _guard(self.sock)
        return super().getresponse()


class _GuardedPool(HTTPConnectionPool):
    ConnectionCls = _GuardedConnection


class _GuardedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTlsConnection


class GuardedAdapter(HTTPAdapter):
    """Sends each request once, under the deadline in force; it never tries again by itself."""

    def __init__(self) -> None:
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Use the guarded connections."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        _use_guarded_pools(self.poolmanager)

    def proxy_manager_for(self, *args: object, **kwargs: object) -> PoolManager:
        """Use the guarded connections through a proxy as well."""
        manager: PoolManager = super().proxy_manager_for(*args, **kwargs)  # type: ignore[arg-type]
        _use_guarded_pools(manager)
        return manager


def _use_guarded_pools(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _GuardedPool, "https": _GuardedTlsPool}
