"""Excel and OpenDocument: every sheet with a column for headline or lead, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from framing.errors import InputError
from framing.read.apart import EndedError, values_apart
from framing.read.columns import Columns, is_table_header
from framing.read.compound import COMPOUND, runs_in_circles
from framing.read.delimited import Record, articles
from framing.read.extras import needed
from framing.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed

__all__ = ["read_sheets"]

_HEADER_WITHIN = 20
"""Rows in which a header is looked for: databases write a title and the search above it."""

_Sheet = tuple[str, list[Record]]


def read_sheets(packed: Packed, job: Job) -> Iterator[Article]:
    """Yield an article for every row of a workbook's tables; the workbook is held in memory.

    A sheet that ends the process that reads it is named when those before it were read.
    """
    library = needed("python_calamine", "excel", "a workbook", job.report.path)
    sheets: list[_Sheet] = []
    ended: InputError | None = None
    with packed.searchable() as stream:
        if packed.head.startswith(COMPOUND) and runs_in_circles(stream):
            message = "a damaged workbook: what it is made of runs in a circle"
            raise InputError(Problem(job.report.path, None, message, "save it anew as .xlsx"))
        stream.seek(0)
        try:
            _collect(values_apart(stream, library), sheets, job)
        except EndedError as error:
            ended = _ended(sheets, str(error), job)
    try:
        yield from _read(_chosen([sheet for sheet in sheets if sheet[1]], job), job)
    except InputError:  # what was read is no table, or not the one that is meant
        if not ended:
            raise
    if ended:
        raise ended


def _collect(values: Iterator[list[Any]], sheets: list[_Sheet], job: Job) -> None:
    """Gather the rows of each sheet that hold anything, as text, with their numbers."""
    for kind, *value in values:
        if kind == "sheet":
            sheets.append((value[0], []))
        elif kind == "row":
            sheets[-1][1].append((value[0], value[1]))
        elif not sheets:
            raise _unreadable(value[0], job)
        else:  # charts are sheets without rows, too
            message = f"sheet {sheets[-1][0]!r} cannot be read ({value[0]})"
            job.report.note(None, message, "save it as a table")


def _unreadable(why: str, job: Job) -> InputError:
    message = f"not a workbook that can be read ({why})"
    remedy = "save it anew as .xlsx without a password, or as CSV"
    return InputError(Problem(job.report.path, None, message, remedy))


def _ended(sheets: list[_Sheet], why: str, job: Job) -> InputError:
    """Return the error of a workbook whose reader ended, with the sheet that it had come to."""
    if not sheets:
        return _unreadable(why, job)
    message = f"sheet {sheets[-1][0]!r} and all behind it cannot be read ({why})"
    remedy = "save it as CSV, or delete what stands far from its table"
    return InputError(Problem(job.report.path, None, message, remedy))


def _chosen(tables: list[_Sheet], job: Job) -> list[_Sheet]:
    """Leave the sheets that hold articles, from their header on; the first where none does."""
    if not tables:
        message = "no row in any sheet"
        raise InputError(Problem(job.report.path, None, message, "give a table with a header"))
    headed = [(name, rows[_header(rows, job.columns) :]) for name, rows in tables]
    chosen = [(name, rows) for name, rows in headed if _is_header(rows, job.columns)]
    for name, _ in headed:
        if chosen and name not in dict(chosen):
            message = f"sheet {name!r} has no column for headline or lead – not read"
            job.report.note(None, message, "name its columns, if it holds articles")
    return chosen or headed[:1]


def _header(rows: list[Record], columns: Columns) -> int:
    places = range(min(len(rows), _HEADER_WITHIN))
    return next((place for place in places if _is_header(rows[place:], columns)), 0)


def _is_header(rows: list[Record], columns: Columns) -> bool:
    names = [name for name in rows[0][1] if name]
    return is_table_header(names, columns) or (
        len(names) == 1 and is_table_header(names * 2, columns)
    )


def _read(tables: list[_Sheet], job: Job) -> Iterator[Article]:
    """Read sheets one after the other; ids name the sheet where there are several."""
    name = job.name
    for sheet, rows in tables:
        line, names = rows[0]
        layout = job.layout(names, line)
        job.name = f"{name}/{sheet}" if len(tables) > 1 else name
        yield from articles(iter(rows[1:]), names, layout, job)
    job.name = name
