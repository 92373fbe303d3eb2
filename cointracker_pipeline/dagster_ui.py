"""Dagster's own web server as an application that another one mounts under ``/dagster``."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from html import escape
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cointracker_pipeline.settings import Settings

PREFIX = "/dagster"
"""Where it is mounted; its links, GraphQL and WebSocket carry it."""

RETRY_SECONDS = 2
TRY_AGAIN_LATER = 1013
"""The WebSocket's code for it, in IANA's registry; before a WebSocket is accepted, servers turn it into HTTP 403."""

STATEMENT_MILLISECONDS, RECYCLE_SECONDS, MOST_CONNECTIONS = 15_000, 3_600, 20
"""How ``dagster-webserver`` itself opens Dagster's stores (``dagster_webserver/cli.py``)."""

POLL_MILLISECONDS = 2_000
"""How often the UI asks for news, as in ``dagster-webserver``."""

PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>{reload}</head>
<body><h1>{title}</h1><p>{text}</p></body>
</html>
"""


class DagsterUI:
    """Dagster's web server; it answers 503 until it has loaded, so that whoever mounts it starts at once.

    It has no login: a guard belongs in front of it. ``workspace`` is the file that tells Dagster what to load; it may
    come into being later. Importing Dagster takes seconds, so that is left to a thread.
    """

    def __init__(self, settings: Settings, workspace: Path) -> None:
        self._settings = settings
        self._workspace = workspace
        self._app: ASGIApp = Waiting("Dagster is starting", "This page reloads by itself.", reload=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what lies under the prefix, whether it is mounted there or at the root."""
        scope = {**scope, "root_path": scope.get("root_path", "").removesuffix(PREFIX)}
        app = _refuse_query if _is_query_by_get(scope) else self._app
        await app(scope, receive, send)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Begin to load, and give everything back at the end: for the lifespan of whoever mounts it."""
        stopping = threading.Event()
        with ExitStack() as stack:
            loading = asyncio.create_task(asyncio.to_thread(self._load, stack, stopping))
            try:
                yield
            finally:
                stopping.set()
                await loading
                await asyncio.to_thread(stack.close)

    def _load(self, stack: ExitStack, stopping: threading.Event) -> None:
        while not self._workspace.exists():
            if stopping.wait(0.1):
                return
        try:
            self._app = _create_app(self._settings, self._workspace, stack)
        except Exception as error:
            logging.getLogger(__name__).exception("Dagster's web server did not start")
            text = f"{error} Set this right and start again; the terminal shows more."
            self._app = Waiting("Dagster did not start", text, reload=False)


class Waiting:
    """An application that answers 503 and says why."""

    def __init__(self, title: str, text: str, *, reload: bool) -> None:
        self._headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(RETRY_SECONDS)} if reload else {})
        refresh = f'<meta http-equiv="refresh" content="{RETRY_SECONDS}">' if reload else ""
        self._page = PAGE.format(title=escape(title), text=escape(text), reload=refresh)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the page, or refuse the WebSocket."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
        else:
            await HTMLResponse(self._page, status_code=503, headers=self._headers)(scope, receive, send)


def _create_app(settings: Settings, workspace: Path, stack: ExitStack) -> ASGIApp:
    """Load the workspace and return the application; the stack closes what it holds."""
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import WorkspaceFileTarget
    from dagster_webserver.app import create_app_from_workspace_process_context
    from dagster_webserver.version import __version__

    from cointracker_pipeline.defs.launch import open_instance

    instance = stack.enter_context(open_instance(settings))
    instance.optimize_for_webserver(STATEMENT_MILLISECONDS, RECYCLE_SECONDS, MOST_CONNECTIONS)
    context = WorkspaceProcessContext(instance, WorkspaceFileTarget([str(workspace)]), version=__version__)
    stack.enter_context(context)
    return create_app_from_workspace_process_context(context, PREFIX, POLL_MILLISECONDS)


def _is_query_by_get(scope: Scope) -> bool:
    """Dagster runs mutations by GET as well, which no check for other sites' forms sees; its own pages use POST."""
    if scope["type"] != "http" or scope["method"] == "POST":
        return False
    path = scope["path"].removeprefix(scope["root_path"]).rstrip("/")
    return path == f"{PREFIX}/graphql" and "text/html" not in Headers(scope=scope).get("accept", "")


async def _refuse_query(scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse("Send GraphQL by POST.", status_code=405, headers={"Allow": "POST"})
    await response(scope, receive, send)
