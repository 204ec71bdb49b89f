"""Files of a folder that strangers may have packed: no link is followed, no size is believed.

A file is opened once and read once, into memory of our own: what is checked is what is used,
whatever another process does to the file meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from framing.aligned import aligned
from framing.errors import ModelMissingError, ModelPathError, ModelSizeError, ModelTruncatedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from framing.aligned import Bytes

__all__ = ["read_bounded"]


def read_bounded(path: Path, limit: int, *, links: bool = False) -> Bytes:
    """Return the bytes of a regular file, in memory that begins at a cache line.

    Args:
        path: The file.
        limit: The most bytes that it may have.
        links: Follow a link, as installers leave them in a package's own folder.

    Raises:
        ModelMissingError: The file is not there or cannot be opened.
        ModelPathError: It is a link, or no regular file.
        ModelSizeError: It has more than ``limit`` bytes; none is read.
        ModelTruncatedError: It became shorter while it was read.
    """
    with _opened(path, links=links) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > limit:
            raise ModelSizeError(
                f"{path}: {size:,} bytes where at most {limit:,} can be right; "
                "do not use this model"
            )
        held = aligned(size)
        read = _read(path, stream, held)
    if read < size:
        raise ModelTruncatedError(f"{path}: became shorter while it was read; load it again")
    held.flags.writeable = False
    return held


@contextmanager
def _opened(path: Path, *, links: bool) -> Iterator[BinaryIO]:
    if not links and path.is_symlink():
        raise _link(path)
    # Without waiting: to open a named pipe would take for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags | (0 if links else getattr(os, "O_NOFOLLOW", 0)))
    except FileNotFoundError:
        raise ModelMissingError(f"{path}: is missing; check the path, or fetch the model") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _link(path) from None
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ModelPathError(f"{path}: is no regular file; do not use this model")
    with os.fdopen(handle, "rb", buffering=0) as stream:
        yield stream


def _read(path: Path, stream: Any, held: Bytes) -> int:
    done, view = 0, held.data
    try:
        while done < len(view) and (more := stream.readinto(view[done:])):
            done += more
    except OSError as error:
        raise _unreadable(path, error) from error
    return done


def _link(path: Path) -> ModelPathError:
    return ModelPathError(
        f"{path}: is a link, which may lead anywhere; copy the files themselves (cp -L)"
    )


def _unreadable(path: Path, error: OSError) -> ModelMissingError:
    reason = error.strerror or str(error)
    return ModelMissingError(f"{path}: cannot be read ({reason}); check its permissions")
