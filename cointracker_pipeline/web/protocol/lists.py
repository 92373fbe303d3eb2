"""Lists in every form that there is of them: pages of JSON, or all of it as one file."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar, get_args

from starlette.requests import Request
from starlette.responses import Response

from cointracker_pipeline.web.protocol.answers import answer_page, path_of_next
from cointracker_pipeline.web.protocol.formats import find_file_format
from cointracker_pipeline.web.protocol.spooled import answer_file
from cointracker_pipeline.web.protocol.tables import write_table
from cointracker_pipeline.web.shapes.values import Shape

FILE_PAGE = 5_000
"""How many things are read at a time for a file."""

Found = TypeVar("Found")
Read = Callable[[str | None, int], tuple[Sequence[Shape], str | None]]
"""Reads at most so many things from a cursor on, or from the beginning: they, and the cursor of what follows."""


class Asked(Protocol):
    """What a list is asked for: how much of it, from where on."""

    @property
    def limit(self) -> int:
        """How many items at most."""

    @property
    def cursor(self) -> str | None:
        """From where on."""


def answer_list(request: Request, folder: Path, page: type[Shape], read: Read, asked: Asked) -> Response:
    """Return a page of a list, which ``page`` is the shape of; or, by ``Accept``, all of the list as one file.

    A file is named as the path ends, its columns are those of the items, and ``folder`` holds it while it is written.
    """
    if form := find_file_format(request):
        kind = get_args(page.model_fields["items"].annotation)[0]
        name = request.scope["path"].rpartition("/")[2]
        return answer_file(request, folder, name, form, lambda path: write_table(path, form, kind, _read_all(read)))
    items, cursor = read(asked.cursor, asked.limit)
    return answer_page(request, page.model_validate({"items": items, "next": path_of_next(request, cursor)}))


def cut(rows: Sequence[Found], limit: int, cursor_of: Callable[[Found], str]) -> tuple[Sequence[Found], str | None]:
    """Return at most ``limit`` of the rows, and the cursor of the last one where more were read."""
    shown = rows[:limit]
    return shown, cursor_of(shown[-1]) if len(rows) > limit else None


def _read_all(read: Read) -> Iterator[Sequence[Shape]]:
    items, cursor = read(None, FILE_PAGE)
    yield items
    while cursor is not None:
        items, cursor = read(cursor, FILE_PAGE)
        yield items
