"""The web application: what lies in ``pages`` and ``api``, behind what every request passes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.storage.warehouse import SharedReading
from cointracker_pipeline.web.access.oidc import open_provider
from cointracker_pipeline.web.access.visitor import find_visitor
from cointracker_pipeline.web.failures import HANDLERS
from cointracker_pipeline.web.live import Live
from cointracker_pipeline.web.protocol.formats import require_form
from cointracker_pipeline.web.reading.recently import Recently
from cointracker_pipeline.web.security.admins import for_admins
from cointracker_pipeline.web.security.body_size import BodySize
from cointracker_pipeline.web.security.crashes import Crashes
from cointracker_pipeline.web.security.headers import SecurityHeaders
from cointracker_pipeline.web.security.heads import Heads
from cointracker_pipeline.web.security.origin import SameOrigin
from cointracker_pipeline.web.security.pace import Pace
from cointracker_pipeline.web.static_files import StaticFiles

FACETS_SECONDS = 2
"""How old the counts above the list of wallets may be: they cost more than the list itself. So do a portfolio's sums
and what goes on, which pages ask for every few seconds."""

HEALTH_SECONDS = 10
"""How old the findings on an admin's page may be: they are made by looking at every store and folder."""

Lifespan = Callable[[], AbstractAsyncContextManager[None]]


def build_app(pipeline: Pipeline, dagster: ASGIApp | None = None, dagster_lifespan: Lifespan | None = None) -> FastAPI:
    """Return the application over an open home; ``dagster``, if given, is mounted under ``/dagster`` for admins.

    The caller opens and closes the pipeline. Raises: SettingsError.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if dagster_lifespan:
                await stack.enter_async_context(dagster_lifespan())
            yield

    open_provider(pipeline.settings)  # a setting that cannot work is told now, not to the first who signs in
    app = FastAPI(
        title="cointracker_pipeline",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        exception_handlers=HANDLERS,
        middleware=_middleware(pipeline),
    )
    app.state.pipeline = pipeline
    app.state.live = Live()
    app.state.facets = Recently(FACETS_SECONDS)
    app.state.portfolios = Recently(FACETS_SECONDS)
    app.state.charts = Recently(FACETS_SECONDS)
    app.state.activities = Recently(FACETS_SECONDS)
    app.state.examinations = Recently(HEALTH_SECONDS)
    app.state.reading = SharedReading(pipeline.warehouse)
    for router in _load_routers("cointracker_pipeline.web.pages"):
        app.include_router(router)
    for router in _load_routers("cointracker_pipeline.web.api"):
        app.include_router(router, dependencies=[Depends(require_form)])
    app.mount("/static", StaticFiles())
    if dagster:
        app.mount("/dagster", for_admins(dagster, pipeline))
    return app


def _middleware(pipeline: Pipeline) -> list[Middleware]:
    """Return what every request passes, the outermost first: each answer has the headers, refusals and 500 too."""

    def is_known(connection: HTTPConnection) -> bool:
        return find_visitor(connection, pipeline) is not None

    return [
        Middleware(SecurityHeaders),
        Middleware(Crashes),
        Middleware(TrustedHostMiddleware, allowed_hosts=pipeline.settings.web_host_names, www_redirect=False),
        Middleware(SameOrigin),
        Middleware(Pace, per_minute=pipeline.settings.api_requests_per_minute),
        Middleware(BodySize, is_known=is_known),
        Middleware(Heads),
    ]


def _load_routers(package: str) -> list[APIRouter]:
    """Return the routers of all pages or of all resources, in alphabetical order of their files."""
    return [module.router for module in load_modules(package)]
