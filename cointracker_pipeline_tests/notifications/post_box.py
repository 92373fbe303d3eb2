"""A service on this machine that takes messages as apprise's ``json://`` sends them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class PostBox:
    """What came, and with which code the next messages are answered."""

    port: int
    code: int = 200
    messages: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The URL that apprise sends to; it holds a password."""
        return f"json://someone:hunter2@127.0.0.1:{self.port}/tok,en"

    @property
    def told(self) -> str:
        """Everything that was accepted, as one text."""
        return "\n".join(f"{one['title']}\n{one['message']}" for one in self.messages)


@contextmanager
def open_post_box() -> Iterator[PostBox]:
    """Listen until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if box.code == 200:
                box.messages.append(json.loads(body))
            self.send_response(box.code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box = PostBox(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
