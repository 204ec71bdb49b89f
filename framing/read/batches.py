"""Batches of Arrow as articles: what Parquet and Arrow's own files are read in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from framing.errors import InputError
from framing.read.job import Job, Row
from framing.read.problem import Problem
from framing.read.rows import Rows, rows
from framing.read.sound import sound
from framing.read.values import present

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from framing.article import Article
    from framing.read.columns import Layout

__all__ = ["BATCH", "BROKEN", "not_whole", "read_batches"]

BATCH = 8_192
"""Rows held at a time."""

BROKEN = (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError, OverflowError)
"""What reading a damaged file raises: a length that was hit may ask for all memory, or more."""


def read_batches(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, job: Job
) -> Iterator[Rows | Article]:
    """Yield the rows of batches that all have ``schema``."""
    layout = job.layout(schema.names, 1)
    _demand_text(schema, layout, job.report.path)
    first = 1
    for batch in batches:
        columns = [_text(sound(column, first, job.report)) for column in batch.columns]
        found = rows(columns, layout, job, first)
        if found is not None:
            yield found
        else:
            yield from _one_by_one(columns, layout, job, first)
        first += len(batch)


def not_whole(kind: str, error: Exception, job: Job) -> InputError:
    """Return the error for a file that Arrow cannot read, in the first line of its words."""
    message = f"not a whole {kind} file ({_first_line(error)})"
    return InputError(Problem(job.report.path, None, message, "write it again"))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _demand_text(schema: pa.Schema, layout: Layout, path: str) -> None:
    """Raise for a headline or lead that is no text: numbers are no headlines."""
    for field, at in (("headline", layout.headline), ("lead", layout.lead)):
        if at is not None and not _is_text(schema.types[at]):
            message = f"column {schema.names[at]!r} holds {schema.types[at]}, not text"
            remedy = f"name another with --{field}-column, or write it as text"
            raise InputError(Problem(path, None, message, remedy))


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return any(is_kind(kind) for is_kind in text)


def _text(column: pa.Array) -> pa.Array:
    """Return a column as text: what is nested as JSON-like text of Python."""
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        values = column.to_pylist()
        return pa.array([None if v is None else str(v) for v in values], pa.string())


def _one_by_one(columns: list[pa.Array], layout: Layout, job: Job, first: int) -> Iterator[Article]:
    for number, values in enumerate(zip(*(c.to_pylist() for c in columns), strict=True), first):
        fields = [None if at is None else values[at] for at in layout.positions]
        row = Row(*(None if value is None else present(value) for value in fields))
        extra = {name: values[at] for at, name in layout.foreign}
        yield job.article(number, row, layout, extra)
