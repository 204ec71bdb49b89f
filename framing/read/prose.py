"""What a line of text is by its wording: a sentence, a title, a dateline.

Every pattern here looks at a bounded stretch of a line, so no line can make one slow.
"""

from __future__ import annotations

import re
from functools import lru_cache

from framing.read.dates import find_date

__all__ = [
    "MOST_TITLE",
    "dateline_date",
    "has_dateline",
    "is_prose",
    "is_title",
    "key",
    "size",
]

_CLOSERS = "\"'”’»›)] "
_STOPS = (".", "。", "।", "۔")
_ABBREVIATION = re.compile(r"(?:\b[A-Za-z]\.){2,}$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|Bros|etc|vs)\.$")

_LEAST_SENTENCE = 4
"""Words of the shortest sentence that can be a paragraph: “Nobody saw it coming.”"""
_LEAST_INTRODUCTION = 8
"""Words of a sentence that introduces a quotation with a colon; labels are shorter."""
_LEAST_BROKEN = 12
"""Words of a paragraph that lacks its end: it holds a full sentence, or stops at a comma."""
_MOST_PLAIN = 22
"""Words of the longest headline in sentence case; of 20,000 headlines one in 200 is longer."""
MOST_TITLE = 35
"""Words of the longest headline in title case. Tabloid headlines reach 30."""
_LONG_TITLE = 300
_LEAST_TITLE = 3
"""Words of a title. Lines of one or two words are labels, places and names."""
_UNSPACED = 6
"""Characters taken for a word in scripts that leave no spaces, as an English word takes."""


_WORD = re.compile(r"[^\W_]+")
_KEY_REACH = 400
"""Characters by which lines are compared: more than any title has."""


@lru_cache(maxsize=256)  # many rules ask for the key of the same line
def key(line: str) -> str:
    """Fold a line to its letters and figures, to compare it with others."""
    folded = line[:_KEY_REACH].casefold().replace("'", "").replace("’", "")
    return " ".join(_WORD.findall(folded))


def size(line: str) -> int:
    """Count the words of a line, roughly."""
    words = len(line.split())
    return words if line.isascii() else max(words, len(line) // _UNSPACED)


def is_title_case(line: str) -> bool:
    """Tell a line whose longer words nearly all begin with a capital."""
    long = [word.lstrip("\"'“‘(") for word in line[:400].split()]
    long = [word for word in long if len(word) > 3]  # noqa: PLR2004 - “with” counts, “the” does not
    capital = sum(word[0].isupper() for word in long)
    return len(long) > 1 and capital >= 0.8 * len(long)


def ends_in_stop(line: str) -> bool:
    """Tell a full stop at the end; three dots tease, and “U.S.” abbreviates."""
    end = line[-40:].rstrip(_CLOSERS)
    if not end.endswith(_STOPS) or end.endswith(".."):
        return False
    return not _ABBREVIATION.search(end) or size(line) > MOST_TITLE // 2


def is_prose(line: str) -> bool:
    """Tell a paragraph: a full sentence, or far too long for a title."""
    words = size(line)
    if words > MOST_TITLE or len(line) > _LONG_TITLE:
        return True
    if ends_in_stop(line):
        return words >= _LEAST_SENTENCE and not is_title_case(line)
    if line.endswith(":"):
        return words >= _LEAST_INTRODUCTION
    return words >= _LEAST_BROKEN and not is_title_case(line) and _is_broken(line, words)


def _is_broken(line: str, words: int) -> bool:
    """Tell a paragraph without its end: too long, cut at a comma, or with a full sentence in it."""
    return words > _MOST_PLAIN or line.endswith((",", ";")) or bool(_INNER_STOP.search(line))


_INNER_STOP = re.compile(r"[a-z]{2}[.]['\"”’)]?\s[\"“‘]?[A-Z]")


_LIST_ITEM = re.compile(r"(?:[-*•·–—►▪]|\(?\d{1,2}[.)])\s")


def is_title(line: str) -> bool:
    """Tell a line that can be a headline: some words, no sentence, no item of a list."""
    if is_prose(line) or line.endswith((":", ",", ";")) or _LIST_ITEM.match(line):
        return False
    if ends_in_stop(line) and not is_title_case(line):
        return False
    words = line.split()
    if len(words) == 2:  # noqa: PLR2004 - “Markets crash” is a headline, “New York” a place
        return line.endswith(("?", "!")) or words[1][:1].islower()
    return size(line) >= _LEAST_TITLE


_PLACE = r"[^\W\d_a-z][\w.'’-]{0,30}(?:\s[^\W\d_a-z][\w.'’-]{0,30}){0,3}"
_WHEN = r"(?:,?\s[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?|,?\s\d{1,2}\s[A-Z][a-z]{2,8}(?:\s\d{4})?)"
_DATELINE = re.compile(
    rf"{_PLACE}(?:,\s{_PLACE}){{0,2}}?{_WHEN}?(?:\s?\([^()]{{2,40}}\))?{_WHEN}?"
    rf"(?:\s?[—–]+\s?|\s-{{1,2}}\s?|:\s)(?=[^\W_a-z]|[\"“‘'])"
)
_DATELINE_REACH = 160
"""Characters in which a dateline ends: places, date and agency."""
_NO_PLACE = re.compile(
    r"(?:note|update|editor|watch|read|analysis|opinion|correction|warning|breaking|exclusive|"
    r"photo|image|video|listen|related|also|source|by|q|a)\b",
    re.IGNORECASE,
)


def _dateline(line: str) -> re.Match[str] | None:
    """Match “PARIS, March 6 (AFP) – ”, “Moscow: ”: where, perhaps when and who, then a dash."""
    match = _DATELINE.match(line[:_DATELINE_REACH])
    if match is None or _NO_PLACE.match(line):
        return None
    # “The minister: “No.”” is somebody speaking.
    speaking = match[0].endswith(": ") and line[match.end()] in "\"“‘'"
    return None if speaking else match


def has_dateline(line: str) -> bool:
    """Tell a paragraph that opens with a dateline."""
    return _dateline(line) is not None


_OPENING_DATE = re.compile(r"On\s")
_OPENING_REACH = 40
"""Characters in which a date that opens the first sentence ends."""


def dateline_date(line: str) -> str | None:
    """Return the full date in a dateline, or right behind it (“– On March 6, 2025, the …”).

    A dateline says where and when a report was filed, and a report that opens with a full
    date behind it was filed on that day or the next: near enough to set events side by side.
    """
    match = _dateline(line)
    if match is None:
        return None
    rest = line[match.end() : match.end() + _OPENING_REACH]
    return find_date(match[0]) or (find_date(rest) if _OPENING_DATE.match(rest) else None)
