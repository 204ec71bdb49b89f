"""Files in other places, by address: ``s3://``, ``gs://``, ``https://`` and what else fsspec knows.

Nothing here is touched for a path on this machine.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from errno import EIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from framing.errors import InputError
from framing.read.extras import needed
from framing.read.folder import is_meant
from framing.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Remote", "is_remote"]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)", re.IGNORECASE)
"""An address: two letters at least, since one is a drive of Windows."""

_PIECE = 1 << 20
"""Bytes fetched at a time."""


def is_remote(path: str) -> bool:
    """Tell an address from a path.

    >>> is_remote("s3://news/2024.csv"), is_remote("news/2024.csv"), is_remote("C://news.csv")
    (True, False, False)
    """
    return bool(_ADDRESS.match(path))


def _is_web(address: str) -> bool:
    return address.casefold().startswith(("http://", "https://"))


class Remote:
    """A file or folder by its address.

    Raises:
        InputError: fsspec, or what it needs for this kind of address, is not installed, or
            nothing is there.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        library = needed("fsspec.core", "remote", "an address", address)
        try:
            self._system, self._root = library.url_to_fs(address)
            # To fsspec every page with links is a folder of what it links to.
            self.is_folder = not _is_web(address) and bool(self._system.isdir(self._root))
        except ImportError as error:  # it says itself what to install
            message = "cannot be reached without a further package"
            raise InputError(Problem(address, None, message, str(error))) from error
        except Exception as error:
            raise _failed(address, error) from error

    def files(self) -> list[tuple[str, PurePosixPath]]:
        """Return the files at the address: what to open, and the path within a folder."""
        root = PurePosixPath(self._root)
        if not self.is_folder:
            return [(self._root, PurePosixPath(root.name))]
        try:
            found = sorted(map(str, self._system.find(self._root)))
        except Exception as error:
            raise _failed(self.address, error) from error
        inner = [(path, PurePosixPath(path).relative_to(root)) for path in found]
        return [(path, name) for path, name in inner if is_meant(name) and not _is_hidden(name)]

    def named(self, path: str) -> str:
        """Return the address of a file, for messages."""
        return str(self._system.unstrip_protocol(path)) if self.is_folder else self.address

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """Open a file; what fails on the way is an ``OSError`` whatever the store calls it."""
        try:
            stream = self._system.open(path, "rb")
        except Exception as error:
            raise _failed(self.named(path), error) from error
        with stream:
            yield cast("BinaryIO", io.BufferedReader(_Fetched(stream), _PIECE))


def _is_hidden(name: PurePosixPath) -> bool:
    """Tell a file in a hidden folder, which folders on this machine are not searched for either."""
    return any(part.startswith(".") for part in name.parts)


def _failed(address: str, error: Exception) -> InputError:
    why = str(error) or type(error).__name__
    message = f"cannot be opened ({why})"
    return InputError(Problem(address, None, message, "check the address and your access to it"))


class _Fetched(io.RawIOBase):
    """A remote file whose errors are ``OSError``: every store has its own."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._stream.seekable())

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except Exception as error:
            raise OSError(EIO, f"{type(error).__name__}: {error}") from error
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        return int(self._stream.tell())
