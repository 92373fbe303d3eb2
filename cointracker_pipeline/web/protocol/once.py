"""Requests that may be sent twice and are done once: by the key that a program sends with them."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from pydantic import AfterValidator, BaseModel, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.pipeline import Pipeline
from cointracker_pipeline.web.access.visitor import Member
from cointracker_pipeline.web.books import Books
from cointracker_pipeline.web.protocol.formats import JSON

REPLAYED = "Idempotency-Replayed"

_VISIBLE = "^[!-~]{1,255}$"


def _check_key(key: str) -> str:
    """One message for every key that is none: of the pattern people learn little."""
    if not re.fullmatch(_VISIBLE, key):
        raise ValueError("a key is 1 to 255 visible characters of ASCII without spaces, such as a UUID")
    return key


Key = Annotated[
    str,
    AfterValidator(_check_key),
    Field(json_schema_extra={"pattern": _VISIBLE, "examples": ["8e03978e-40d5-43dd-bc93-6894a57f9324"]}),
]

Done = tuple[int, BaseModel]
"""What was done: the status and the body of its answer."""


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """A request of a person, with the key that they gave it, if any."""

    pipeline: Pipeline
    person_id: int
    target: str
    key: str

    def answer(self, content: bytes, do: Callable[[], Done]) -> Response:
        """Do what is asked and answer it; what was done before under this key is answered again instead.

        ``content`` tells this request from others to the same path. A request that fails may be sent again under its
        key. Raises: HTTPException, 422 for another request under the same key, 409 while the first is being done.
        """
        if not self.key:
            return _make(*_render(do()))
        digest = hashlib.sha256(self.target.encode() + b"\0" + content).hexdigest()
        claim = self.pipeline.registry.claim_key(self.person_id, self.key, digest, self.pipeline.clock())
        if claim.state == "stored":
            return _make(claim.status or 200, claim.body or "", {REPLAYED: "true"})
        if claim.state != "new":
            raise _refuse(is_other=claim.state == "conflict")
        try:
            status, body = _render(do())
        except BaseException:
            self.pipeline.registry.release_key(self.person_id, self.key)
            raise
        self.pipeline.registry.store_answer(self.person_id, self.key, status, body)
        return _make(status, body)


def get_once(
    request: Request,
    pipeline: Books,
    visitor: Member,
    idempotency_key: Annotated[
        Key | SkipJsonSchema[None],
        Header(description="Any text of the program's own, such as a UUID: the same request, sent again, is done once"),
    ] = None,
) -> OnceOnly:
    """Return the request with its key."""
    target = f"{request.method} {request.scope['path']}"
    return OnceOnly(pipeline, visitor.person.person_id, target, idempotency_key or "")


Once = Annotated[OnceOnly, Depends(get_once)]
"""A route's parameter of this type lets what it does be done once."""


def _render(done: Done) -> tuple[int, str]:
    status, shape = done
    return status, shape.model_dump_json()


def _make(status: int, body: str, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, media_type=JSON)


def _refuse(*, is_other: bool) -> HTTPException:
    if is_other:
        return HTTPException(422, "Idempotency-Key: another request was sent with this key; take a new one.")
    return HTTPException(409, "The same request is being done right now; ask again in a moment.", {"Retry-After": "1"})
