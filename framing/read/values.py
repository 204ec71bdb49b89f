"""Values of a table's cells: what counts as missing, what text is clean, which host a URL has."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

__all__ = ["LONGEST_MISSING", "MISSING", "WHITE", "clean", "host", "is_missing", "present"]

WHITE = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
"""White space, all of it."""

MISSING = frozenset({"", "nan", "null", "none", "n/a", "na", "<na>", "#n/a"})
"""What spreadsheets, pandas, R and databases write where there is no value."""
LONGEST_MISSING = max(map(len, MISSING))


def present(value: str) -> str | None:
    """Return ``value`` without the white space around it, ``None`` where it says “missing”."""
    value = value.strip()
    if len(value) <= LONGEST_MISSING and value.casefold() in MISSING:
        return None
    return value


def is_missing(value: Any) -> bool:
    """Tell ``None``, ``NaN``, ``NaT`` and pandas' ``NA``, which is not even unequal to itself.

    >>> [is_missing(value) for value in (None, float("nan"), "", 0)]
    [True, True, False, False]
    """
    if value is None or type(value).__name__ == "NAType":
        return True
    return type(value).__name__ == "NaTType" or (isinstance(value, float) and math.isnan(value))


def clean(text: str) -> str:
    """Replace lone surrogates, which JSON can hold and no file or table can, by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@lru_cache(maxsize=4096)  # most tables hold few outlets, and urls of one follow each other
def host(url: str) -> str | None:
    """Return the host of ``url`` without ``www.``, ``None`` where it has none."""
    try:
        name = urlsplit(url).hostname
    except ValueError:  # a broken address such as http://[
        return None
    return name.removeprefix("www.") if name else None
