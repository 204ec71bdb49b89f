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
_SHIFT_AT, _TABLES_AT, _TABLES = 30, 76, 109
_SHIFTS = (9, 12)
"""Sectors of 512 or 4096 bytes, as a power of two; the format knows no others."""


def runs_in_circles(stream: BinaryIO) -> bool:
    """Tell a compound file whose sectors form a circle, or whose header is none.

    Looks at the part of the table that the header names, which covers 7 MB of small sectors.
    """
    stream.seek(0)
    head = stream.read(_HEADER)
    shift = struct.unpack_from("<H", head, _SHIFT_AT)[0] if len(head) == _HEADER else 0
    return shift not in _SHIFTS or _has_circle(_followers(stream, head, 1 << shift))


def _followers(stream: BinaryIO, head: bytes, size: int) -> list[int]:
    """Return for each sector the one that follows it, or a number beyond all sectors."""
    count = stream.seek(0, 2) // size
    found: list[int] = []
    for sector in struct.unpack_from(f"<{_TABLES}I", head, _TABLES_AT):
        if sector < count:
            stream.seek((sector + 1) * size)
            table = stream.read(size)
            found += struct.unpack_from(f"<{len(table) // 4}I", table)
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
