"""Excel and OpenDocument: every sheet with a column for headline or lead, row by row."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from framing.errors import InputError
from framing.read.columns import Columns, is_table_header, lay_out
from framing.read.compound import COMPOUND, runs_in_circles
from framing.read.delimited import Record, articles
from framing.read.extras import FaultError, faults_named, needed
from framing.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed

__all__ = ["read_sheets"]

_HEADER_WITHIN = 20
"""Rows in which a header is looked for: databases write a title and the search above it."""


def read_sheets(packed: Packed, job: Job) -> Iterator[Article]:
    """Yield an article for every row of a workbook's tables; the workbook is held in memory."""
    library = needed("python_calamine", "excel", "a workbook", job.report.path)
    with packed.searchable() as stream:
        if packed.head.startswith(COMPOUND) and runs_in_circles(stream):
            message = "a damaged workbook: what it is made of runs in a circle"
            raise InputError(Problem(job.report.path, None, message, "save it anew as .xlsx"))
        stream.seek(0)
        try:
            with faults_named():
                book = library.CalamineWorkbook.from_filelike(stream)
                names = book.sheet_names
        except FaultError as error:
            message = f"not a workbook that can be read ({error})"
            remedy = "save it anew as .xlsx without a password, or as CSV"
            raise InputError(Problem(job.report.path, None, message, remedy)) from error
        tables = [(name, rows) for name in names if (rows := _rows(book, name, job))]
    yield from _read(_chosen(tables, job), job)


def _rows(book: Any, name: str, job: Job) -> list[Record]:
    """Return the rows of a sheet that hold anything, as text, with their numbers."""
    try:
        with faults_named():
            sheet = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except FaultError as error:  # charts are sheets without rows, too
        job.report.note(None, f"sheet {name!r} cannot be read ({error})", "save it as a table")
        return []
    numbered = enumerate(sheet, 1)
    return [(n, list(map(_text, row))) for n, row in numbered if any(cell != "" for cell in row)]


def _text(cell: Any) -> str:
    """Write a cell as a table of text would."""
    if isinstance(cell, (datetime, date, time)):
        midnight = isinstance(cell, datetime) and cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat()  # type: ignore[union-attr]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _chosen(tables: list[tuple[str, list[Record]]], job: Job) -> list[tuple[str, list[Record]]]:
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


def _read(tables: list[tuple[str, list[Record]]], job: Job) -> Iterator[Article]:
    """Read sheets one after the other; ids name the sheet where there are several."""
    name = job.name
    for sheet, rows in tables:
        line, names = rows[0]
        layout = lay_out(names, job.columns, job.report.path, line)
        job.name = f"{name}/{sheet}" if len(tables) > 1 else name
        yield from articles(iter(rows[1:]), names, layout, job)
    job.name = name
