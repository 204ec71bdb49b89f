"""CSV and its kin in blocks: the regular ones by Arrow, the others by ``framing.read.delimited``.

Arrow reads a block whose rows are all as wide as the header and can be read without a report.
The end of a row cannot be told where a quotation mark is never closed, or bytes are no UTF-8.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
from pyarrow import csv as arrow_csv

from framing.read.blocks import count, in_blocks, is_clean, is_utf8, lines
from framing.read.delimited import (
    Dialect,
    Records,
    articles,
    dialect,
    is_well_formed,
    read_delimited,
)
from framing.read.encoding import MAX_LINE, Opened, Rejoined, numbered_lines
from framing.read.rows import Rows, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.columns import Layout
    from framing.read.job import Job

__all__ = ["read_delimited_blocks"]


@dataclass(slots=True)
class _Table:
    """A table under way: its header, the line that comes next, and whether all was ASCII."""

    names: list[str]
    layout: Layout
    delimiter: str
    job: Job
    line: int
    western: bool
    count: int = 0

    def end(self, held: bytes) -> int | None:
        """Return the end of the last whole row: a line end behind an even number of marks."""
        end = held.rfind(b"\n") + 1
        marks = count(b'"', held, end)
        for _ in range(_MOST_LINES_BACK):
            if end == 0 or marks % 2 == 0:
                break
            before = held.rfind(b"\n", 0, end - 1) + 1
            marks -= held.count(b'"', before, end)
            end = before
        return end if end and marks % 2 == 0 else None

    def block(self, block: bytes) -> Iterator[Rows | Article] | None:
        """Return what a block holds; ``None`` where it cannot be told from what is behind it."""
        if not is_utf8(block):
            return None
        found = self._rows(block)
        if found is None and not is_well_formed(block, self.delimiter):
            return None
        return self._pieces(block, found)

    def _pieces(self, block: bytes, found: Rows | None) -> Iterator[Rows | Article]:
        if found is not None:
            self.count += len(found)
            yield found
        else:
            yield from self.one_by_one(BytesIO(block))
        self.line += lines(block)
        self.western = self.western and block.isascii()

    def _rows(self, block: bytes) -> Rows | None:
        """Read a block by Arrow; ``None`` where a row must be looked at."""
        columns = _columns(block, len(self.names), self.delimiter) if is_clean(block) else None
        if columns is None:
            return None
        # Arrow takes a field that the block's end cuts off for whole: its mark has no partner.
        last = block.rfind(b"\n", 0, -1) + 1
        each = len(columns[0]) == lines(block) and is_well_formed(block[last:], self.delimiter)
        if not each and not is_well_formed(block, self.delimiter):
            return None
        return rows(columns, self.layout, self.job, self.line if each else None)

    def one_by_one(self, stream: BinaryIO) -> Iterator[Article]:
        """Read rows as ``framing.read.delimited`` does, from the line that comes next."""
        opened = Opened(stream, "utf-8", "")
        numbered = numbered_lines(opened, self.job.report, first=self.line, western=self.western)
        records = Records(numbered, Dialect(self.delimiter), self.job)
        for article in articles(iter(records), self.names, self.layout, self.job):
            self.count += 1
            yield article


_MOST_LINES_BACK = 200
"""Line ends looked at for one outside quotation marks; an article in a field has fewer."""


def read_delimited_blocks(opened: Opened, job: Job) -> Iterator[Rows | Article]:
    """Yield what a table holds: rows where they are regular, articles where not."""
    stream = opened.stream
    if opened.encoding == "utf-8-sig":
        stream.read(3)
    first = stream.readline(MAX_LINE)
    told = dialect(opened.head, job.columns)
    names = _header(first, opened.encoding, told)
    if names is None:
        yield from read_delimited(replace(opened, stream=Rejoined.of(first, stream)), job)
        return
    table = _Table(names, job.layout(names, 1), told.delimiter, job, 2, opened.head.isascii())
    yield from in_blocks(table, stream)
    job.report.finish(table.count)


def _header(first: bytes, encoding: str, told: Dialect) -> list[str] | None:
    """Return the names in a plain first line; ``None`` where the file must be read with care."""
    if not told.is_standard:
        return None
    plain = encoding in ("utf-8", "utf-8-sig") and first.endswith(b"\n")
    if not plain or first.count(b'"') % 2 or b"\0" in first or b"\r" in first[:-2]:
        return None
    try:
        line = first.decode()
        return next(told.reader([line]), None)
    except (UnicodeDecodeError, csv.Error):
        return None


def _columns(block: bytes, width: int, delimiter: str) -> list[pa.Array] | None:
    """Split a block into columns of text; ``None`` where a row has another width."""
    names = [str(place) for place in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=False),
            arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in block),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]
