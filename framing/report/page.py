"""The page on scores: what was collected, put into words, tables and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from framing.codebook import SCALES
from framing.own import main_column
from framing.report import cells, charts
from framing.report.base import rendered
from framing.report.collect import HEIGHTENED, SAMPLE
from framing.report.sources import of_sources
from framing.report.text import clean, shorten, signed, words
from framing.report.words import heightened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.codebook import Scale
    from framing.model import Model
    from framing.report.collect import Collector, Row

__all__ = ["render"]

_TEXT, _LEAD = 200, 140
"""Characters of a headline, and of a lead that stands in for it, in the table of articles."""


def render(found: Collector, model: Model) -> str:
    """Return the page as HTML.

    Raises:
        ModelError: The scores were made by another model.
    """
    return rendered("page.html", _content(found, model), model)


def _content(found: Collector, model: Model) -> dict[str, Any]:
    scales, mains = (*SCALES, *found.tally.own.scales), main_column(model.layer)
    return {
        "total": found.total,
        "sampled": found.sampled,
        "sample": SAMPLE,
        "most_heightened": HEIGHTENED,
        **of_sources(found.tally),
        "scales": scales,
        "mains": mains,
        "own": words(model.layer.name) if model.layer else "",
        "scatter": charts.scatter(found.listed(), _scatter_label(found)),
        "heightened": heightened(found.heightened(), model),
        "articles": [_article(row, scales, mains) for row in found.listed()],
    }


def _scatter_label(found: Collector) -> str:
    told = f"a sample of {SAMPLE:,} of {found.total:,}" if found.sampled else f"{found.total:,}"
    return f"Tone against sensationalism, a dot an article, {told} articles"


def _article(row: Row, scales: Sequence[Scale], mains: Sequence[str]) -> dict[str, Any]:
    """Return a line of the table of articles; a lead stands in where there is no headline."""
    headline = shorten(row["headline"], _TEXT)
    return {
        "source": clean(row["source"]),
        "text": headline or shorten(row["lead"], _LEAD),
        "has_headline": bool(headline),
        "scores": [cells.score(row[scale.name], scale) for scale in scales],
        "gap": signed(row["gap"]),
        "frames": [words(row[name] or "") for name in ("main_frame", *mains)],
        "note": row["note"] or "",
    }
