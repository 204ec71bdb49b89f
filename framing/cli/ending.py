"""How the program ends when it is told to: signals as exceptions, and streams that are closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TerminatedError", "ended_by_signals", "give_streams"]


class TerminatedError(BaseException):
    """A signal asked the program to end; ``number`` is the signal's."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


_SIGNALS = ("SIGTERM", "SIGHUP")
"""What asks politely, beside Ctrl-C; a terminal that is closed sends the second."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn signals into ``TerminatedError`` in the block, so that no temporary file is left.

    A signal that is ignored (``nohup``) or that the caller's program handles is left alone.
    """
    main = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    ours = [number for number in numbers if main and signal.getsignal(number) == signal.SIG_DFL]

    def end(number: int, _frame: object) -> None:
        for each in ours:  # the second one must not cut short what the first one began
            signal.signal(each, signal.SIG_IGN)
        raise TerminatedError(number)

    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def give_streams() -> None:
    """Open the standard streams that were closed: an empty input, an output that refuses.

    Else the first file that is opened would be given the number of standard output.
    """
    for name, mode in (("stdin", "r"), ("stdout", "r"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
