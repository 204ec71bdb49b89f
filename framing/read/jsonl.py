"""JSON Lines: one object a line, streamed.

Objects need not have the same keys: each set of keys has a layout of its own. Only a file
none of whose first rows has a headline or a lead is refused.
"""

from __future__ import annotations

import json
import math
from itertools import chain
from typing import TYPE_CHECKING, Any

from framing.errors import ColumnError, InputError
from framing.read.columns import Layout, arrange, lay_out
from framing.read.encoding import Opened, numbered_lines
from framing.read.job import Job, Row
from framing.read.problem import Problem
from framing.read.values import clean, present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article

__all__ = ["looks_like_json", "read_json_lines"]

_LOOK_AHEAD = 100
"""Rows that may lack headline and lead before a file is refused: a scraper's log of errors at
its start is forgiven, and the rows held meanwhile are few."""

_MOST_LAYOUTS = 1000
"""Layouts remembered. Real files have a handful of sets of keys; a file with ever new ones
must not fill the memory."""

Record = dict[str, Any]


def looks_like_json(head: str) -> bool:
    """Tell JSON by its first character and a quotation mark or bracket behind it."""
    start = "".join(head[:200].split())
    return start.startswith(('{"', "{}", "[{", "[[", '["', "[]")) or start == "{"


def read_json_lines(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield an article for every object that can be read; say the others at the end."""
    _refuse_document(opened.head, job.report.path)
    reader = _Reader(job)
    records = _records(opened, job)
    count = 0
    for line, record in _with_columns(records, job):
        article = reader.article(line, record)
        if article is not None:
            count += 1
            yield article
    job.report.finish(count)


def _refuse_document(head: str, path: str) -> None:
    """Raise for one JSON document over the whole file: it cannot be read line by line."""
    start = "".join(head[:200].split())
    first = next((line.strip() for line in head.splitlines() if line.strip()), "")
    if start.startswith(("[{", "[]")) or first in ("[", "{"):
        message = "one JSON document, not one object a line"
        raise InputError(Problem(path, 1, message, "turn it into JSON Lines: jq -c '.[]' FILE"))


def _records(opened: Opened, job: Job) -> Iterator[tuple[int, Record]]:
    """Yield the objects with their lines; skip what is no object."""
    for number, line in numbered_lines(opened, job.report):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            job.report.skip(number, f"not JSON ({_why(error)})", "write one JSON object a line")
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            found = f"a JSON {_kind(value)} where an object should be"
            job.report.skip(number, found, 'write {"headline": …, "lead": …}')


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _with_columns(records: Iterator[tuple[int, Record]], job: Job) -> Iterator[tuple[int, Record]]:
    """Pass ``records`` on once the columns that are needed have been seen in them."""
    held: list[tuple[int, Record]] = []
    names: dict[str, None] = {}
    for line, record in records:
        held.append((line, record))
        names.update(dict.fromkeys(record))
        try:
            lay_out(list(names), job.columns, job.report.path, held[0][0])
        except ColumnError:
            if len(held) >= _LOOK_AHEAD:
                raise
        else:
            return chain(held, records)
    return _refuse(list(names), job, held)


def _refuse(
    names: list[str], job: Job, held: list[tuple[int, Record]]
) -> Iterator[tuple[int, Record]]:
    """Raise for a file that ended before a needed column came up."""
    if not held:
        message = "no row could be read"
        raise InputError(Problem(job.report.path, None, message, "write one JSON object a line"))
    lay_out(names, job.columns, job.report.path, held[0][0])
    return iter(())


class _MisfitError(ValueError):
    """A headline or lead that is no text."""


_TEXT_FIELDS = 2
"""Headline and lead come first in a layout's positions, and must be text."""


class _Reader:
    """Makes articles of objects, with one layout for each set of keys."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._layouts: dict[tuple[str, ...], Layout] = {}

    def article(self, line: int, record: Record) -> Article | None:
        """Return the article of ``record``, ``None`` for a row that had to be skipped."""
        names = tuple(record)
        layout = self._layout(names)
        if not layout.has_text:
            message = "neither headline nor lead in the row – kept without"
            self._job.report.note(line, message, 'give it a "headline" or a "lead"')
        try:
            row, extra = _fields(names, record, layout)
        except (ValueError, RecursionError) as error:
            self._job.report.skip(line, str(error), "write headline and lead as plain text")
            return None
        date = "" if layout.published is None else names[layout.published]
        return self._job.article(line, row, layout, extra, date)

    def _layout(self, names: tuple[str, ...]) -> Layout:
        known = self._layouts.get(names)
        if known is None:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            known = self._layouts[names] = arrange(names, self._job.columns)
        return known


def _fields(
    names: tuple[str, ...], record: Record, layout: Layout
) -> tuple[Row, dict[str, str | None]]:
    """Pick the six fields and the columns to carry out of an object."""
    at = layout.positions
    texts = [
        _text(names[i], record[names[i]]) if i is not None else None for i in at[:_TEXT_FIELDS]
    ]
    others = [_loose(record[names[i]]) if i is not None else None for i in at[_TEXT_FIELDS:]]
    extra = {clean(name): _carried(record[names[i]]) for i, name in layout.foreign}
    return Row(*texts, *others), extra


def _text(name: str, value: object) -> str | None:
    """Return a headline or lead, which must be text."""
    if isinstance(value, str):
        return present(clean(value))
    if _is_null(value):
        return None
    raise _MisfitError(f"{name!r} is a JSON {_kind(value)}, not text")


def _loose(value: object) -> str | None:
    """Return another field: news interfaces write ``{"id": …, "name": …}`` for a source."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    carried = _carried(value)
    return None if carried is None else present(carried)


def _carried(value: object) -> str | None:
    """Return a value as text: strings as they are, all else as compact JSON."""
    if isinstance(value, str):
        return clean(value)
    if _is_null(value):
        return None
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _is_null(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _kind(value: object) -> str:
    """Name a value's type in the words of JSON."""
    names = {dict: "object", list: "array", bool: "true or false", str: "string"}
    return "null" if value is None else names.get(type(value), "number")
