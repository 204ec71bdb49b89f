"""The source effects of a comparison: how each outlet words the same news, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from framing.codebook import SCALES
from framing.events.effects import LEAST_EVENTS
from framing.outlets import ERROR
from framing.report import cells, charts
from framing.report.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from framing.events import SourceEffect

__all__ = ["NAME", "of_effects"]

_OUTLETS = 30
"""Outlets that are shown: those with most events."""
NAME = 80
"""Characters of an outlet's name."""

_LABEL = "Outlets by how they word the same news, with 95 % intervals; the table below has numbers"
_AXIS = "plainer ← difference → heightened"


@dataclass(frozen=True, slots=True)
class _Effect:
    """A line of the table of effects; numbers are written out."""

    name: str
    events: int
    scales: Sequence[tuple[str, str]]


def of_effects(effects: Sequence[SourceEffect]) -> dict[str, Any]:
    """Return what the page shows of effects, most heightened first."""
    known = [effect for effect in effects if effect.note is None]
    shown = sorted(known[:_OUTLETS], key=_order)
    return {
        "chart": charts.intervals(_lines(shown), _LABEL, _AXIS),
        "effects": [_effect(effect) for effect in shown],
        "outlets": len(effects),
        "compared": len(known),
        "least_events": LEAST_EVENTS,
        "error": f"{ERROR:.3f}",
    }


def _order(effect: SourceEffect) -> tuple[bool, float]:
    found = effect.scales["sensationalism"]
    return found is None, -(found.value if found else 0.0)


def _lines(effects: Iterable[SourceEffect]) -> list[charts.Line]:
    known = [(effect, found) for effect in effects if (found := effect.scales["sensationalism"])]
    return [
        charts.Line(
            shorten(effect.source, NAME),
            found,
            f"{', '.join(cells.difference(found))}, {effect.events:,} events",
        )
        for effect, found in known
    ]


def _effect(effect: SourceEffect) -> _Effect:
    numbers = [cells.difference(effect.scales[scale.name]) for scale in SCALES]
    return _Effect(shorten(effect.source, NAME), effect.events, numbers)
