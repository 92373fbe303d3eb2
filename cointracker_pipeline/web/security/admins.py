"""Dagster's own web server, for admins alone."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Scope

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import find_visitor
from cointracker_pipeline.web.security.guard import Guard


def for_admins(app: ASGIApp, pipeline: Pipeline) -> ASGIApp:
    """Return an application that answers admins who are signed in, and no token."""

    async def judge(scope: Scope) -> int:
        visitor = await run_in_threadpool(find_visitor, HTTPConnection(scope), pipeline)
        if visitor is None:
            return 401
        return 0 if visitor.session and visitor.may("admin") else 403

    return Guard(app, judge)
