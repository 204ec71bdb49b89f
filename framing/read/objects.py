"""Objects of JSON as articles, whether they came one a line or out of one document.

Objects need not have the same keys: each set of keys has a layout of its own. Only a file
none of whose first objects has a headline or a lead is refused.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from framing.errors import ColumnError, InputError
from framing.read.columns import Layout, arrange, lay_out
from framing.read.job import Job, Row
from framing.read.problem import Problem
from framing.read.values import clean, is_missing, present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article

__all__ = ["Placed", "Reader", "Record", "carried", "kind", "loose", "read_objects", "why_not"]

_LOOK_AHEAD = 100
"""Rows that may lack headline and lead before a file is refused: a scraper's log of errors at
its start is forgiven, and the rows held meanwhile are few."""

_MOST_LAYOUTS = 1000
"""Layouts remembered. Real files have a handful of sets of keys; a file with ever new ones
must not fill the memory."""

Record = dict[str, Any]


class Placed(NamedTuple):
    """An object, the line that it begins in, and the number that names it in the file."""

    line: int
    record: Record
    number: int


def read_objects(placed: Iterator[Placed], job: Job) -> Iterator[Article]:
    """Yield an article for every object that can be read; say the others at the end."""
    reader = Reader(job)
    count = 0
    for each in _with_columns(placed, job):
        article = reader.article(each)
        if article is not None:
            count += 1
            yield article
    job.report.finish(count)


def why_not(error: Exception) -> str:
    """Say why something is no JSON."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _with_columns(placed: Iterator[Placed], job: Job) -> Iterator[Placed]:
    """Pass objects on once the columns that are needed have been seen in them."""
    held: list[Placed] = []
    names: dict[str, None] = {}
    for each in placed:
        held.append(each)
        names.update(dict.fromkeys(each.record))
        try:
            lay_out(list(names), job.columns, job.report.path, held[0].line)
        except ColumnError:
            if len(held) >= _LOOK_AHEAD:
                raise
        else:
            return chain(held, placed)
    return _refuse(list(names), job, held)


def _refuse(names: list[str], job: Job, held: list[Placed]) -> Iterator[Placed]:
    """Raise for a file that ended before a needed column came up."""
    if not held and job.report.skipped:
        message = "no row could be read"
        raise InputError(Problem(job.report.path, None, message, "write one JSON object a line"))
    if held:
        lay_out(names, job.columns, job.report.path, held[0].line)
    return iter(())


class _MisfitError(ValueError):
    """A headline or lead that is no text."""


_TEXT_FIELDS = 2
"""Headline and lead come first in a layout's positions, and must be text."""


class Reader:
    """Makes articles of objects, with one layout for each set of keys."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._layouts: dict[tuple[str, ...], Layout] = {}

    def article(self, placed: Placed) -> Article | None:
        """Return the article of an object, ``None`` for a row that had to be skipped."""
        line, record, number = placed
        names = tuple(record)
        layout = self.layout(names)
        if not layout.has_text:
            message = "neither headline nor lead in the row – kept without"
            self._job.report.note(line, message, 'give it a "headline" or a "lead"')
        try:
            row, extra = _fields(names, record, layout)
        except (ValueError, RecursionError) as error:
            self._job.report.skip(line, str(error), "write headline and lead as plain text")
            return None
        if number != line and row.id is None:
            row = replace(row, id=f"{self._job.name}:{number}")
        return self._job.article(line, row, layout, extra)

    def layout(self, names: tuple[str, ...]) -> Layout:
        """Return what the keys of an object are."""
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
    others = [loose(record[names[i]]) if i is not None else None for i in at[_TEXT_FIELDS:]]
    extra = {clean(name): carried(record[names[i]]) for i, name in layout.foreign}
    return Row(*texts, *others), extra


def _text(name: str, value: object) -> str | None:
    """Return a headline or lead, which must be text."""
    if isinstance(value, str):
        return present(clean(value))
    if is_missing(value):
        return None
    raise _MisfitError(f"{name!r} is a JSON {kind(value)}, not text")


def loose(value: object) -> str | None:
    """Return another field: news interfaces write ``{"id": …, "name": …}`` for a source."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    told = carried(value)
    return None if told is None else present(told)


def carried(value: object) -> str | None:
    """Return a value as text: strings as they are, all else as compact JSON."""
    if isinstance(value, str):
        return clean(value)
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)  # as JSON writes it, without an encoder for each
    if is_missing(value):
        return None
    return clean(_encode(value))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def kind(value: object) -> str:
    """Name a value's type in the words of JSON."""
    names = {dict: "object", list: "array", bool: "true or false", str: "string"}
    return "null" if value is None else names.get(type(value), "number")
