"""The sandbox on the network: an application that answers like Blockchair, and a server for it."""

import asyncio
import socket
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.control import Control
from cointracker_pipeline.sandbox.envelope import Answer
from cointracker_pipeline.sandbox.routes import control_routes
from cointracker_pipeline.sandbox.service import Service, read_request


class BrokenResponse(Response):
    """Half of an answer, after which the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise the whole body, send half of it, and end."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})


def create_app(service: Service) -> Starlette:
    """Return the application: Blockchair's endpoints, and ``/sandbox/`` to steer what is behind them."""

    async def api(request: HttpRequest) -> Response:
        body = await request.body()
        asked = read_request(request.method, request.scope["path"], request.url.query, body)
        answer, broken = service.respond(asked)
        with service.meter.answering(asked.account, answer.status):
            await asyncio.sleep(service.latency_seconds + (service.hang_seconds if broken == "hang" else 0))
        return _response(answer, broken)

    routes = [*control_routes(Control(service)), Route("/{path:path}", api, methods=["GET", "POST"])]
    return Starlette(routes=routes)


def _response(answer: Answer, broken: str | None) -> Response:
    if broken == "cut":
        return Response(answer.body[: len(answer.body) // 2], answer.status, media_type=answer.media_type)
    kind = BrokenResponse if broken else Response
    return kind(answer.body, answer.status, media_type=answer.media_type)


def open_socket(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """Return a listening socket; port 0 takes any free one.

    Raises: InputError for an address that others can reach, unless allowed, or that is taken.
    """
    if not allow_remote and not (host == "localhost" or _is_loopback(host)):
        raise InputError(f"{host} can be reached from other machines; add --allow-remote if that is meant.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, because asyncio turns off Nagle's algorithm for this protocol only: 40 ms saved for each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise InputError(f"The sandbox cannot listen on {host}:{port}: {error.strerror}.") from error
    return listener


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a quiet server for an application: broken answers are meant, not errors to log."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            ws="none",
            lifespan="off",
            loop="asyncio",
            timeout_graceful_shutdown=1,
        )
    )


def serve(
    app: ASGIApp,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    allow_remote: bool = False,
    ready_file: Path | None = None,
    announce: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve until Ctrl-C; ``announce`` gets the base URL, and ``ready_file`` holds it, once it listens.

    Raises: InputError when it cannot listen there.
    """
    with open_socket(host, port, allow_remote=allow_remote) as listener:
        url = base_url(listener)
        if ready_file:
            _write_whole(ready_file, f"{url}\n")
        announce(url)
        try:
            make_server(app).run(sockets=[listener])
        except KeyboardInterrupt:
            return


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader never sees a part of it."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    part.replace(path)


def base_url(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
