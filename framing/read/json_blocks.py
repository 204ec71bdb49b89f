"""JSON Lines in blocks: objects that are alike as columns, others by ``framing.read.objects``.

A block is read as columns where every line is an object with the same keys, headline and lead
are text, and nothing is to be reported.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from framing.errors import ColumnError
from framing.read.blocks import Blocks, in_blocks, is_clean, is_utf8, lines
from framing.read.columns import lay_out
from framing.read.encoding import Opened
from framing.read.jsonl import placed, read_json_lines
from framing.read.objects import Reader, carried, loose
from framing.read.rows import Rows, rows
from framing.read.values import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.objects import Record

__all__ = ["read_json_blocks"]


def read_json_blocks(opened: Opened, job: Job) -> Iterator[Rows | Article]:
    """Yield what JSON Lines hold: rows where objects are alike, articles where not."""
    if not opened.encoding.startswith("utf-8") or not _is_settled(opened.head, job):
        yield from read_json_lines(opened, job)
        return
    if opened.encoding == "utf-8-sig":
        opened.stream.read(3)
    found = _Lines(job, western=opened.head.isascii())
    yield from in_blocks(found, opened.stream)
    job.report.finish(found.count)


def _is_settled(head: str, job: Job) -> bool:
    """Tell that the first line has the columns that are needed: no later one is waited for."""
    try:
        first = json.loads(head.partition("\n")[0])
        return isinstance(first, dict) and bool(
            lay_out(list(first), job.columns, job.report.path, 1)
        )
    except (ValueError, RecursionError, ColumnError):
        return False


class _Lines(Blocks):
    """A file under way."""

    def __init__(self, job: Job, *, western: bool) -> None:
        super().__init__(line=1, western=western)
        self._job, self._reader = job, Reader(job)

    def end(self, held: bytes) -> int | None:
        """Return the end of the last whole line."""
        return held.rfind(b"\n") + 1 or None

    def block(self, block: bytes) -> Iterator[Rows | Article]:
        """Return what a block holds: lines need nothing that is behind them."""
        return self.pieces(block, self._rows(block))

    def one_by_one(self, stream: BinaryIO) -> Iterator[Article]:
        """Read objects as ``framing.read.objects`` does, from the line that comes next."""
        opened = Opened(stream, "utf-8", "")
        for each in placed(opened, self._job, first=self.line, western=self.western):
            article = self._reader.article(each)
            if article is not None:
                self.count += 1
                yield article

    def _rows(self, block: bytes) -> Rows | None:
        """Read a block as columns; ``None`` where an object must be looked at."""
        records = _records(block) if is_clean(block) and is_utf8(block) else None
        if not records:
            return None
        names = tuple(records[0])
        layout = self._reader.layout(names)
        if not layout.has_text or any(clean(name) != name for name in names):
            return None
        texts = [at for at in (layout.headline, layout.lead) if at is not None]
        fields = {at for at in layout.positions if at is not None}
        try:
            columns = [
                _column(records, name, None if at in texts else loose if at in fields else carried)
                for at, name in enumerate(names)
            ]
        except _UNLIKE:
            return None
        whole = len(records) == lines(block)
        return rows(columns, layout, self._job, self.line if whole else None)


_UNLIKE = (pa.ArrowException, UnicodeEncodeError, ValueError, RecursionError)
"""What is raised where a value is no text that a table can hold."""


def _records(block: bytes) -> list[Record] | None:
    """Return the objects of a block, ``None`` where a line is none or has other keys."""
    try:
        found = [json.loads(line) for line in block.decode().split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    if not all(type(each) is dict for each in found):
        return None
    return found if len(set(map(tuple, found))) == 1 else None


def _column(
    records: Sequence[Record], name: str, change: Callable[[Any], str | None] | None
) -> pa.Array:
    """Return a column as text, by ``change`` where it is not."""
    values = [record[name] for record in records]
    try:
        return pa.array(values, pa.string())
    except _UNLIKE:
        if change is None:
            raise
    return pa.array([change(value) for value in values], pa.string())
