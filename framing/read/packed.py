"""Files that are packed with gzip, zstd or bzip2: told by their first bytes, not their names."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from framing.read.encoding import Rejoined
from framing.read.limits import Counted, bounded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePath

__all__ = ["DAMAGE", "ENDINGS", "stripped", "unpacked"]

ENDINGS = (".gz", ".zst", ".bz2")
"""Endings of packed files, which stand behind the ending that says the format."""

DAMAGE = (EOFError, zlib.error)
"""What unpacking raises for a damaged file, beside ``OSError``."""


def _zstd(stream: BinaryIO) -> BinaryIO:
    import pyarrow as pa

    return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd"))


def _gzip(stream: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb"))


_PACKERS: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b": _gzip,
    b"\x28\xb5\x2f\xfd": _zstd,
    b"BZh": lambda stream: cast("BinaryIO", bz2.BZ2File(stream)),
}


def unpacked(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first four bytes of what is in ``stream``, and a stream of all of it."""
    head = stream.read(4)
    whole = cast("BinaryIO", Rejoined.of(head, stream))
    for magic, unpack in _PACKERS.items():
        if head.startswith(magic):
            packed = Counted(whole)
            inner = bounded(unpack(cast("BinaryIO", io.BufferedReader(packed))), packed)
            head = inner.read(4)
            return head, cast("BinaryIO", Rejoined.of(head, inner))
    return head, whole


def stripped(path: PurePath) -> PurePath:
    """Return a path without the ending of its packing.

    >>> from pathlib import PurePath
    >>> stripped(PurePath("news.csv.gz")).name
    'news.csv'
    """
    return path.with_suffix("") if path.suffix.casefold() in ENDINGS else path
