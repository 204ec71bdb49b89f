"""The page on a comparison: the same news in several outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.events.event import FAR_APART
from framing.report.base import check_model, rendered
from framing.report.effects import of_effects
from framing.report.events import OUTLETS, shown

if TYPE_CHECKING:
    from framing.events import Comparison
    from framing.model import Model

__all__ = ["EVENTS", "render"]

EVENTS = 100
"""Events that a page shows, those of most outlets. Some 5 kB each with ten outlets, and 15 where
headlines are long and nothing but signs to escape: the page stays below 2 MB."""


def render(found: Comparison, model: Model) -> str:
    """Return the page as HTML.

    Raises:
        ModelError: The scores were made by another model.
    """
    told = [each for event in found.events for each in event.articles]
    check_model((each.score.model for each in told), model)
    content = {
        "articles": found.articles,
        "inside": len(told),
        "all_events": len(found.events),
        "events": [shown(event) for event in found.events[:EVENTS]],
        "most_outlets": OUTLETS,
        "far_apart": FAR_APART,
        **of_effects(found.source_effects),
    }
    return rendered("comparison.html", content, model)
