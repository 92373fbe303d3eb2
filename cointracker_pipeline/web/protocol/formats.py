"""In which form a list is wanted, by the ``Accept`` header (RFC 9110, 12.5.1)."""

from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request

FileFormat = Literal["csv", "parquet"]

MEDIA_TYPES: dict[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


def find_file_format(request: Request) -> FileFormat | None:
    """Return the kind of file that is wanted rather than JSON, ``None`` for JSON: the best of what is accepted.

    Raises: HTTPException, 406, when nothing is accepted that there is.
    """
    ranges = _parse(request.headers.get("accept") or "*/*")
    weights = {name: _weigh(kind, ranges) for name, kind in MEDIA_TYPES.items()}
    best = max(weights, key=lambda name: weights[name])
    if not weights[best]:
        raise HTTPException(406, f"Accept: there are {', '.join(MEDIA_TYPES.values())}.")
    return "csv" if best == "csv" else "parquet" if best == "parquet" else None


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
