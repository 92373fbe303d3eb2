"""A server on loopback that plays a script: each request takes the next reply, the last one is repeated."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Asked:
    """What a request brought."""

    method: str
    path: str
    query: dict[str, list[str]]
    form: dict[str, list[str]]
    headers: dict[str, str]


@dataclass(slots=True)
class ScriptedServer:
    """Its address, the replies to come, and what was asked so far."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def will_reply(self, *replies: Reply) -> None:
        """Play these from now on."""
        self.replies[:] = replies
        self.asked.clear()

    def next_reply(self) -> Reply:
        """Take the next reply, or the last one again."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def reply(status: int, body: object, **headers: str) -> Reply:
    """Send a body, bytes as they are and anything else as JSON."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(payload)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(payload)

    return play


def raw(*parts: bytes, pause: Callable[[], object] = lambda: None) -> Reply:
    """Write these bytes as they are, head included, pausing after each part, and hang up."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        try:
            for part in parts:
                handler.wfile.write(part)
                handler.wfile.flush()
                pause()
        except OSError:
            return  # the client has gone, as it should

    return play


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Five, the default, is fewer than connect at once: the kernel then drops one, which tries again a second later.
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients that hang up are meant, and a word while the process ends would abort it."""


@contextmanager
def running_server() -> Iterator[ScriptedServer]:
    """Run a server for the time of the block."""
    script = ScriptedServer()
    server = _Server(("127.0.0.1", 0), _handler_of(script))
    script.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler_of(script: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(parse_qs(self.rfile.read(length).decode()))

        def _answer(self, form: dict[str, list[str]]) -> None:
            url = urlsplit(self.path)
            headers = dict(self.headers.items())
            script.asked.append(Asked(self.command, url.path, parse_qs(url.query), form, headers))
            script.next_reply()(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Stay silent."""

    return Handler
