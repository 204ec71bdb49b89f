"""Compound files, which hold ``.xls``: a check before a library follows their chains.

Sectors are chained by a table of followers. A chain that runs in a circle has no end, and the
library that reads workbooks would follow it until all memory is used. The places are those of
Microsoft's MS-CFB.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

__all__ = ["COMPOUND", "runs_in_circles"]

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What compound files begin with."""

_HEADER = 512
_SHIFT_AT, _MINI_AT, _MORE_AT, _TABLES_AT, _TABLES = 30, 60, 68, 76, 109
_SHIFTS = (9, 12)
"""Sectors of 512 or 4096 bytes, as a power of two; the format knows no others."""


def runs_in_circles(stream: BinaryIO) -> bool:
    """Tell a compound file whose sectors form a circle, or whose header is none."""
    stream.seek(0)
    head = stream.read(_HEADER)
    shift = struct.unpack_from("<H", head, _SHIFT_AT)[0] if len(head) == _HEADER else 0
    if shift not in _SHIFTS:
        return True
    try:
        return _Sectors(stream, head, 1 << shift).has_circle()
    except _CircleError:
        return True


class _CircleError(ValueError):
    """A chain that comes back to where it was."""


class _Sectors:
    """The sectors of a file, and the tables that chain them."""

    def __init__(self, stream: BinaryIO, head: bytes, size: int) -> None:
        self._stream = stream
        self._head = head
        self._size = size
        self._count = stream.seek(0, 2) // size

    def has_circle(self) -> bool:
        """Tell a circle among the sectors, the small sectors, or the tables themselves."""
        followers = [n for sector in self._tables() for n in self._numbers(sector)]
        if _has_circle(followers):
            return True
        at, small = self._at(_MINI_AT), list[int]()
        while at < min(self._count, len(followers)):
            small += self._numbers(at)
            at = followers[at]
        return _has_circle(small)

    def _at(self, place: int) -> int:
        return int(struct.unpack_from("<I", self._head, place)[0])

    def _numbers(self, sector: int) -> tuple[int, ...]:
        """Return what stands in a sector, nothing for one beyond the file."""
        if sector >= self._count:
            return ()
        self._stream.seek((sector + 1) * self._size)
        data = self._stream.read(self._size)
        return struct.unpack_from(f"<{len(data) // 4}I", data)

    def _tables(self) -> list[int]:
        """Return the sectors that hold the table: those in the header, then those chained."""
        found = list(struct.unpack_from(f"<{_TABLES}I", self._head, _TABLES_AT))
        at, met = self._at(_MORE_AT), set[int]()
        while numbers := self._numbers(at):
            if at in met:
                raise _CircleError
            met.add(at)
            found += numbers[:-1]
            at = numbers[-1]
        return found


def _has_circle(followers: list[int]) -> bool:
    met = [-1] * len(followers)
    for start in range(len(followers)):
        at = start
        while at < len(followers) and met[at] < 0:
            met[at] = start
            at = followers[at]
        # A chain that ends in one looked at before is no circle of its own.
        if at < len(followers) and met[at] == start:
            return True
    return False
