"""Dates: lines that are nothing but one, and dates as ISO 8601 text."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from framing.read.wordlist import words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find_date", "is_date_line", "is_stamp", "iso_date"]

_MONTHS = """
    january february march april may june july august september october november december
"""
_MONTH = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()} | {"sept": 9}
_DAYS = words("""
    monday tuesday wednesday thursday friday saturday sunday
    mon tue tues wed wednes thu thur thurs fri sat sun
""")
_STAMPS = words("""
    published updated posted modified created edited released publication publish update
""")
_RELATIVE = words("ago today yesterday now")
_SMALL = words("""
    at on of the in last first date time just about a an am pm a.m p.m utc gmt est edt et pst
    pdt pt cst cdt ct cet cest bst ist sgt aest second seconds sec secs minute minutes min mins
    hour hours hr hrs day days week weeks month months year years noon midnight
""")
_WORDS = {*_MONTH, *_DAYS, *_STAMPS, *_RELATIVE, *_SMALL}

_NUMBER = re.compile(r"\d{1,4}(?:st|nd|rd|th|am|pm|h|m|s|d|t)?|\d{1,2}[:.h]\d\d[\d:.apmzt+]{0,12}")
_BETWEEN = re.compile(r"[\s,;|•·()/–—+-]+")
_ISO_TIME = re.compile(r"\d{2}t\d{2}:\d{2}[\d:.z]{0,12}")
_MOST_WORDS = 16
"""Words of a date line: weekday, date, time and zone, twice, for published and updated."""
_MOST_CHARACTERS = 120

_MONTH_NAME = rf"(?P<month>{'|'.join(sorted(_MONTH, key=len, reverse=True))})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN = (
    re.compile(rf"\b{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)"),
    re.compile(rf"\b{_MONTH_NAME}\.?\s{{1,3}}{_DAY},?\s{{1,3}}{_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s{{1,3}}(?:of\s)?{_MONTH_NAME}\.?,?\s{{1,3}}{_YEAR}\b", re.IGNORECASE),
)
_FIGURES = re.compile(rf"\b(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.]{_YEAR}\b")
_MONTHS_IN_YEAR = 12


_PLACE_BEFORE = re.compile(
    r"[^\W\d_a-z][\w.'’-]{0,30}(?:\s[^\W\d_a-z][\w.'’-]{0,30}){0,2}[,|:–—-]\s"
)


def is_date_line(line: str) -> bool:
    """Tell a line that says nothing but when, and where at most.

    A date, a time, “Updated 3 hours ago”, “London, 4 June 2025”.
    """
    if len(line) > _MOST_CHARACTERS:
        return False
    place = _PLACE_BEFORE.match(line)
    return _says_only_when(line) or (
        place is not None
        and find_date(line[place.end() :]) is not None
        and _says_only_when(line[place.end() :])
    )


def _says_only_when(text: str) -> bool:
    said = [word.rstrip(".:") for word in _BETWEEN.split(text.casefold())]
    said = [word for word in said if word]
    return 0 < len(said) <= _MOST_WORDS and all(map(_is_date_word, said)) and _says_when(said)


def is_stamp(line: str) -> bool:
    """Tell a date line that says it is the article's own: published, updated, posted."""
    return is_date_line(line) and any(word in line.casefold() for word in _STAMPS)


def _is_date_word(word: str) -> bool:
    return bool(word in _WORDS or _NUMBER.fullmatch(word) or _ISO_TIME.fullmatch(word))


def _says_when(said: list[str]) -> bool:
    """A month needs a figure (“May” is also a verb and a name); a weekday stands alone."""
    if _RELATIVE.intersection(said) or _DAYS.intersection(said):
        return True
    figures = [word for word in said if word[0].isdigit()]
    clock = any(":" in word or word.endswith(("am", "pm")) for word in figures)
    return bool(figures) and (clock or bool(_MONTH.keys() & set(said)) or _all_figures(said))


_LEAST_FIGURES = 3


def _all_figures(said: list[str]) -> bool:
    """Three figures and nothing else are a date written in figures."""
    return len(said) >= _LEAST_FIGURES and all(word[0].isdigit() for word in said)


def find_date(text: str) -> str | None:
    """Return the first full date in ``text`` as ``YYYY-MM-DD``.

    Figures alone count only where day and month cannot be mistaken: 25/12/2024, not 3/4/2024.

    >>> find_date("Wednesday, June 4, 2025")
    '2025-06-04'
    """
    return next((found for parts in _dates(text) if (found := _iso(*parts))), None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # the 31st of June
        return None


def _dates(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day of everything that looks like a date."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            month = match["month"].casefold()
            number = int(month) if month.isdigit() else _MONTH[month]
            yield int(match["year"]), number, int(match["day"])
    for match in _FIGURES.finditer(text):
        one, two = int(match["one"]), int(match["two"])
        if one > _MONTHS_IN_YEAR or one == two:
            yield int(match["year"]), two, one
        elif two > _MONTHS_IN_YEAR:
            yield int(match["year"]), one, two


_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d.{0,25})?)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_SECONDS = re.compile(r"\d{10}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS = re.compile(r"\d{13}", re.ASCII)
_LONGEST = 100
"""Characters of a date in a column; more is no date."""


@lru_cache(maxsize=4096)  # rows of one day stand together
def iso_date(text: str) -> str | None:
    """Return the date or time in a column as ISO 8601 text, ``None`` where it is not plain.

    ISO 8601 stays as written; mail dates (feeds), Unix seconds and milliseconds, and dates in
    words are turned into it.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _ISO.fullmatch(text):
        return text if len(text) < len("2025-06-04") or find_date(text) else None
    return _unix(text) or _mail(text) or find_date(_COMPACT.sub(r"\1-\2-\3", text, count=1))


def _unix(text: str) -> str | None:
    if _SECONDS.fullmatch(text):
        seconds = float(text)
    elif _MILLISECONDS.fullmatch(text):
        seconds = int(text) / 1000
    else:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def _mail(text: str) -> str | None:
    """Read “Wed, 04 Jun 2025 10:00:00 GMT”, the date of feeds."""
    if ":" not in text:
        return None
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
