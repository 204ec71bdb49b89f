"""CSV and its kin in blocks: the regular ones by Arrow, the others by ``framing.read.delimited``.

Arrow reads a block whose rows are all as wide as the header and can be read without a report.
The end of a row cannot be told where a quotation mark is never closed, or bytes are no UTF-8.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
from pyarrow import csv as arrow_csv

from framing.read.blocks import Blocks, count, in_blocks, is_clean, is_utf8, lines
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


class _Table(Blocks):
    """A table under way, with its header."""

    def __init__(
        self, names: list[str], delimiter: str, layout: Layout, job: Job, *, western: bool
    ) -> None:
        super().__init__(line=2, western=western)
        self._names, self._delimiter, self._layout, self._job = names, delimiter, layout, job

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
        if found is None and not is_well_formed(block, self._delimiter):
            return None
        return self.pieces(block, found)

    def _rows(self, block: bytes) -> Rows | None:
        """Read a block by Arrow; ``None`` where a row must be looked at."""
        columns = _columns(block, len(self._names), self._delimiter) if is_clean(block) else None
        if columns is None:
            return None
        # Arrow takes a field that the block's end cuts off for whole: its mark has no partner.
        last = block.rfind(b"\n", 0, -1) + 1
        each = len(columns[0]) == lines(block) and is_well_formed(block[last:], self._delimiter)
        if not each and not is_well_formed(block, self._delimiter):
            return None
        return rows(columns, self._layout, self._job, self.line if each else None)

    def one_by_one(self, stream: BinaryIO) -> Iterator[Article]:
        """Read rows as ``framing.read.delimited`` does, from the line that comes next."""
        opened = Opened(stream, "utf-8", "")
        numbered = numbered_lines(opened, self._job.report, first=self.line, western=self.western)
        records = Records(numbered, Dialect(self._delimiter), self._job)
        for article in articles(iter(records), self._names, self._layout, self._job):
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
    layout, western = job.layout(names, 1), opened.head.isascii()
    table = _Table(names, told.delimiter, layout, job, western=western)
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
