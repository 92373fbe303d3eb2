"""The envelope around every answer, read so leniently that a code is found wherever one is.

Shapes: Blockchair API v2, section "Basic API response"; errors also come without ``context``, with ``code`` at the
top, as ``{"message": …}`` of a framework, or as a page of HTML from a gateway.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import msgspec

from cointracker_pipeline.blockchair.prices import to_millipoints
from cointracker_pipeline.blockchair.transport import RawAnswer

T = TypeVar("T")
Fields = dict[str, msgspec.Raw]

# msgspec raises ValueErrors only, but for nesting too deep for it.
UNDECODABLE = (ValueError, RecursionError)
_objects = msgspec.json.Decoder(Fields)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an answer says about itself; ``None`` where it says nothing that makes sense.

    ``data`` is JSON, ``None`` where it is missing or null. ``is_cut`` tells a body whose end is missing from one
    that is not JSON at all.
    """

    status: int
    body: bytes
    is_json: bool = False
    is_cut: bool = False
    has_context: bool = False
    data: bytes | None = None
    context_code: int | None = None
    error: str | None = None
    state: int | None = None
    state_layer_2: int | None = None
    results: int | None = None
    limit: int | None = None
    offset: int | None = None
    millipoints: int | None = None
    market_price: Decimal | None = None
    date: str = ""

    @property
    def code(self) -> int:
        """The code in ``context`` where it is not 200, else the HTTP status."""
        return self.status if self.context_code in (None, 200) else self.context_code

    @property
    def text(self) -> str:
        """What the server said in words: its ``error``, else its body."""
        return self.error or self.body.decode("utf-8", "replace")


def open_envelope(answer: RawAnswer) -> Envelope:
    """Return the envelope of any answer, readable or not."""
    try:
        fields = _objects.decode(answer.body)
    except UNDECODABLE as error:
        return Envelope(answer.status, answer.body, is_cut="truncated" in str(error))
    context = _read(fields, "context", Fields) or {}
    told = context or fields
    return Envelope(
        answer.status,
        answer.body,
        is_json=True,
        has_context=bool(context),
        data=_data_of(fields),
        context_code=_read(told, "code", int),
        error=_error_of(told),
        state=_read(context, "state", int),
        state_layer_2=_read(context, "state_layer_2", int),
        results=_read(context, "results", int),
        limit=_read_first_number(context, "limit"),
        offset=_read_first_number(context, "offset"),
        millipoints=_millipoints_of(context),
        market_price=_read(context, "market_price_usd", Decimal),
        date=answer.date,
    )


def _data_of(fields: Fields) -> bytes | None:
    data = bytes(fields.get("data", b"null"))
    return None if data == b"null" else data


def _read(fields: Fields, name: str, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(fields[name], type=kind, strict=False) if name in fields else None
    except UNDECODABLE:
        return None


def _error_of(fields: Fields) -> str | None:
    """Return the error in words; one that is not a string is still an error."""
    raw = bytes(fields.get("error", b"null"))
    if raw in (b"null", b'""', b"false"):
        return None
    return _read(fields, "error", str) or raw.decode("utf-8", "replace")


def _read_first_number(fields: Fields, name: str) -> int | None:
    """Read a limit or offset: a number, or a string such as ``"100,0"`` whose first part is that of transactions."""
    value = _read(fields, name, str) or str(_read(fields, name, int))
    first = value.partition(",")[0].strip()
    return int(first) if first.isascii() and first.isdigit() and len(first) < 10 else None


def _millipoints_of(context: Fields) -> int | None:
    points = _read(context, "request_cost", Decimal)
    try:
        return None if points is None else to_millipoints(points)
    except ValueError:
        return None
