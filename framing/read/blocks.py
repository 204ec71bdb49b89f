"""Text in large blocks: the regular ones as columns, the others one by one.

A block ends where a row does. A reader of blocks takes those that it can read without a report;
any other goes, row by row, to the reader that has the last word on what a row is. Where the end
of a row cannot be told the rest of the file goes there too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from framing.read.encoding import MAX_LINE, Rejoined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.rows import Rows

__all__ = ["BLOCK", "Blocks", "count", "in_blocks", "is_clean", "is_utf8", "lines", "lone_returns"]

BLOCK = 1 << 19
"""Bytes of a block, half a MiB: some 5,000 headlines, so that the cost of a call is spread, and
few enough that the blocks under way, and their scores, are little memory."""


class Blocks(ABC):
    """What knows the rows of a format, and how far it has come.

    ``line`` is the line that comes next, ``western`` says whether all was ASCII, and ``count``
    is the number of articles.
    """

    def __init__(self, line: int, *, western: bool) -> None:
        self.line, self.western, self.count = line, western, 0

    @abstractmethod
    def end(self, held: bytes) -> int | None:
        """Return the end of the last whole row, if it can be told."""

    @abstractmethod
    def block(self, block: bytes) -> Iterator[Rows | Article] | None:
        """Return what a block holds; ``None`` where it cannot be told from what is behind it."""

    @abstractmethod
    def one_by_one(self, stream: BinaryIO) -> Iterator[Article]:
        """Read rows with care, from the line that comes next, and count them."""

    def pieces(self, block: bytes, found: Rows | None) -> Iterator[Rows | Article]:
        """Yield what was found in a block, or its rows one by one, and pass on to the next."""
        if found is not None:
            self.count += len(found)
            yield found
        else:
            yield from self.one_by_one(BytesIO(block))
        self.line += lines(block)
        self.western = self.western and block.isascii()


def in_blocks(reader: Blocks, stream: BinaryIO) -> Iterator[Rows | Article]:
    """Yield what a stream holds, block by block."""
    held = b""
    while piece := stream.read(BLOCK):
        held += piece
        end = reader.end(held)
        if end is None and len(held) <= MAX_LINE:
            continue
        pieces = reader.block(held[:end]) if end else None
        if pieces is None:
            yield from reader.one_by_one(Rejoined.of(held, stream))
            return
        yield from pieces
        held = held[end:]
    if held:
        yield from reader.block(held) or reader.one_by_one(Rejoined.of(held, stream))


def is_utf8(block: bytes) -> bool:
    """Tell bytes that are UTF-8 without a fault."""
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_clean(block: bytes) -> bool:
    """Tell a block without zero bytes, marks of damage, and line ends of old kinds."""
    return not (b"\0" in block or b"\xef\xbf\xbd" in block or lone_returns(block))


def lines(block: bytes) -> int:
    """Count the lines, the last one too where it has no end."""
    ends = count(b"\n", block) + lone_returns(block)
    return ends + (not block.endswith((b"\n", b"\r")))


def lone_returns(block: bytes) -> int:
    """Count the carriage returns with no line feed behind them."""
    return count(b"\r", block) - block.count(b"\r\n") if b"\r" in block else 0


def count(byte: bytes, block: bytes, end: int | None = None) -> int:
    """Count a byte; ``bytes.count`` takes ten times as long, and stops other threads meanwhile."""
    found = np.frombuffer(block, np.uint8, -1 if end is None else end) == byte[0]
    return int(np.count_nonzero(found))
