"""In which form an answer is wanted, by the ``Accept`` header (RFC 9110, 12.5.1), of those that its route has."""

from collections.abc import Sequence
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request

FileFormat = Literal["csv", "parquet"]

JSON = "application/json"

FILE_TYPES: dict[FileFormat, str] = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


def require_form(request: Request) -> None:
    """Refuse a request, before anything is done, that accepts no form in which its route answers.

    Every route has JSON; what else it has it says in its OpenAPI responses. Pages are not asked. Raises: HTTPException,
    406.
    """
    if request.scope["route"].include_in_schema:
        _choose(request, _list_types(request))


def find_file_format(request: Request) -> FileFormat | None:
    """Return the kind of file that is wanted rather than JSON, ``None`` for JSON: the best of what is accepted.

    Raises: HTTPException, 406, when nothing is accepted that there is.
    """
    best = _choose(request, _list_types(request))
    return next((form for form, kind in FILE_TYPES.items() if kind == best), None)


def _list_types(request: Request) -> list[str]:
    """Return the media types that the route of a request has, those first that are taken where all are as welcome."""
    described = request.scope["route"].responses.get(200, {}).get("content", {})
    return [JSON, *(kind for kind in FILE_TYPES.values() if kind in described)]


def _choose(request: Request, kinds: Sequence[str]) -> str:
    ranges = _parse(request.headers.get("accept") or "*/*")
    weights = {kind: _weigh(kind, ranges) for kind in kinds}
    best = max(weights, key=lambda kind: weights[kind])
    if not weights[best]:
        raise HTTPException(406, f"Accept: there {'are' if len(kinds) > 1 else 'is'} {', '.join(kinds)}.")
    return best


def _parse(header: str) -> list[tuple[str, float]]:
    """Return the media ranges with their weights; a weight that is none counts as 1."""
    ranges = []
    for part in header.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        ranges.append((kind, _number(weight)))
    return ranges


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _weigh(kind: str, ranges: list[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that a type lies in, 0 for none."""
    whole = kind.partition("/")[0] + "/*"
    found = dict(reversed(ranges))
    return next((found[one] for one in (kind, whole, "*/*") if one in found), 0.0)
