"""Files that appear whole or not at all: written aside, and renamed when they are complete.

Where the system has files without a name, what is under way has none: a process that is killed,
or a machine that loses power, leaves nothing behind. Elsewhere it is a hidden file beside the
destination, ``.NAME.PROCESS-RANDOM.tmp``, which only a kill that cannot be caught leaves there.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from framing.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_file", "explained", "left_behind", "open_whole", "replacing"]


@contextmanager
def open_whole(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file of any format that appears when the block ends well, and not otherwise.

    What the system says against writing in the block is an ``OutputError`` too, so the block
    should do nothing but write.

    Raises:
        OutputError: The file cannot be written; one that was there is as it was.
    """
    target = Path(os.path.realpath(path))
    check_file(target)
    with replacing(target) as stream, explained(target):
        yield stream


def check_file(target: Path) -> None:
    """Raise ``OutputError`` for what is there and is no file."""
    if target.exists() and not target.is_file():
        raise OutputError(f"{target}: is there and is no file; choose another name")


@contextmanager
def explained(target: Path | str) -> Iterator[None]:
    """Turn what the system says of the output into an ``OutputError``."""
    try:
        yield
    except BrokenPipeError:  # nobody reads on, which is no mistake
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{target}: cannot be written ({reason}); check the folder, its permissions and "
            "the space on the disk, or choose another place"
        ) from error


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of ``target`` when the block ends well.

    It can be read as well as written. Two processes that write one target never mix: each
    writes a file of its own, and the last one to end well is the one that stays.
    """
    # The name is ours alone, even among the threads of a process.
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    with explained(target):
        stream = _nameless(target.parent) or temporary.open("x+b")
    try:
        with _closed(stream):
            yield stream
            with explained(target):
                stream.flush()
                os.fsync(stream.fileno())
                if not temporary.exists():
                    _name(stream, temporary)
        with explained(target):
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o7777)
            temporary.replace(target)
    except BaseException:
        # Ctrl-C too must leave no half-written file behind.
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


@contextmanager
def _closed(stream: IO[bytes]) -> Iterator[None]:
    """Close a stream whose rows are on the disk, or given up: then what it holds may not fit."""
    try:
        yield
    finally:
        with suppress(OSError):
            stream.close()


_LINKS = Path("/proc/self/fd")
"""Where Linux shows open files by number: a file without a name gets one from there."""


def _nameless(folder: Path) -> IO[bytes] | None:
    """Open a file without a name, ``None`` where the system or the file system has none."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not _LINKS.is_dir():
        return None
    try:
        handle = os.open(folder, flag | os.O_RDWR | os.O_CLOEXEC, 0o666)
    except OSError:  # where the folder is what is wrong, a file with a name says it
        return None
    return cast("IO[bytes]", os.fdopen(handle, "w+b"))


def _name(stream: IO[bytes], path: Path) -> None:
    """Give a whole file its name; where that cannot be done, copy it."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(_LINKS / str(stream.fileno()), path.name, dst_dir_fd=folder, follow_symlinks=True)
    except OSError:
        with path.open("xb") as copy:
            stream.seek(0)
            shutil.copyfileobj(stream, copy)
            copy.flush()
            os.fsync(copy.fileno())
    finally:
        os.close(folder)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_TEMPORARY = re.compile(r"\..+\.\d+-[0-9a-f]{8}\.tmp")


def left_behind(folder: Path) -> Iterator[Path]:
    """Yield the temporary files below a folder: those of processes that were killed, or run."""
    for path in folder.rglob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            yield path
