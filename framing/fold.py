"""Folding: what a text looks like before its words are read, and where each character came from.

HTML entities become their characters (also where they were escaped twice), invisible and
direction-changing characters vanish, and decorated letters (full width, bold mathematical,
base letter with combining accent) become plain ones. Almost every text needs none of this,
which one search decides.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

__all__ = ["CHANGEABLE", "Folded", "fold"]

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_ENTITY = r"&(?:amp;)?(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_DECORATED = "[\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]"
_ACCENTED = "[^\\W\\d_][\u0300-\u036f]+"

_CHANGES = re.compile(f"{_ENTITY}|[{_INVISIBLE}]+|{_DECORATED}|{_ACCENTED}")
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
CHANGEABLE = f"&{_INVISIBLE}\u0300-\u036f\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
"""Characters, as ranges, without which a text is folded already."""

_ANY = re.compile(f"[{CHANGEABLE}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``origin[i]`` is the place of its character ``i`` in the original.

    ``origin`` has one entry more than ``text`` (the end) and is ``None`` where nothing changed.
    """

    text: str
    origin: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text to the span of the original that it came from."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + self._width(end - 1)

    def _width(self, place: int) -> int:
        """Return how much of the original the folded character at ``place`` stands for."""
        origin = self.origin or []
        following = next((o for o in origin[place + 1 :] if o > origin[place]), origin[place])
        return following - origin[place]


def fold(text: str) -> Folded:
    """Fold ``text``.

    >>> fold("Fish &amp;amp; chips").text
    'Fish & chips'
    """
    if _ANY.search(text) is None:
        return Folded(text, None)
    out: list[str] = []
    origin: list[int] = []
    last = 0
    for match in _CHANGES.finditer(text):
        _keep(text, last, match.start(), out, origin)
        plain = _plain(match.group())
        out.append(plain)
        origin.extend([match.start()] * len(plain))
        last = match.end()
    _keep(text, last, len(text), out, origin)
    return Folded("".join(out), [*origin, len(text)])


def _keep(text: str, start: int, end: int, out: list[str], origin: list[int]) -> None:
    out.append(text[start:end])
    origin.extend(range(start, end))


def _plain(found: str) -> str:
    if found[0] == "&":
        plain = html.unescape(html.unescape(found))
        return "" if _UNSEEN.fullmatch(plain) else plain
    return "" if _UNSEEN.fullmatch(found) else unicodedata.normalize("NFKC", found)
