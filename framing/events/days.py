"""The day of an article, as a number that days are counted with."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

__all__ = ["ordinal"]


@lru_cache(maxsize=8192)  # articles of one day stand together
def ordinal(published: str | None) -> int | None:
    """Return the day's proleptic ordinal, ``None`` where the date names no day.

    >>> ordinal("2024-10-14T07:00:00Z") - ordinal("2024-10-12"), ordinal("2024-10")
    (2, None)
    """
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
