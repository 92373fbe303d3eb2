"""The one seam to the network: a request goes out once, an answer comes back whole or an error is raised."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import quote, urlencode, urlsplit

import requests
from urllib3.exceptions import HTTPError

from cointracker_pipeline.blockchair.deadline import Deadline
from cointracker_pipeline.blockchair.scrub import Scrubber
from cointracker_pipeline.blockchair.sessions import Sessions
from cointracker_pipeline.errors import TransientError, UnreadableAnswerError

# 10,000 detailed rows are about 1.5 MB, 25,000 balances about the same.
MAX_BODY_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_SHOWN_CHARACTERS = 120
_TOKEN = re.compile(r"/erc-20/0x[^/]*")


@dataclass(frozen=True, slots=True)
class Request:
    """One question: a path below the base address, its parameters, and a form when it is a POST."""

    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None

    @property
    def method(self) -> str:
        """``GET``, or ``POST`` with a form."""
        return "GET" if self.form is None else "POST"

    @property
    def target(self) -> str:
        """The path and query as they are sent, but for the key; commas stay readable."""
        query = urlencode(self.params, safe=",:")
        return quote(self.path, safe="/,:") + (f"?{query}" if query else "")

    @property
    def endpoint(self) -> str:
        """The path without address and token: what the books call this kind of request."""
        path = self.path.rpartition("/")[0] if "/dashboards/" in self.path else self.path
        return _TOKEN.sub("/erc-20", path)

    def __str__(self) -> str:
        shown = self.path if len(self.path) <= _SHOWN_CHARACTERS else f"{self.path[:_SHOWN_CHARACTERS]}…"
        return f"{self.method} {shown}"


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What the server sent: the HTTP status, the whole body, decompressed, and the ``Date`` header if there is one."""

    status: int
    body: bytes
    date: str = ""


class Transport:
    """Sends requests to one base address with one key, each within a total deadline, without a retry.

    Safe to use from several threads: each request has a connection to itself.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        *,
        deadline_seconds: float = 120,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        self.scrub = Scrubber(key)
        self.has_key = key is not None
        self._base_url = base_url.rstrip("/")
        self._deadline_seconds = deadline_seconds
        self._max_body_bytes = max_body_bytes
        self._sessions = Sessions(self._base_url, key)

    def __repr__(self) -> str:
        return f"Transport({self.scrub(self._base_url)!r}, {'with' if self.has_key else 'without'} key)"

    def close(self) -> None:
        """Close the connections kept open, and those in use as soon as they are free."""
        self._sessions.close()

    def send(self, request: Request) -> RawAnswer:
        """Return the server's answer, whatever its status.

        Raises: TransientError when there is none in time or the connection fails; UnreadableAnswerError when
        the body is larger than any answer can be.
        """
        answer = self._try(request)
        if isinstance(answer, RawAnswer):
            return answer
        # Raised outside the except block: chained to it, the original would carry the URL with the key.
        raise TransientError(f"{request} at {self._host} failed: {answer}. Try again when the network is well.")

    @property
    def _host(self) -> str:
        return urlsplit(self._base_url).netloc.rpartition("@")[2]

    def _try(self, request: Request) -> RawAnswer | str:
        """Return the answer, or why there is none."""
        with self._sessions.taken() as session, Deadline(self._deadline_seconds) as deadline:
            try:
                answer = self._exchange(session, request, deadline)
            except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
                reason = self.scrub(f"{type(error).__name__}: {error}")[:300]
            else:
                reason = ""
            if deadline.passed:  # what was read may have been cut off by the deadline itself
                session.close()  # its watch may still be about to shut the socket down: nobody gets it again
                return f"no complete answer within {self._deadline_seconds:g} seconds"
            return reason or answer

    def _exchange(self, session: requests.Session, request: Request, deadline: Deadline) -> RawAnswer:
        response = session.request(
            request.method,
            f"{self._base_url}/{request.target}",
            data=request.form,
            stream=True,
            timeout=deadline.remaining,
            allow_redirects=False,
        )
        with closing(response):
            body = self._read_body(response, deadline, request)
            return RawAnswer(response.status_code, body, response.headers.get("Date", ""))

    def _read_body(self, response: requests.Response, deadline: Deadline, request: Request) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_body_bytes:
                raise UnreadableAnswerError(
                    f"The answer to {request} is over {self._max_body_bytes:,} bytes. Ask for fewer rows."
                )
            if deadline.passed:
                break
        return bytes(body)
