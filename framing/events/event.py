"""One event: what each outlet wrote on it, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from framing.codebook import OUTPUTS
from framing.events.days import ordinal
from framing.events.vectors import READ
from framing.events.words import background, bucket, spelled, stem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from framing.article import Article
    from framing.scoring import Score

__all__ = ["FAR_APART", "Event", "Told", "made"]

FAR_APART = 7
"""Days between the first and the last article from which an event is flagged: other days of one
story look alike, and a date that scraping found may be the page's own."""

_MOST_WORDS = 8
_TOO_COMMON = 0.02
"""Share of news items from which a word is no choice of wording: “the”, “says”."""


@dataclass(frozen=True, slots=True)
class Told:
    """One article of an event: the article, its score, and the words that no other uses.

    ``words`` are at most eight, headline first, as they are written.
    """

    article: Article
    score: Score
    words: tuple[str, ...]

    @property
    def wording(self) -> float | None:
        """How heightened: the headline's sensationalism, or the lead's where none is there."""
        score = self.score
        return score.lead_sensationalism if score.sensationalism is None else score.sensationalism

    def as_dict(self) -> dict[str, Any]:
        """Return the score's columns, with ``url``, ``published`` and ``words``."""
        row = self.score.as_dict()
        row |= {"url": self.article.url, "published": self.article.published}
        return row | {"words": list(self.words)}


@dataclass(frozen=True, slots=True)
class Event:
    """Articles of at least two outlets on one event.

    ``articles`` are in order of their date, those without one last; ``first`` and ``last`` the
    days (``YYYY-MM-DD``) of the dated ones; ``note`` says where dates are missing or lie far
    apart, so that the event may be two.
    """

    id: int
    articles: tuple[Told, ...]
    first: str | None
    last: str | None
    note: str | None

    @property
    def sources(self) -> tuple[str, ...]:
        """The outlets, in order of their first article."""
        return tuple(dict.fromkeys(told.score.source for told in self.articles))

    @property
    def outlets(self) -> Mapping[str, Mapping[str, float | None]]:
        """Each outlet's mean on every scale and frame, ``None`` where all are withheld."""
        return {source: self._means(source) for source in self.sources}

    def _means(self, source: str) -> dict[str, float | None]:
        rows = [told.score.as_dict() for told in self.articles if told.score.source == source]
        known = {name: [row[name] for row in rows if row[name] is not None] for name in OUTPUTS}
        return {name: fmean(values) if values else None for name, values in known.items()}

    @property
    def most(self) -> Told | None:
        """The article of the most heightened wording; ``None`` where all are withheld."""
        return max(self._scored(), key=_heightened, default=None)

    @property
    def least(self) -> Told | None:
        """The article of the least heightened wording; ``None`` where all are withheld."""
        return min(self._scored(), key=_heightened, default=None)

    def _scored(self) -> list[Told]:
        return [told for told in self.articles if told.wording is not None]

    def as_dict(self) -> dict[str, Any]:
        """Return the event as plain values: what a line of JSON holds."""
        most, least = self.most, self.least
        return {
            "event": self.id,
            "first": self.first,
            "last": self.last,
            "sources": list(self.sources),
            "most_heightened": most and most.score.id,
            "least_heightened": least and least.score.id,
            "note": self.note,
            "articles": [told.as_dict() for told in self.articles],
        }


def _heightened(told: Told) -> float:
    return told.wording or 0.0


def made(number: int, articles: Sequence[Article], scores: Sequence[Score]) -> Event:
    """Make the event of some articles and their scores."""
    words = _words(articles)
    told = tuple(Told(*each) for each in zip(articles, scores, words, strict=True))
    days = sorted(a.published[:10] for a in articles if a.published)
    first, last = (days[0], days[-1]) if days else (None, None)
    return Event(number, told, first, last, _note(days, len(articles)))


def _note(days: Sequence[str], articles: int) -> str | None:
    known = [day for each in days if (day := ordinal(each)) is not None]
    notes = []
    if known and known[-1] - known[0] > FAR_APART:
        notes.append(f"dates {known[-1] - known[0]} days apart")
    if len(known) < articles:
        notes.append(f"{articles - len(known)} without a date")
    return ", ".join(notes) or None


def _words(articles: Sequence[Article]) -> list[tuple[str, ...]]:
    """Return what each article says in words of its own outlet."""
    texts = [spelled(f"{a.headline or ''}. {(a.lead or '')[:READ]}") for a in articles]
    used: dict[str, set[str]] = {}
    for article, text in zip(articles, texts, strict=True):
        for word in text:
            used.setdefault(stem(word), set()).add(article.source)
    return [_own(text, used) for text in texts]


def _own(text: Sequence[str], used: Mapping[str, set[str]]) -> tuple[str, ...]:
    own = {stem(word): word for word in reversed(text) if len(used[stem(word)]) == 1}
    chosen = [word for each, word in own.items() if background()[bucket(each)] < _TOO_COMMON]
    return tuple(reversed(chosen))[:_MOST_WORDS]
