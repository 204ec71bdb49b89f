"""When compiled code is worth the time it takes to load.

Loading takes a third of a second, in which the reference path scores some ten thousand
headlines; compiling, once for a machine and a version, takes as long as hundreds of thousands.
One headline from the shell should wait for neither.
"""

from __future__ import annotations

import logging
import threading

from framing.kernel.kept import is_kept

__all__ = ["is_over"]

KEPT, UNKEPT = 1_000, 20_000
"""Texts that a process reads before it loads compiled code: where that is kept on disk from an
earlier run, and where it must be compiled first. Few enough that the loss is under a second."""

_LOG = logging.getLogger(__name__)

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
        if _read >= KEPT and not _over:
            kept = is_kept()
            _over = kept or _read >= UNKEPT
            if _over and not kept:
                _LOG.info("compiling, once for this machine and version: some ten seconds")
    return _over
