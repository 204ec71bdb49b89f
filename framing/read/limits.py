"""What may come out of a packed file: nothing endless, and what is damaged has one error.

A limit on the ratio spares honest archives of any size, and the floor spares small files that
pack well. ``FRAMING_MAX_RATIO`` sets another ratio, 0 none.
"""

from __future__ import annotations

import io
import os
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["MAX_RATIO", "BombError", "Counted", "DamageError", "bounded"]

MAX_RATIO = 250
"""Bytes unpacked for each packed one. Tables of headlines pack to a third or a tenth, logs of
equal rows to a hundredth; gzip's bombs reach 1,000, those of bzip2 and zstd far more."""

FLOOR = 1 << 26
"""Bytes that any file may unpack to, 64 MiB: no harm at whatever ratio."""


class BombError(OSError):
    """A packed file that unpacks to far more than it is."""


def ratio() -> float:
    """Return the ratio that holds: ``MAX_RATIO``, or what the environment says."""
    said = os.environ.get("FRAMING_MAX_RATIO", "")
    return float(said) if said.replace(".", "", 1).isdigit() else MAX_RATIO


class DamageError(OSError):
    """A packed file that is damaged or cut off, whatever its packer calls that."""


class Counted(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        """Tell that it can be read, as ``io`` asks."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Fill ``buffer``."""
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Bounded(Counted):
    """What is unpacked, up to the limit that the packed bytes read so far allow."""

    def __init__(self, inner: BinaryIO, packed: Counted) -> None:
        super().__init__(inner)
        self._packed = packed
        self._ratio = ratio()

    def readinto(self, buffer: Buffer) -> int:
        """Fill ``buffer``.

        Raises:
            BombError: Far more came out than went in.
            DamageError: Nothing more can come out.
        """
        read = self._unpacked(buffer)
        if self._ratio and self.count > max(FLOOR, self._ratio * self._packed.count):
            raise BombError(
                f"unpacks to more than {self._ratio:g} times its size: set FRAMING_MAX_RATIO "
                "higher, or to 0, if that is right"
            )
        return read

    def _unpacked(self, buffer: Buffer) -> int:
        try:
            return super().readinto(buffer)
        except (EOFError, zlib.error) as error:
            raise DamageError(str(error)) from error
        except OSError as error:
            if error.errno is not None:  # the disk's, or that of another place
                raise
            raise DamageError(str(error)) from error


def bounded(inner: BinaryIO, packed: Counted) -> BinaryIO:
    """Return the stream ``inner``, which unpacks ``packed``, held to the limit."""
    return cast("BinaryIO", io.BufferedReader(_Bounded(inner, packed), 1 << 16))
