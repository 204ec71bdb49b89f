"""Reading, work and writing at the same time, in order and in little memory."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

__all__ = ["behind", "cores", "overlapped"]

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


_UNWRITTEN = 3
"""Items that may wait for the writer: Parquet compresses some dozen tables in one go, and nobody
should stand still meanwhile."""


@contextmanager
def behind(take: Callable[[T], object]) -> Iterator[Callable[[T], None]]:
    """Hand items to a thread of their own, which takes one after the other, in order.

    An error of ``take`` is raised when a later item is handed over, or at the end.

    >>> seen = []
    >>> with behind(seen.append) as hand:
    ...     hand(1)
    ...     hand(2)
    >>> seen
    [1, 2]
    """
    waiting: deque[Future[object]] = deque()
    pool = ThreadPoolExecutor(1, thread_name_prefix="framing-writer")

    def hand(item: T) -> None:
        waiting.append(pool.submit(take, item))
        while waiting and (len(waiting) > _UNWRITTEN or waiting[0].done()):
            waiting.popleft().result()

    try:
        yield hand
        while waiting:
            waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def cores(n_jobs: int) -> int:
    """Return a number of threads: as asked for, or one for each core we may use for -1.

    Raises:
        ValueError: the number is nought or below -1.
    """
    if n_jobs == 0 or n_jobs < -1:
        raise ValueError(f"n_jobs must be 1 or more, or -1 for every core, not {n_jobs}")
    if n_jobs > 0:
        return n_jobs
    ours = getattr(os, "sched_getaffinity", None)  # where the system has it
    return len(ours(0)) if ours else os.cpu_count() or 1
