"""The events of a comparison as the page shows them: outlets side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framing.codebook import FRAMES, SCALES
from framing.events.show import LIKELY
from framing.report import cells
from framing.report.effects import NAME
from framing.report.text import clean, number, piece, shorten, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from framing.events import Event, Told

__all__ = ["OUTLETS", "Shown", "shown"]

OUTLETS = 10
"""Outlets of an event that the page shows; of more, some from the most to the least heightened."""

_HEADLINE, _TITLE, _WORD = 200, 120, 40
"""Characters of a headline or the lead that stands in, of an event's title, of one word."""
_FRAMES = 3
"""Frames named for an outlet: the codebook lets a rater give three."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One article's wording: pieces of its text, each with whether no other outlet uses it."""

    source: str
    rank: str
    pieces: Sequence[tuple[str, bool]]
    stand_in: bool
    score: str
    words: Sequence[str]
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One outlet's means on every scale, and its likely frames."""

    source: str
    articles: int
    scores: Sequence[tuple[str, str]]
    frames: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An event as the page shows it; texts are clean, numbers are written out."""

    id: int
    title: str
    days: Sequence[str]
    note: str
    outlets: int
    articles: int
    tellings: Sequence[Telling]
    lines: Sequence[Line]


def shown(event: Event) -> Shown:
    """Return an event with its outlets from the most to the least heightened wording."""
    chosen = _with_least(_spread(_loudest(event)), event)
    sources = dict.fromkeys(told.score.source for told in chosen)
    means = event.outlets
    return Shown(
        id=event.id,
        title=shorten(_text(event.least or event.articles[0]), _TITLE),
        days=list(dict.fromkeys(clean(day) for day in (event.first, event.last) if day)),
        note=event.note or "",
        outlets=len(event.sources),
        articles=len(event.articles),
        tellings=[_telling(told, event) for told in chosen],
        lines=[_line(source, event, means[source]) for source in sources],
    )


def _loudest(event: Event) -> list[Told]:
    """Return each outlet's most heightened article, the most heightened first."""
    found: dict[str, Told] = {}
    for told in sorted(event.articles, key=_order):
        found.setdefault(told.score.source, told)
    return list(found.values())


def _order(told: Told) -> tuple[bool, float]:
    return told.wording is None, -(told.wording or 0.0)


def _spread(ordered: Sequence[Told]) -> list[Told]:
    """Keep fewer than ``OUTLETS`` of more, evenly from the first to the last."""
    if len(ordered) <= OUTLETS:
        return list(ordered)
    apart = (len(ordered) - 1) / (OUTLETS - 2)
    return [ordered[round(step * apart)] for step in range(OUTLETS - 1)]


def _with_least(chosen: Sequence[Told], event: Event) -> list[Told]:
    """Add the least heightened article, which may be another one of a louder outlet."""
    least = event.least
    if least is None or any(told is least for told in chosen):
        return list(chosen)
    return sorted([*chosen, least], key=_order)


def _telling(told: Told, event: Event) -> Telling:
    marks = {id(event.least): "least heightened", id(event.most): "most heightened"}
    own = [shorten(word, _WORD) for word in told.words]
    return Telling(
        source=shorten(told.score.source, NAME),
        rank=marks.get(id(told), ""),
        pieces=_pieces(shorten(_text(told), _HEADLINE), own),
        stand_in=not told.score.headline,
        score=number(told.wording),
        words=own,
        note=told.score.note or "",
    )


def _text(told: Told) -> str:
    return told.score.headline or told.score.lead or ""


def _pieces(text: str, own: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a text at an article's own words.

    >>> _pieces("Fury as tram crashes", ["Fury", "crashes"])
    [('Fury', True), (' as tram ', False), ('crashes', True)]
    """
    pattern = "|".join(re.escape(word) for word in sorted(own, key=len, reverse=True))
    cut = re.split(rf"(?<!\w)({pattern})(?!\w)", text) if pattern else [text]
    # A pattern with one group leaves what it found at the odd places.
    return [(piece(part), bool(place % 2)) for place, part in enumerate(cut) if part]


def _line(source: str, event: Event, means: Mapping[str, float | None]) -> Line:
    return Line(
        source=shorten(source, NAME),
        articles=sum(told.score.source == source for told in event.articles),
        scores=[cells.score(means[scale.name], scale) for scale in SCALES],
        frames=_frames(means),
    )


def _frames(means: Mapping[str, float | None]) -> str:
    found = [(means[frame.column] or 0.0, frame) for frame in FRAMES]
    likely = sorted((pair for pair in found if pair[0] >= LIKELY), key=lambda pair: -pair[0])
    return ", ".join(f"{words(f.name)} {number(v)}" for v, f in likely[:_FRAMES])
