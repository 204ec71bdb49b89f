"""How the program ends when it is told to: signals as exceptions, and streams that are closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        with _raised_again(end):
            yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def _raised_again(end: Callable[[int, Any], None]) -> Iterator[None]:
    """Send a signal once more whose exception was lost.

    A signal may come while Python runs what cannot raise, as a callback of an import. Its exception
    is then told to a hook and dropped, and the program would go on, deaf to further signals.
    """
    tell = sys.unraisablehook

    def lost(what: Any) -> None:
        if isinstance(what.exc_value, TerminatedError):
            number = what.exc_value.number
            signal.signal(number, end)
        elif isinstance(what.exc_value, KeyboardInterrupt):
            number = signal.SIGINT
        else:
            tell(what)
            return
        again = threading.Timer(_MOMENT, _send, (threading.get_ident(), number))
        again.daemon = True
        again.start()

    sys.unraisablehook = lost
    try:
        yield
    finally:
        sys.unraisablehook = tell


def _send(thread: int, number: int) -> None:
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:  # to the thread that may be waiting for input, which is thereby cut short
        signal.pthread_kill(thread, number)


_MOMENT = 0.01
"""Seconds until it is sent again: the callback, which takes microseconds, is then over."""


def give_streams() -> None:
    """Open the standard streams that were closed: an empty input, an output that refuses.

    Else the first file that is opened would be given the number of standard output.
    """
    for name, mode in (("stdin", "r"), ("stdout", "r"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
