"""Events: the same story in several outlets, side by side.

>>> import framing
>>> found = framing.compare(framing.read("seeds/"))
>>> [len(event.articles) for event in found.events]
[3]
>>> found.events[0].most.words[:5]
('Finally', 'Found', 'Behind', 'Five', 'Shock')
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from framing.article import Article
from framing.codebook import SCALES
from framing.errors import FramingError
from framing.events.days import ordinal
from framing.events.effects import SourceEffect, source_effects
from framing.events.event import Event, Told, made
from framing.events.group import grouped
from framing.events.vectors import UNDATED, vectors
from framing.scoring import score_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from framing.model import Model

__all__ = ["Comparison", "Event", "SourceEffect", "Told", "compare", "group_articles"]


@dataclass(frozen=True)
class Comparison:
    """The events found among ``articles`` articles, and each outlet's effect within them.

    ``events`` are in order of their number of outlets, then articles, most first.
    """

    events: tuple[Event, ...]
    source_effects: tuple[SourceEffect, ...]
    articles: int

    def to_arrow(self) -> pa.Table:
        """Return one row an article of an event: its score's columns, and ``event`` first."""
        import pyarrow as pa

        rows = [{"event": e.id, **told.as_dict()} for e in self.events for told in e.articles]
        return pa.Table.from_pylist(rows)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: what a JSON file holds."""
        return {
            "articles": self.articles,
            "events": [event.as_dict() for event in self.events],
            "source_effects": [effect.as_dict() for effect in self.source_effects],
        }

    def __str__(self) -> str:
        from framing.events.show import text

        return text(self)


def compare(articles: Iterable[Article], *, model: Model | None = None) -> Comparison:
    """Group articles on the same event across outlets, and compare their wording.

    Articles are grouped by the rare words and names that headline and lead share, within days
    of each other; precision goes before recall, since a false merge is a false claim. Where
    dates are missing, the texts must be more alike, and the event says so. All articles are
    held in memory, and those of events are scored.

    Args:
        articles: What to compare; ``source`` tells outlets apart, ``published`` the day.
        model: The model; the built-in one if not given.

    Raises:
        FramingError: scikit-learn is not installed; the message says how to install it.
        TypeError: An item is no ``Article``.
    """
    known = _checked(articles)
    groups = _across(known, group_articles(known))
    members = [known[place] for group in groups for place in group]
    scores = score_many(members, model=model)
    events = tuple(
        made(number, [known[place] for place in group], [next(scores) for _ in group])
        for number, group in enumerate(groups, 1)
    )
    return Comparison(events, _effects(events), len(known))


def _checked(articles: Iterable[Article]) -> list[Article]:
    known = list(articles)
    for item in known:
        if not isinstance(item, Article):
            raise TypeError(f"compare takes Article records, not {type(item).__name__}")
    return known


def group_articles(articles: Sequence[Article]) -> list[list[int]]:
    """Return the places of the articles of each event, those alone too, earliest first.

    Raises:
        FramingError: scikit-learn is not installed.
    """
    if not articles:
        return []
    days = np.array([_day(article) for article in articles], np.int64)
    order = np.argsort(days, kind="stable")
    headlines = [articles[place].headline or "" for place in order]
    leads = [articles[place].lead or "" for place in order]
    try:
        labels = grouped(vectors(headlines, leads, days[order]))
    except ModuleNotFoundError as error:
        raise FramingError(
            f"package {error.name!r}, which groups articles, is missing: "
            "pip install 'headline-framing[compare]'"
        ) from error
    groups: dict[int, list[int]] = {}
    for label, place in zip(labels.tolist(), order.tolist(), strict=True):
        groups.setdefault(label, []).append(place)
    return list(groups.values())


def _day(article: Article) -> int:
    found = ordinal(article.published)
    return UNDATED if found is None else found


def _across(articles: Sequence[Article], groups: list[list[int]]) -> list[list[int]]:
    """Keep the groups of several outlets, those of most first."""
    outlets = [len({articles[place].source for place in group}) for group in groups]
    kept = [(n, group) for n, group in zip(outlets, groups, strict=True) if n > 1]
    return [group for _, group in sorted(kept, key=lambda pair: (-pair[0], -len(pair[1])))]


def _effects(events: Sequence[Event]) -> tuple[SourceEffect, ...]:
    told = [(event.id, each.score) for event in events for each in event.articles]
    scores: Mapping[str, list[float | None]] = {
        scale.name: [getattr(score, scale.name) for _, score in told] for scale in SCALES
    }
    return source_effects([e for e, _ in told], [s.source for _, s in told], scores)
