"""Reading, work and writing at the same time, in order and in little memory."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

__all__ = ["cores", "overlapped"]

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 1
"""Items for each thread beyond the one that it works on: none is idle, and memory stays flat."""


def overlapped(items: Iterable[T], work: Callable[[T], R], threads: int) -> Generator[R]:
    """Yield ``work(item)`` for each item, in order.

    Threads do the work while the caller's own thread takes items and what is done to them.
    They serve because the work is done outside Python's lock. An error of ``work`` is raised
    in its turn, and what waits behind it is given up.

    >>> list(overlapped(range(5), lambda x: x * x, threads=2))
    [0, 1, 4, 9, 16]
    """
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="framing")
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > _AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def cores(n_jobs: int) -> int:
    """Return a number of threads: as asked for, or one for each core we may use for -1.

    Raises:
        ValueError: the number is nought or below -1.
    """
    if n_jobs == 0 or n_jobs < -1:
        raise ValueError(f"n_jobs must be 1 or more, or -1 for every core, not {n_jobs}")
    available = getattr(os, "sched_getaffinity", None)
    return n_jobs if n_jobs > 0 else len(available(0)) if available else os.cpu_count() or 1
