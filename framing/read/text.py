"""Headline, lead and date in scraped text, found by small steps.

1. ``tidy``: lines without the white space and the markup around them.
2. ``unwrap``: lines broken at a fixed width are put together again.
3. ``label``: every line is site chrome, a title, prose or other; ``chrome.py`` knows chrome.
4. ``label_places``, ``label_repeats``, ``label_sentence``: a place name beside the weather is
   chrome too; a line that is said twice in a row, or stands alone above the byline, is a title.
5. ``cut_foot``: behind a comment box that follows the article, nothing is looked at.
6. ``find_headline``: a marked heading, else a repeated title, else the first title above the
   first paragraph. Any other full sentence with a full stop is a paragraph or a standfirst,
   never a headline, so a page may have none.
7. ``find_lead``: the first paragraph below the headline that is no standfirst. A standfirst
   is what stands alone above a byline or a dateline; a line without a full stop below the
   headline is one, too. With no body below it, a standfirst that is a sentence is the lead.
8. ``find_published``: the date line above the lead, else the date in the lead's dateline.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from framing.read.chrome import furniture, is_masthead
from framing.read.dates import find_date
from framing.read.prose import (
    MOST_TITLE,
    dateline_date,
    has_dateline,
    is_prose,
    is_title,
    key,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "Found",
    "Line",
    "find",
    "find_lead",
    "find_lead_in_body",
    "first_sentences",
    "labelled",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text and what it is.

    ``kind`` is ``prose``, ``title``, ``other`` or the name of a rule of ``chrome.py``.
    ``heading`` tells a line that was marked as the page's main heading.
    """

    text: str
    kind: str = "other"
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a text; ``titles`` counts the different lines that read like titles."""

    headline: str | None
    lead: str | None
    published: str | None
    titles: int


def find(text: str) -> Found:
    """Find headline, lead paragraph and date of the article in ``text``."""
    lines = labelled(text)
    place = find_headline(lines)
    headline = None if place is None else lines[place].text
    at = find_lead(lines, 0 if place is None else last_repeat(lines, place) + 1)
    lead = None if at is None else first_sentences(lines[at].text)
    titles = len({key(line.text) for line in lines if line.kind == "title"})
    return Found(headline, lead, find_published(lines, at), titles)


def labelled(text: str) -> list[Line]:
    """Take the first five steps: the lines of the article's page, each with its kind."""
    lines = [label(line) for line in unwrap(tidy(text))]
    return cut_foot(label_sentence(label_repeats(label_places(lines))))


_BODY_REACH = 1 << 13
"""Characters of a body in which its lead is looked for: chrome above it takes some hundred."""


def find_lead_in_body(text: str) -> str | None:
    """Find the lead in a column that holds a whole article: a paragraph, else the first line."""
    lines = labelled(text[:_BODY_REACH])
    at = find_lead(lines, 0)
    if at is not None:
        return first_sentences(lines[at].text)
    return next((first_sentences(x.text) for x in lines if x.kind in ("title", "other")), None)


# --- 1. tidy ---------------------------------------------------------------------------------

_BLANKS = " \t\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad"
_MAIN_HEADING = re.compile(r"#\s+|<h1\b[^<>]{0,200}>", re.IGNORECASE)
_MARKUP = re.compile(
    r"(?:</?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>]{0,200})?>|#{1,6}\s|\*{2,3}|_{2,3}|>\s)"
)
_MARKUP_BEHIND = re.compile(r"(?:</[a-zA-Z][a-zA-Z0-9]{0,10}>|\s#{1,6}|\*{2,3}|_{2,3})$")
_DEEPEST = 4
"""Marks that are taken off either end of a line: ``<h1><b>…</b></h1>`` has two."""


def tidy(text: str) -> list[Line]:
    """Split ``text`` into lines, without the white space and markup around them."""
    return [_unmark(line.strip().strip(_BLANKS).strip()) for line in text.splitlines()]


def _unmark(line: str) -> Line:
    """Take Markdown and HTML marks off both ends of a line."""
    heading = bool(_MAIN_HEADING.match(line))
    for _ in range(_DEEPEST):
        match = _MARKUP.match(line)
        line = line[match.end() :] if match else line
        end = _MARKUP_BEHIND.search(line, max(0, len(line) - 20))
        line = line[: end.start()].rstrip() if end else line
    return Line(line.strip(), heading=heading)


# --- 2. unwrap -------------------------------------------------------------------------------

_WIDEST = 100
"""Columns of text broken at a fixed width: mail and terminals break at 72 to 80."""
_NARROWEST = 50
_LEAST_WRAPPED = 4
"""Lines near the full width that make a text one that was broken at a width."""


def unwrap(lines: Sequence[Line]) -> list[Line]:
    """Put lines together that were one: a text broken at a width, a sentence broken in two."""
    width = wrap_width(lines)
    joined: list[list[str]] = []
    result: list[Line] = []
    before = Line("")
    for line in lines:
        if result and _continues(before, line, width):
            joined[-1].append(line.text)
        else:
            result.append(line)
            joined.append([line.text])
        before = line
    return [replace(x, text=" ".join(t)) for x, t in zip(result, joined, strict=True) if x.text]


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the width at which a text was broken, 0 if it was not."""
    widths = [len(line.text) for line in lines]
    width = max(widths, default=0)
    full = sum(w >= width - 12 for w in widths)
    return width if _NARROWEST <= width <= _WIDEST and full >= _LEAST_WRAPPED else 0


def _continues(before: Line, line: Line, width: int) -> bool:
    """Tell that ``line`` goes on with ``before``: the word did not fit, or a sentence is open."""
    if not before.text or not line.text or _is_chrome(before.text) or _is_chrome(line.text):
        return False
    first = line.text.split(maxsplit=1)[0]
    if width and len(before.text) + 1 + len(first) > width:
        return True
    return _is_open(before.text) and first.islower() and first[0].isalpha()


def _is_open(text: str) -> bool:
    """Tell a line that stops in a sentence: long, and without a mark at its end."""
    return len(text.split()) >= _LEAST_OPEN and (text[-1].isalnum() or text[-1] == ",")


_LEAST_OPEN = 4
"""Words of a line that may go on in the next one; a shorter one is a label."""


def _is_chrome(text: str) -> bool:
    return furniture(text) is not None


# --- 3. and 4. label -------------------------------------------------------------------------


def label(line: Line) -> Line:
    """Say what a line is: chrome by its rule, prose, a title, or other."""
    kind = furniture(line.text)
    if kind is None or (line.heading and kind in ("breadcrumb", "section", "caption")):
        kind = "prose" if is_prose(line.text) else "title" if is_title(line.text) else "other"
    if line.heading and kind in ("prose", "other") and size(line.text) > 1:
        kind = "title"
    return replace(line, kind=kind)


_MOST_PLACE = 4
"""Words of a place line: “Port of Spain”, “Salt Lake City, Utah”."""


def label_places(lines: Sequence[Line]) -> list[Line]:
    """Label the place beside the weather: “19 C” and “New York” are one gadget."""
    result = list(lines)
    for index, line in enumerate(lines):
        beside = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
        short = size(line.text) <= _MOST_PLACE and line.kind in ("title", "other")
        if short and not line.heading and any(x.kind == "weather" for x in beside):
            result[index] = replace(line, kind="place")
    return result


def label_repeats(lines: Sequence[Line]) -> list[Line]:
    """Label a line that is said twice in a row a title, be it a full sentence."""
    left = [i for i, x in enumerate(lines) if x.kind in ("prose", "title", "other")]
    result = list(lines)
    for one, two in pairwise(left):
        text = lines[one].text
        if key(text) == key(lines[two].text) and 1 < size(text) <= MOST_TITLE:
            result[one], result[two] = (replace(lines[i], kind="title") for i in (one, two))
    return result


_UNDER_HEADLINE = {"byline", "stamp", "reading time", "counter"}


def label_sentence(lines: Sequence[Line]) -> list[Line]:
    """Label a sentence a title that stands where one should: above the byline, with none above.

    Some outlets end headlines in a full stop. With a dateline below it is a standfirst.
    """
    result = list(lines)
    left = [i for i, x in enumerate(lines) if x.kind in ("prose", "title")]
    if len(left) > 1 and lines[left[0]].kind == "prose" and size(lines[left[0]].text) <= MOST_TITLE:
        one, two = left[:2]
        under = lines[one + 1].kind in _UNDER_HEADLINE and lines[two].kind == "prose"
        if under and not any(has_dateline(lines[i].text) for i in (one, two)):
            result[one] = replace(lines[one], kind="title")
    return result


# --- 5. the foot -----------------------------------------------------------------------------


def cut_foot(lines: Sequence[Line]) -> list[Line]:
    """Drop everything from the first comment box that follows prose."""
    seen = False
    for index, line in enumerate(lines):
        seen = seen or line.kind == "prose"
        if seen and line.kind == "form":
            return list(lines[:index])
    return list(lines)


# --- 6. the headline -------------------------------------------------------------------------

_LISTED = 3
"""Titles above the first paragraph that make it doubtful which is the article's own. Two are
a headline and its standfirst; more are mostly links."""
_TOLD = 0.5
"""A headline shares at least half as many of its words with the body as the title that
shares most; a link to another story does not."""


def find_headline(lines: Sequence[Line]) -> int | None:
    """Return the place of the headline in ``lines``, ``None`` where there is none."""
    marked = (i for i, x in enumerate(lines) if x.heading and x.kind == "title")
    repeated = repeated_title(lines)
    first = next(marked, repeated)
    if first is not None:
        return first
    top = titles_above_prose(lines)
    top = [i for i in top if not is_masthead(lines[i].text)] or top
    if not top:
        return _only_line(lines)
    links = link_heading(lines)
    own = [i for i in top if i < links]
    if len(top) >= _LISTED or not own:
        return told_title(lines, own or top)
    return own[0]


def titles_above_prose(lines: Sequence[Line]) -> list[int]:
    """Return the places of all titles above the first paragraph."""
    end = next((i for i, x in enumerate(lines) if x.kind == "prose"), len(lines))
    return [i for i in range(end) if lines[i].kind == "title"]


def repeated_title(lines: Sequence[Line]) -> int | None:
    """Return the place of a title that stands on the page more than once, in its shortest form.

    Pages name an article in their title bar, above it and in their foot; the title bar adds
    the site's name behind a rule, which is why that is left aside.
    """
    keys = {i: key(_without_site(x.text)) for i, x in enumerate(lines) if x.kind == "title"}
    counts = Counter(keys.values())
    found = [i for i in titles_above_prose(lines) if counts[keys[i]] > 1]
    if not found:
        return None
    told = keys[told_title(lines, found)]
    return min((i for i in found if keys[i] == told), key=lambda i: len(lines[i].text))


_SITE = re.compile(r"\s(?:\||-|–|—|»|·)\s[^|»·]{2,40}$")


def _without_site(title: str) -> str:
    """Take “ | Daily Bugle” off a title, to compare it only."""
    match = _SITE.search(title, max(0, len(title) - 50))
    return title[: match.start()] if match and size(title[: match.start()]) > 2 else title  # noqa: PLR2004 - a title is left


def last_repeat(lines: Sequence[Line], headline: int) -> int:
    """Return the place of the last line that repeats the headline before the body begins."""
    own = key(_without_site(lines[headline].text))
    last = headline
    for index in range(headline, len(lines)):
        if key(_without_site(lines[index].text)) == own:
            last = index
        elif lines[index].kind == "prose":
            break
    return last


def link_heading(lines: Sequence[Line]) -> int:
    """Return the place of the first heading of a list of links: titles below it are links."""
    return next((i for i, x in enumerate(lines) if x.kind == "link heading"), len(lines))


def told_title(lines: Sequence[Line], places: Sequence[int]) -> int:
    """Return the first of the titles at ``places`` that the article's body tells about.

    Titles below a heading of links are judged from the last one: the headline ends the list.
    """
    body = {w for x in lines if x.kind == "prose" for w in _content(x.text)}
    shares = {i: _share(_content(lines[i].text), body) for i in places}
    most = max(shares.values())
    enough = [i for i in places if shares[i] >= _TOLD * most]
    return enough[-1] if places[0] > link_heading(lines) else enough[0]


_LEAST_CONTENT = 4
"""Letters of a word that says what a text is about; shorter ones are mostly grammar."""
_STEM = 5
"""Letters by which words are compared, so that “strikes” meets “striking”."""


def _content(text: str) -> set[str]:
    return {word[:_STEM] for word in key(text).split() if len(word) >= _LEAST_CONTENT}


def _share(words: set[str], body: set[str]) -> float:
    return len(words & body) / len(words) if words else 0.0


def _only_line(lines: Sequence[Line]) -> int | None:
    """Return the place of a text's one and only line of two words: “Ferry Strike”."""
    left = [i for i, x in enumerate(lines) if x.kind in ("prose", "title", "other")]
    alone = len(left) == 1 and lines[left[0]].kind == "other" and size(lines[left[0]].text) > 1
    return left[0] if alone else None


# --- 7. the lead -----------------------------------------------------------------------------

_MOST_LEAD = 1500
"""Characters of a lead. Lead paragraphs have 100 to 700; a longer one is an article whose
paragraphs were lost, and its first sentences are what a reader sees first."""


def find_lead(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the lead paragraph from ``start`` on, ``None`` where there is none."""
    prose = [i for i in range(start, len(lines)) if lines[i].kind == "prose"]
    if len(prose) > 1 and is_standfirst(lines, prose[0], prose[1]):
        return prose[1]
    return prose[0] if prose else None


def is_standfirst(lines: Sequence[Line], first: int, second: int) -> bool:
    """Tell a sentence that stands above the report: a byline or the dateline follows it."""
    if has_dateline(lines[first].text) or size(lines[first].text) > MOST_TITLE:
        return False
    between = {line.kind for line in lines[first + 1 : second]}
    return bool(between & {"byline", "stamp"}) or has_dateline(lines[second].text)


def first_sentences(text: str) -> str:
    """Cut a paragraph of impossible length behind the last sentence that fits."""
    if len(text) <= _MOST_LEAD:
        return text
    ends = [match.end() for match in re.finditer(r"[.!?][\"”’)]?(?=\s)", text[:_MOST_LEAD])]
    return text[: ends[-1]] if ends else text[:_MOST_LEAD].rsplit(maxsplit=1)[0]


# --- 8. the date -----------------------------------------------------------------------------


def find_published(lines: Sequence[Line], lead: int | None) -> str | None:
    """Return the date of the article: of a date line above the lead, else of its dateline."""
    dates = _dates_above(lines[: len(lines) if lead is None else lead])
    own = next(dates, None)
    if own is None and lead is not None:
        return dateline_date(lines[lead].text)
    return own


def _dates_above(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the dates above the lead, those of an update last."""
    stamped = [x.text for x in lines if x.kind in ("date", "stamp", "byline", "section")]
    stamped.sort(key=lambda text: "updated" in text.casefold() or "modified" in text.casefold())
    yield from (found for text in stamped if (found := find_date(text)))
