"""Lists as files: whatever a thing holds has its column, and every page is read."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import anyio
import pyarrow as pa
import pyarrow.parquet as pq
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Scope

from cointracker_pipeline.web.protocol.lists import answer_list
from cointracker_pipeline.web.protocol.tables import make_schema, write_table
from cointracker_pipeline.web.shapes.problems import FILES
from cointracker_pipeline.web.shapes.values import Amount, Filters, Shape

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Inner(Shape):
    """What is inside a thing."""

    count: int


class Thing(Shape):
    """A value of each kind."""

    name: str
    amount: Amount | None
    words: list[str]
    day: date
    at: datetime | None
    good: bool
    inner: Inner | None


class Things(Shape):
    """A page of them."""

    items: list[Thing]
    next: str | None


class Which(Filters):
    """All."""

    cursor: str | None = None


FULL = Thing(
    name="=1+1", amount="9" * 38, words=["@a", "b"], day=date(2026, 1, 2), at=NOON, good=True, inner=Inner(count=7)
)
EMPTY = Thing(name="", amount=None, words=[], day=date(2026, 1, 3), at=None, good=False, inner=None)


def test_every_kind_of_value_has_its_type() -> None:
    """And what is inside is a column of its own."""
    types = {one.name: one.type for one in make_schema(Thing)}
    assert types == {
        "name": pa.string(),
        "amount": pa.decimal128(38, 0),
        "words": pa.list_(pa.string()),
        "day": pa.date32(),
        "at": pa.timestamp("us", "UTC"),
        "good": pa.bool_(),
        "inner_count": pa.int64(),
    }


def test_parquet_holds_every_value_as_it_is(tmp_path: Path) -> None:
    """Of 38 digits, too; a page without anything changes nothing."""
    write_table(tmp_path / "a", "parquet", Thing, [[FULL], [], [EMPTY]])
    full, empty = pq.read_table(tmp_path / "a").to_pylist()
    assert (full["amount"], full["words"], full["at"], full["inner_count"]) == (10**38 - 1, ["@a", "b"], NOON, 7)
    assert (empty["amount"], empty["at"], empty["inner_count"]) == (None, None, None)


def test_csv_holds_texts_that_are_no_formulas(tmp_path: Path) -> None:
    """Nothing is empty, a list is one text."""
    write_table(tmp_path / "a", "csv", Thing, [[FULL], [EMPTY]])
    with (tmp_path / "a").open(newline="") as file:
        header, full, empty = csv.reader(file)
    assert header == ["name", "amount", "words", "day", "at", "good", "inner_count"]
    assert full == ["'=1+1", "9" * 38, "'@a, b", "2026-01-02", "2026-01-01T12:00:00+00:00", "true", "7"]
    assert empty == ["", "", "", "2026-01-03", "", "false", ""]


async def read_whole(answer: Response, scope: Scope) -> str:
    """Return what is sent."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    await answer({**scope, "asgi": {"spec_version": "2.4"}}, receive, send)
    return b"".join(one.get("body", b"") for one in sent).decode()


def test_a_file_has_every_page(tmp_path: Path) -> None:
    """From the first, wherever the program is, to the one that nothing follows."""
    route = APIRoute("/things", lambda: None, responses=FILES)
    request = Request(
        {"type": "http", "method": "GET", "path": "/things", "headers": [(b"accept", b"text/csv")], "route": route}
    )
    pages = {None: ([FULL], "a"), "a": ([EMPTY], "b"), "b": ([FULL], None)}
    answer = answer_list(request, tmp_path, Things, lambda cursor, _: pages[cursor], Which(cursor="b"))
    assert answer.headers["content-disposition"] == 'attachment; filename="things.csv"'
    assert anyio.run(read_whole, answer, request.scope).count("\r\n") == 4
