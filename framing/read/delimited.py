"""CSV and its kin: one header, one article a row, streamed.

The separator is the one that splits the header best. A row with too many fields is skipped,
one with too few has its last fields taken as missing. A quotation mark that is never closed
would swallow the rest of the file: such a row is given up and reading goes on in the line
below it.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from framing.errors import InputError
from framing.read.columns import Columns, Layout, is_table_header
from framing.read.encoding import MAX_LINE, Opened, numbered_lines
from framing.read.job import Job, Row
from framing.read.problem import Problem
from framing.read.values import present

if TYPE_CHECKING:
    from framing.article import Article

__all__ = [
    "Dialect",
    "Record",
    "Records",
    "articles",
    "dialect",
    "is_well_formed",
    "looks_delimited",
    "read_delimited",
    "separator",
]

_SEPARATORS = ",\t;|^~\x1f\x01"
"""Commas and what is written in their place; the last two are those of databases' dumps."""

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How fields are set apart and quoted.

    ``escape`` stands before a quotation mark within a quoted field; ``None`` where the mark is
    written twice, as the standard (RFC 4180) says.
    """

    delimiter: str
    quote: str = '"'
    escape: str | None = None

    @property
    def is_standard(self) -> bool:
        """Tell the quoting of the standard, with any separator."""
        return self.quote == '"' and self.escape is None

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the csv module's reader of ``lines``."""
        doubled = self.escape is None
        return csv.reader(
            lines, delimiter=self.delimiter, quotechar=self.quote, escapechar=self.escape,
            doublequote=doubled,
        )  # fmt: skip

    def marks(self, text: str) -> int:
        """Count the quotation marks that open or close a field, or stand twice for one."""
        escaped = text.count(self.escape + self.quote) if self.escape else 0
        return text.count(self.quote) - escaped


def dialect(head: str, columns: Columns) -> Dialect:
    """Tell the dialect of a table by its first characters.

    The quotation mark is ``"`` unless more rows are as wide as the header with ``'``. Marks in
    a field are written twice, unless there are only such with a backslash before them.
    """
    plain = Dialect(separator(head, columns))
    single = replace(plain, quote="'")
    if "'" in head and _regular_rows(head, single) > _regular_rows(head, plain):
        return single
    inner = head.replace(f'{plain.delimiter}""', "")
    escaped = replace(plain, escape="\\")
    if '\\"' in head and not re.search(r'[^\\"]""', inner):
        return max(plain, escaped, key=lambda each: (_regular_rows(head, each), each is escaped))
    return plain


def _regular_rows(head: str, dialect: Dialect) -> int:
    """Count the rows at the start of a table that are as wide as its header."""
    lines = head.splitlines(keepends=True)[:_LOOKED_AT]
    try:
        rows = list(dialect.reader(lines))[:-1]
    except csv.Error:
        return 0
    return sum(len(row) == len(rows[0]) for row in rows)


_LOOKED_AT = 200
"""Lines by which quoting is told: one in ten headlines has a comma or a quotation mark."""


def looks_delimited(head: str, columns: Columns) -> bool:
    """Tell a table by a first line that names a headline or lead column."""
    names = _split(_first_line(head), separator(head, columns))
    return is_table_header(names, columns)


def separator(head: str, columns: Columns) -> str:
    """Return what separates the columns: what makes a known header, else the most fields."""
    line = _first_line(head)

    def fitness(candidate: str) -> tuple[bool, int]:
        names = _split(line, candidate)
        return is_table_header(names, columns), len(names)

    return max(_SEPARATORS, key=fitness)


def _first_line(head: str) -> str:
    return next((line for line in head.splitlines() if line.strip()), "")


def _split(line: str, separator: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # a line beyond the csv module's limit is no header
        return []


def read_delimited(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield an article for every row that can be read; say the others at the end."""
    numbered = numbered_lines(opened, job.report)
    records = iter(Records(numbered, dialect(opened.head, job.columns), job))
    line, names = next(records, (1, []))
    if not names:
        message = "no header and no row could be read"
        raise InputError(Problem(job.report.path, None, message, "give a table with a header"))
    layout = job.layout(names, line)
    count = 0
    for count, article in enumerate(articles(records, names, layout, job), 1):  # noqa: B007 - used below
        yield article
    job.report.finish(count)


def articles(
    records: Iterator[Record], names: Sequence[str], layout: Layout, job: Job
) -> Iterator[Article]:
    """Turn records into articles: pick the fields, carry the rest."""
    width = len(names)
    fields = _picker(layout)
    foreign = [(name, position) for position, name in layout.foreign]
    for line, row in records:
        if len(row) != width and not _is_filled(line, row, width, layout, job):
            continue
        row.append("")  # position -1: what a missing column holds
        extra: dict[str, str | None] = {name: row[position] for name, position in foreign}
        yield job.article(line, Row(*map(present, fields(row))), layout, extra)


def _picker(layout: Layout) -> Callable[[list[str]], tuple[str, ...]]:
    """Return what picks the six fields of ``Row`` from a record, a missing one from its end."""
    return itemgetter(*(-1 if position is None else position for position in layout.positions))


def _is_filled(line: int, row: list[str], width: int, layout: Layout, job: Job) -> bool:
    """Fill up a row that is too short; tell that one that is too long must be skipped."""
    found = f"row has {len(row)} fields, the header has {width}"
    if len(row) > width:
        job.report.skip(line, found, "quote fields that hold the separator")
        return False
    lost = layout.headline is not None and layout.headline >= len(row)
    missing = "the headline and all behind it" if lost else "the last ones"
    remedy = "write a separator for every field, be it empty"
    job.report.note(line, f"{found} – {missing} taken as missing", remedy)
    row.extend([""] * (width - len(row)))
    return True


def is_well_formed(block: bytes, delimiter: str) -> bool:
    """Tell that every quotation mark is of a quoted field, so that rows end where they seem to."""
    if b'"' not in block:
        return True
    edge = re.escape(delimiter.encode()) + rb"\r\n"
    quoted = rb'(?<![^%s])"[^"]*(?:""[^"]*)*"(?![^%s])' % (edge, edge)
    return b'"' not in re.sub(quoted, b"", block)


class Records:
    """The records of a table with the line that each begins in; the first is the header."""

    def __init__(self, numbered: Iterator[tuple[int, str]], dialect: Dialect, job: Job) -> None:
        # The limit is one for the whole process, so it is only ever raised.
        csv.field_size_limit(max(csv.field_size_limit(), MAX_LINE))
        self._feed = _Feed(numbered, dialect)
        self._reader = dialect.reader(self._feed)
        self._job = job

    def __iter__(self) -> Iterator[Record]:
        feed = self._feed
        while True:
            feed.begin()
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except _EndlessError:
                _give_up(feed, self._job, _UNCLOSED)
                continue
            except csv.Error as error:
                _give_up(feed, self._job, f"not a row of a table ({error})")
                continue
            if len(feed.lines) > 1 and feed.is_unclosed():
                _give_up(feed, self._job, _UNCLOSED)
            elif row:
                yield feed.lines[0][0], row


_UNCLOSED = "a quotation mark opens a field and is never closed"


class _EndlessError(Exception):
    """A record that takes more lines than it may."""


def _give_up(feed: _Feed, job: Job, message: str) -> None:
    """Skip the record's first line and read its other lines again."""
    job.report.skip(
        feed.lines[0][0], message, 'close the quotation mark, or write "" for one inside'
    )
    feed.give_back()


_FEW_LINES = 64
"""Lines of a record in a file that has had too many given up: an article in a field has fewer."""

_PATIENCE = 100_000
"""Lines that may be read again before records are held to few. A mark that is never closed costs
all lines below it once; where every line has one, the cost would be the square of the lines."""


class _Feed(Iterator[str]):
    """Lines for the csv module that remembers those of one record and can give them back."""

    def __init__(self, numbered: Iterator[tuple[int, str]], dialect: Dialect) -> None:
        self._dialect = dialect
        self.lines: list[tuple[int, str]] = []
        self._numbered = numbered
        self._again: deque[tuple[int, str]] = deque()
        self._given_back = 0
        self._size = 0
        self._ended = False

    def begin(self) -> None:
        """Begin a record."""
        self.lines.clear()
        self._size = 0
        self._ended = False

    def __next__(self) -> str:
        if self._size > MAX_LINE or (
            self._given_back > _PATIENCE and len(self.lines) >= _FEW_LINES
        ):
            raise _EndlessError
        line = self._again.popleft() if self._again else next(self._numbered, None)
        if line is None:
            self._ended = True
            raise StopIteration
        self.lines.append(line)
        self._size += len(line[1])
        return line[1]

    def is_unclosed(self) -> bool:
        """Tell a record that ran on to the end of the file, or to a mark that is not its own."""
        if not self._dialect.is_standard:
            return self._ended or sum(self._dialect.marks(text) for _, text in self.lines) % 2 == 1
        raw = "".join(text for _, text in self.lines).encode("utf-8", "surrogatepass")
        return self._ended or not is_well_formed(raw, self._dialect.delimiter)

    def give_back(self) -> None:
        """Have all lines of the record but the first read again."""
        self._given_back += len(self.lines) - 1
        self._again.extendleft(reversed(self.lines[1:]))
