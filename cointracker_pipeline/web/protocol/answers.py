"""JSON answers: with an ETag, not sent again to whoever has them, and pages with the path of the next."""

import hashlib
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.protocol.formats import JSON


def answer_one(request: Request, shape: BaseModel, status: int = 200) -> Response:
    """Return one thing; ``304`` without it, where the program has it already."""
    body = shape.model_dump_json().encode()
    headers = tag_headers(hashlib.sha256(body).hexdigest())
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type=JSON)


def answer_page(request: Request, shape: BaseModel) -> Response:
    """Return one page of a list, whose ``next`` is told in a ``Link`` header as well."""
    response = answer_one(request, shape)
    following = getattr(shape, "next", None)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def path_of_next(request: Request, cursor: str | None) -> str | None:
    """Return the path of the next page: this list with the same filters, from the cursor on."""
    if cursor is None:
        return None
    same = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{quote(request.scope['path'], safe='/:')}?{urlencode([*same, ('cursor', cursor)])}"


def tag_headers(digest: str) -> dict[str, str]:
    """Return the headers of what may be kept by whoever asked, and asked for again by its tag.

    The tag is of the bytes sent; who asks and in which form decide them.
    """
    return {"ETag": f'"{digest[:32]}"', "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, Cookie"}


def is_known(request: Request, tag: str) -> bool:
    """Tell whether whoever asks has this already, by ``If-None-Match`` (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    if request.method not in {"GET", "HEAD"}:
        return False
    tags = [one.strip().removeprefix("W/") for one in given.split(",")]
    return tag in tags or given.strip() == "*"
