"""When compiled code is worth the time it takes to load.

Loading takes a third of a second, in which the reference path scores some ten thousand
headlines; compiling, once for a machine and a version, takes as long as hundreds of thousands.
One headline from the shell should wait for neither.
"""

from __future__ import annotations

import threading

__all__ = ["is_over"]

KEPT, UNKEPT = 1_000, 20_000
"""Texts that a process reads before it loads compiled code: where that is kept on disk from an
earlier run, and where it must be compiled first. Few enough that the loss is under a second."""

_read = 0
_over = False
_lock = threading.Lock()


def is_over(texts: int) -> bool:
    """Count texts about to be read; tell whether they should be read by compiled code."""
    global _read, _over  # noqa: PLW0603 - patience is the process's, as compiled code is
    if _over:
        return True
    with _lock:
        _read += texts
        _over = _read >= UNKEPT or (_read >= KEPT and _is_kept())
    return _over


def _is_kept() -> bool:
    from framing.kernel.kept import folder

    return any(folder().glob("**/*.nbi"))
