"""House style that must not count: site suffixes, bylines and datelines.

Each rule returns the span of a text that is the outlet's wording of the news; what lies
outside is not read. Rules are conservative: what is cut wrongly is lost to the score.
"""

from __future__ import annotations

import re

__all__ = ["MEDIA_WORDS", "OPENING", "headline_span", "lead_span"]

_NAME = r"[^\W\d_][\w.'’&-]*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,4}}"
_BARS = "|¦•·"
"""A bar is a divider of sites, not of sentences: what follows the last one is not the news."""

_SITE = (2, 40)
"""Characters that the name of a site has, at least and at the most."""

# Blanks are taken from their first one on: from each of them it would be the square of a run.
_AFTER_DASH = re.compile(rf"(?<!\s)\s+[-–—]{{1,2}}\s+(?P<name>(?:The )?{_NAMES})\s*$")
MEDIA_WORDS = tuple(
    "ABC AFP AP BBC CBC CBS CNBC CNN ITV MSNBC NBC NPR PBS RT UPI Axios Bloomberg BuzzFeed "
    "Breitbart Bugle Bulletin Chronicle Courier Daily Dispatch Examiner Express Forbes Gazette "
    "Globe Guardian Herald HuffPost Huffington Independent Inquirer Insider Journal Ledger "
    "Magazine Mail Mirror Monitor Network News Newsweek Observer Online Politico Post Press Radio "
    "Record Register Reuters Review Sentinel Slate Standard Star Sun Telegraph Television Times "
    "Today Tribune TV Vice Vox Weekly Yahoo".split()
)
"""Words that end the names of media; a suffix behind a dash must end in one to be cut."""

_MEDIA = re.compile(rf"(?:\.(?:com|org|net|tv|co\.\w\w|news)|\b(?:{'|'.join(MEDIA_WORDS)}))$")

_LEAST_LEFT = 3
"""Words that a headline keeps: a suffix is not cut where too little would be left."""

_AGENCY = r"\((?:Reuters|AP|AFP|CNN|UPI|Bloomberg|ANI|PTI|IANS|Xinhua|dpa|CBS[\w.]*|[\w ]+ News)\)"
_KICKERS = r"(?!(?:breaking|update|developing|exclusive|watch|opinion|claim|live|file|analysis)\b)"
_DATELINE = re.compile(
    rf"\s*(?i:{_KICKERS})(?:"
    rf"[A-Z][A-Z.'’ /-]{{2,30}}(?:, [\w. ]{{2,20}})?(?: ?\([\w ./]{{2,20}}\))?\s*[-–—]{{1,2}}\s+"
    rf"|(?:[A-Z][\w.'’-]+ ?){{0,3}}(?:, [\w. ]{{2,20}})?{_AGENCY}\s*[-–—:]{{0,2}}\s*"
    rf"|(?:[A-Z][a-z.'’-]+ ?){{1,2}}(?:, [A-Z][a-z]+(?: \d{{1,2}})?)?\s?(?::|\s[-–—]{{1,2}})\s+"
    rf"(?=[A-Z“\"'‘])"
    rf")"
)
"""“LONDON (Reuters) – ”, “Moscow: ”, “NEW DELHI, March 6 — ”, “(CNN) ”."""

_BYLINE = re.compile(
    r"\s*(?:By|BY)\s+(?:[A-Z][\w.'’-]+\s+){1,2}[A-Z][\w.'’-]+(?:,\s[A-Z][\w ]{2,30})?"
    r"\s*(?:[|•\n–—-]\s*|\n)"
)

OPENING = 100
"""Characters in which byline and dateline end; the longest of 39,605 real ones take 47."""


def headline_span(headline: str) -> tuple[int, int]:
    """Return the span of a headline without the site's suffix.

    >>> text = "Council opens new bridge | Daily Bugle"
    >>> text[slice(*headline_span(text))]
    'Council opens new bridge'
    """
    whole = len(headline.rstrip())
    end = _cut(headline, whole)
    return 0, _cut(headline, end) if end < whole else end


def _cut(headline: str, end: int) -> int:
    text = headline[:end]
    start = _before_bar(text)
    if start is None:
        has_dash = "-" in text or "–" in text or "—" in text
        match = _AFTER_DASH.search(text) if has_dash else None
        if match is None or _MEDIA.search(match["name"]) is None:
            return end
        start = match.start()
    return start if len(text[:start].split()) >= _LEAST_LEFT else end


def _before_bar(text: str) -> int | None:
    """Return where the white space before the last bar begins, if a site's name follows it."""
    bar = max(map(text.rfind, _BARS))
    start, behind = len(text[: max(bar, 0)].rstrip()), text[bar + 1 :]
    name = behind.lstrip()
    apart = start < bar and len(name) < len(behind)
    return start if apart and len(behind) > _SITE[0] and len(name) <= _SITE[1] else None


def lead_span(lead: str) -> tuple[int, int]:
    """Return the span of a lead without byline and dateline.

    >>> text = "LONDON (Reuters) - The bank held rates on Thursday."
    >>> text[slice(*lead_span(text))]
    'The bank held rates on Thursday.'
    """
    start = 0
    for rule in (_BYLINE, _DATELINE):
        match = rule.match(lead, start, OPENING)
        if match is not None and match.end() < len(lead):
            start = match.end()
    return start, len(lead)
