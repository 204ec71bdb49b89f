"""What commands say on standard error: problems as they come, and what became of the input."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from framing.read import Problem
    from framing.tables import Summary

__all__ = ["MOST_PROBLEMS", "Problems", "conclude", "counted"]

_LOG = logging.getLogger("framing")

MOST_PROBLEMS = 20
"""Problems that are printed one by one: a screenful; the rest is counted."""


class Problems:
    """Prints the first problems and counts the rest, or prints all of them."""

    def __init__(self, *, verbose: bool) -> None:
        self._most = sys.maxsize if verbose else MOST_PROBLEMS
        self._met = 0

    def __call__(self, problem: Problem) -> None:
        """Take one problem."""
        self._met += 1
        if self._met <= self._most:
            _LOG.warning("%s", problem)

    def finish(self) -> None:
        """Say how many were not printed."""
        unsaid = self._met - self._most
        if unsaid > 0:
            _LOG.warning("%s not shown: --verbose prints all", counted(unsaid, "more problem"))


def conclude(summary: Summary) -> int:
    """Say at the end what became of the input; return the exit code."""
    lost = bool(summary.skipped or summary.failed)
    parts = [f"{counted(summary.articles, 'article')} scored"]
    if summary.withheld:
        parts.append(f"{summary.withheld:,} of them without a score (their note says why)")
    if summary.skipped:
        parts.append(f"{counted(summary.skipped, 'row')} skipped (see above)")
    if summary.failed:
        parts.append(f"{counted(summary.failed, 'input')} not read (see above)")
    _LOG.log(logging.WARNING if lost else logging.INFO, "%s", ", ".join(parts))
    return int(lost)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
