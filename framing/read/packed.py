"""Files that are packed with gzip, zstd or bzip2: told by their first bytes, not their names."""

from __future__ import annotations

import bz2
import gzip
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from framing.read.encoding import HEAD, Rejoined
from framing.read.limits import Counted, bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import PurePath

__all__ = ["ENDINGS", "GZIP", "Packed", "looked_into", "stripped", "unpacked"]

ENDINGS = (".gz", ".zst", ".bz2")
"""Endings of packed files, which stand behind the ending that says the format."""


def _zstd(stream: BinaryIO) -> BinaryIO:
    import pyarrow as pa

    return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd"))


def _gzip(stream: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb"))


GZIP = b"\x1f\x8b"
"""What gzip's files begin with."""

_PACKERS: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    GZIP: _gzip,
    b"\x28\xb5\x2f\xfd": _zstd,
    b"BZh": lambda stream: cast("BinaryIO", bz2.BZ2File(stream)),
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was looked into.

    ``file`` is the file as it was given, read some way already; ``stream`` what is in it, from
    the start; ``head`` the first ``HEAD`` bytes of that; ``magic`` the first bytes of a packed
    file, ``None`` where it is not packed.
    """

    file: BinaryIO
    stream: BinaryIO
    head: bytes
    magic: bytes | None

    @contextmanager
    def searchable(self) -> Iterator[BinaryIO]:
        """Give what is in the file as a stream that can be searched in.

        What comes from a pipe or a packed file is put into a temporary file first.
        """
        if self.magic is None and self.file.seekable():
            self.file.seek(0)
            yield self.file
            return
        import shutil
        import tempfile

        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(self.stream, copy, HEAD)
            copy.seek(0)
            yield cast("BinaryIO", copy)


def looked_into(stream: BinaryIO) -> Packed:
    """Look at the beginning of a file, and of what is packed in it."""
    start = stream.read(4)
    inner = cast("BinaryIO", Rejoined.of(start, stream))
    magic = next((magic for magic in _PACKERS if start.startswith(magic)), None)
    if magic is not None:
        packed = Counted(inner)
        inner = bounded(_PACKERS[magic](cast("BinaryIO", io.BufferedReader(packed))), packed)
    head, rest = _begun(inner)
    return Packed(stream, cast("BinaryIO", Rejoined.of(head, rest)), head, magic)


_STEP = 1 << 10
"""Bytes unpacked at once, so that those before a damaged place are not lost with it."""


def _begun(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first ``HEAD`` bytes and the rest; what is damaged fails when it is reached."""
    head = b""
    try:
        while len(head) < HEAD and (more := stream.read(_STEP)):
            head += more
    except OSError as error:
        return head, cast("BinaryIO", _Damaged(error))
    return head, stream


class _Damaged(io.RawIOBase):
    """The rest of a file that cannot be unpacked."""

    def __init__(self, error: OSError) -> None:
        self._error = error

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1) -> bytes:
        raise self._error


def unpacked(stream: BinaryIO) -> BinaryIO:
    """Return a stream of what is in ``stream``, be it packed or not."""
    return looked_into(stream).stream


def stripped(path: PurePath) -> PurePath:
    """Return a path without the ending of its packing.

    >>> from pathlib import PurePath
    >>> stripped(PurePath("news.csv.gz")).name
    'news.csv'
    """
    return path.with_suffix("") if path.suffix.casefold() in ENDINGS else path
