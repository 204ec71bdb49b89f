"""What a rater types: single keys at a terminal, lines elsewhere.

The terminal gives keys one by one for the whole sitting. Libraries that switch it for each key
throw away what is typed between two, and quick raters type ahead.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["answers"]

_END = "\x04"
"""Ctrl-D."""


@contextmanager
def answers(*, single: bool) -> Iterator[Callable[[], str | None]]:
    """Give what reads an answer: a key where one is enough at a terminal, else a line.

    It returns ``None`` at the end of input, and where the rater interrupts: nothing is lost by it.
    """
    if single and sys.stdin.isatty():
        with _keys() as read:
            yield _ending(read)
    else:
        yield _ending(sys.stdin.readline)


def _ending(read: Callable[[], str]) -> Callable[[], str | None]:
    def ended() -> str | None:
        try:
            typed = read()
        except (KeyboardInterrupt, OSError):  # a terminal that was closed can no longer be read
            return None
        return None if typed in ("", _END) else typed.rstrip("\r\n")

    return ended


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _keys() -> Iterator[Callable[[], str]]:
        yield msvcrt.getwch

else:
    import os
    import termios
    import tty
    from functools import partial

    @contextmanager
    def _keys() -> Iterator[Callable[[], str]]:
        """Have the terminal give keys one by one, and set it back at the end."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        try:  # from here on, as a signal may come at once
            tty.setcbreak(terminal, termios.TCSADRAIN)
            yield partial(_key, terminal, bytearray())
        finally:
            _set_back(terminal, before)

    def _set_back(terminal: int, before: list[Any]) -> None:
        """Set the terminal back, unless the shell has taken it and set it for itself."""
        if not _is_taken(terminal):
            with suppress(termios.error):  # a terminal that was closed needs nothing
                termios.tcsetattr(terminal, termios.TCSADRAIN, before)

    def _is_taken(terminal: int) -> bool:
        """Tell that this runs in the background, where setting a terminal stops a process."""
        try:
            return os.tcgetpgrp(terminal) != os.getpgrp()
        except OSError:  # closed, or not the terminal that this was started from
            return False

    def _key(terminal: int, ahead: bytearray) -> str:
        """Return the next key, of those typed ``ahead`` or when it comes.

        Arrows and function keys, which send several bytes behind an escape, are no answers.
        """
        while not ahead:
            typed = os.read(terminal, 64)
            if not typed:
                return ""
            if not typed.startswith(b"\x1b"):
                ahead.extend(typed)
        return chr(ahead.pop(0))
