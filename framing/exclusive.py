"""A lock between processes: held by one at a time, and let go by the system when it dies."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["exclusive"]


@contextmanager
def exclusive(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of the file ``path``, which is made where it is missing, and stays.

    The lock is the system's, not the file's being there: what a process that was killed held is
    free at once, on this machine and on file systems that lock over the network.

    Args:
        path: The file; its folder must be there.
        wait: Whether to wait while another process holds the lock.

    Raises:
        BlockingIOError: Another process holds it, and ``wait`` is false.
        OSError: The file cannot be made, or the file system knows no locks.
    """
    with path.open("ab") as file:
        _take(file, wait=wait)
        yield  # closing the file lets go


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes], *, wait: bool) -> None:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error

else:
    import fcntl

    def _take(file: IO[bytes], *, wait: bool) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
