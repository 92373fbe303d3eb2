"""How every failure is told (RFC 9457)."""

from typing import Any

from pydantic import Field

from cointracker_pipeline.web.failures import PROBLEM
from cointracker_pipeline.web.protocol.formats import FILE_TYPES
from cointracker_pipeline.web.shapes.values import Shape


class Problem(Shape):
    """What went wrong, and what to do; it is sent as `application/problem+json`."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["None of your wallets has this id."])


_MEANINGS = {
    400: "The body cannot be read at all.",
    401: "No token, or one that is unknown, expired or revoked.",
    403: "The token's scopes, or the person's role, do not allow this.",
    404: "There is nothing of yours here.",
    406: "`Accept` names no form that there is.",
    409: "The same request, by its `Idempotency-Key`, is being done right now.",
    413: "The body is too long.",
    422: "A value cannot be used; `detail` names it.",
    429: "Too many requests; `Retry-After` tells how many seconds to wait.",
    503: "A store cannot be used right now.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI tells of failures, those of every request among them."""
    every = (401, 403, 406, 422, 429, 503)
    return {
        status: {"description": _MEANINGS[status], "content": {PROBLEM: {"schema": Problem.model_json_schema()}}}
        for status in sorted({*every, *statuses})
    }


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "`If-None-Match` names what there is: no body."}}


def answers(status: int, shape: type[Shape]) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI tells of one more status with which a request may go well."""
    return {status: {"model": shape}}


FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON, or all that the filters let through as one file, by `Accept`.",
        "content": {
            FILE_TYPES["csv"]: {"schema": {"type": "string"}},
            FILE_TYPES["parquet"]: {"schema": {"type": "string", "format": "binary"}},
        },
    },
}
"""What OpenAPI tells of lists that are there as files too; by this a route offers them."""
