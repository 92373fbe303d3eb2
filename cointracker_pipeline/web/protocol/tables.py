"""Things that the API gives, as the rows of a file: its columns are the names that they have in JSON."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from cointracker_pipeline.domain.spreadsheet_cell import disarm_cell
from cointracker_pipeline.web.protocol.formats import FileFormat
from cointracker_pipeline.web.shapes.values import Amount, Shape

Pages = Iterable[Sequence[Shape]]

_AMOUNT = pa.decimal128(38, 0)
_TYPES: Mapping[type, pa.DataType] = MappingProxyType(
    {bool: pa.bool_(), int: pa.int64(), datetime: pa.timestamp("us", "UTC"), date: pa.date32()}
)


def write_table(path: Path, form: FileFormat, kind: type[Shape], pages: Pages) -> None:
    """Write things of one kind to a file, a page at a time: the same memory however many they are.

    What a thing holds inside it has columns of its own, named after both. In CSV a list is one text, times are ISO 8601
    and no text is a formula. In Parquet amounts in base units are numbers; worth and coins are texts in both, exact.
    """
    _WRITERS[form](path, make_schema(kind), (_flatten(kind, page) for page in pages if page))


def make_schema(kind: type[Shape]) -> pa.Schema:
    """Return the columns of things of one kind."""
    return pa.schema([(name, _find_type(hint)) for name, _, hint in _list_columns(kind)])


def _write_csv(path: Path, schema: pa.Schema, pages: Iterable[list[list[Any]]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(schema.names)
        for columns in pages:
            writer.writerows([_to_cell(value) for value in row] for row in zip(*columns, strict=True))


def _write_parquet(path: Path, schema: pa.Schema, pages: Iterable[list[list[Any]]]) -> None:
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for columns in pages:
            arrays = [_to_array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


_WRITERS: Mapping[FileFormat, Callable[[Path, pa.Schema, Iterable[list[list[Any]]]], None]] = MappingProxyType(
    {"csv": _write_csv, "parquet": _write_parquet}
)


def _flatten(kind: type[Shape], page: Sequence[Shape]) -> list[list[Any]]:
    """Return a page's values column by column."""
    return [[_take(one, way) for one in page] for _, way, _ in _list_columns(kind)]


def _take(one: Any, way: Sequence[str]) -> Any:
    for name in way:
        one = None if one is None else getattr(one, name)
    return one


def _list_columns(kind: type[Shape], outer: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Return each column's name, the way to its value, and what that is."""
    hints = get_type_hints(kind, include_extras=True)
    for name in kind.model_fields:
        way, hint = (*outer, name), _without_null(hints[name])
        if isinstance(hint, type) and issubclass(hint, Shape):
            yield from _list_columns(hint, way)
        else:
            yield "_".join(way), way, hint


def _without_null(hint: Any) -> Any:
    kinds = [one for one in get_args(hint) if one is not NoneType]
    return kinds[0] if NoneType in get_args(hint) else hint


def _find_type(hint: Any) -> pa.DataType:
    if hint is Amount:
        return _AMOUNT
    if get_origin(hint) is Annotated:
        return _find_type(get_args(hint)[0])
    if get_origin(hint) is list:
        return pa.list_(_find_type(get_args(hint)[0]))
    return _TYPES.get(hint, pa.string())


def _to_array(column: list[Any], kind: pa.DataType) -> pa.Array:
    if kind == _AMOUNT:
        return pa.array([None if one is None else int(one) for one in column], kind)
    return pa.array(column, kind)


def _to_cell(value: object) -> str:
    if isinstance(value, list):
        return disarm_cell(", ".join(value))
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return ""
    return disarm_cell(value.isoformat() if isinstance(value, date) else str(value))
