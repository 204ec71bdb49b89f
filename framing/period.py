"""Periods of time: the year, month, week or day that a date falls into."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PERIODS", "period_of"]

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?!\d))?)?", re.ASCII)


def _week(year: str, month: str | None, day: str | None) -> str | None:
    if month is None or day is None:
        return None
    try:
        week = date(int(year), int(month), int(day)).isocalendar()
    except ValueError:  # the 31st of June
        return None
    return f"{week.year:04}-W{week.week:02}"


PERIODS: dict[str, Callable[[str, str | None, str | None], str | None]] = {
    "year": lambda year, _month, _day: year,
    "month": lambda year, month, _day: month and f"{year}-{month}",
    "week": _week,
    "day": lambda year, month, day: month and day and f"{year}-{month}-{day}",
}
"""How each period is written, from year, month and day of a date. Weeks are those of ISO 8601."""


@lru_cache(maxsize=8192)  # articles of one day stand together
def period_of(published: str | None, over: str) -> str | None:
    """Return the period that a date lies in, ``None`` where the date does not say it.

    >>> period_of("2024-12-30T23:10:00Z", "month"), period_of("2024-12-30", "week")
    ('2024-12', '2025-W01')
    >>> period_of("2024", "month") is None
    True
    """
    found = _ISO.match(published) if published else None
    return PERIODS[over](*found.groups()) if found else None
