"""Workbooks are read in a process of their own, whose end on a damaged one is only an error."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from framing.read.workbook import MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EndedError", "values_apart"]

_PROGRAM = Path(__file__).with_name("workbook.py")


class EndedError(Exception):
    """The process ended before the workbook did; says why."""


def values_apart(stream: BinaryIO, library: Any) -> Iterator[list[Any]]:
    """Yield what ``framing.read.workbook.values`` does, from a process of its own.

    Args:
        stream: The workbook, a file that can be searched in.
        library: The module that reads workbooks.

    Raises:
        EndedError: The process ended, or could not be started.
    """
    with _file(stream) as file, _started(file, str(Path(library.__file__).parents[1])) as process:
        for line in process.stdout or ():
            if line.endswith(b"\n"):  # else it was cut off by the end
                yield json.loads(line)
    if process.returncode:
        raise EndedError(_why(process.returncode))


@contextmanager
def _file(stream: BinaryIO) -> Iterator[IO[bytes]]:
    """Give the stream as a file of the system: what comes from an address is none."""
    import shutil
    import tempfile

    try:
        stream.fileno()
    except OSError:
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(stream, copy)
            yield copy
    else:
        yield stream


@contextmanager
def _started(file: IO[bytes], folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program; end it where its reader ends first."""
    # Isolated, so that nothing in the working folder is imported.
    command = [sys.executable, "-I", "-S", str(_PROGRAM), folder]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=file, stdout=subprocess.PIPE, stderr=quiet
        )
    except OSError as error:
        raise EndedError(f"no process can be started: {error.strerror}") from error
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _why(code: int) -> str:
    if code == -getattr(signal, "SIGXCPU", 0):
        return "it takes too long"
    return f"its reader broke off: damaged, or more than {MEMORY >> 30} GiB of memory"
