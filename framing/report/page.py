"""The page: what was collected, put into words, tables and charts, in one HTML file."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from framing import codebook
from framing.model import built_in
from framing.report import charts
from framing.report.collect import HEIGHTENED, SAMPLE
from framing.report.outlets import LEAST
from framing.report.text import clean, number, shorten, signed
from framing.report.words import heightened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from framing.model import Model
    from framing.report.collect import Collector, Row
    from framing.report.outlets import Mean, Outlet

__all__ = ["render"]

_HERE = Path(__file__).parent

_SOURCES = 30
"""Sources that are ranked: those with most articles."""
_COLUMNS = 8
"""Sources of the heat map: as many columns as a screen holds."""
_SUMMARY = ("sensationalism", "clickbait", "loaded", "tone", "opinion")
"""Scales of the table of sources; the lead's are in the table of articles."""
_HEATS = (0.05, 0.1, 0.2, 0.35, 0.5)
"""Mean probabilities from which a cell of the heat map is a shade darker."""
_MARKED, _STRONG = 0.35, 0.6
"""Scores from which a number of the table is tinted, as on the terminal."""
_TEXT, _LEAD = 200, 140
"""Characters of a headline, and of a lead that stands in for it, in the table of articles."""


def render(found: Collector, model: Model) -> str:
    """Return the page as HTML.

    Raises:
        ModelError: The scores were made by another model.
    """
    style, script = (Markup((_HERE / f"page.{end}").read_text("utf-8")) for end in ("css", "js"))  # noqa: S704 - our own files
    hashes = {"style_hash": _hash(style), "script_hash": _hash(script)}
    template = _environment().get_template("page.html")
    return template.render(_content(found, model) | hashes, style=style, script=script)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "words": _words,
        "narrow": _narrow,
        "count": "{:,}".format,
    }
    return environment


def _hash(text: str) -> str:
    """Return what the page's security policy says of a script or style that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _words(name: str) -> str:
    return name.replace("_", " ")


def _narrow(name: str) -> str:
    """Return a column's head that may break within its longest word."""
    return _words(name).replace("sensationalism", "sensation\u00adalism")


def _content(found: Collector, model: Model) -> dict[str, Any]:
    return {
        "about": _about(found, model),
        **_of_sources(found),
        "scatter": charts.scatter(found.listed(), _scatter_label(found)),
        "heightened": heightened(found.heightened(), model),
        "articles": [_article(row) for row in found.listed()],
        "scales": codebook.SCALES,
        "frames": codebook.FRAMES,
        "notes": codebook.NOTES,
        "level": f"{100 * codebook.INTERVAL_LEVEL:.0f}",
        "card": _card(model),
    }


def _about(found: Collector, model: Model) -> dict[str, Any]:
    return {
        "articles": found.total,
        "sources": len(found.outlets),
        "sampled": found.sampled,
        "sample": SAMPLE,
        "heightened": HEIGHTENED,
        "least": LEAST,
        "date": datetime.now(tz=timezone.utc).date().isoformat(),
        "model": clean(model.label),
    }


def _scatter_label(found: Collector) -> str:
    told = f"a sample of {SAMPLE:,} of {found.total:,}" if found.sampled else f"{found.total:,}"
    return f"Tone against sensationalism, a dot an article, {told} articles"


@dataclass(frozen=True, slots=True)
class _Source:
    """A line of the table of sources: its rank, if it has one, and its means by scale."""

    rank: int | None
    name: str
    articles: int
    means: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Heat:
    """A line of the heat map: a frame and, for each source, the mean and its shade."""

    frame: codebook.Frame
    cells: Sequence[tuple[str, int]]


def _of_sources(found: Collector) -> dict[str, Any]:
    largest = found.outlets.rows(_SOURCES)
    ranked, few = _ranked(largest)
    lines = [_source(place, outlet) for place, outlet in enumerate(ranked, 1)]
    lines += [_source(None, outlet) for outlet in few]
    label = "Sources by mean sensationalism, with 95 % intervals; the table below has the numbers"
    columns = [found.outlets.whole(), *largest[:_COLUMNS]]
    return {
        "ranking": charts.ranking([*ranked, *few], label),
        "sources": lines,
        "any_ranked": bool(ranked),
        "summary": [codebook.scale(name) for name in _SUMMARY],
        "heat": {
            "names": [clean(outlet.name) for outlet in columns],
            "lines": [_heat(frame, columns) for frame in codebook.FRAMES],
        },
    }


def _ranked(outlets: Iterable[Outlet]) -> tuple[list[Outlet], list[Outlet]]:
    """Part sources that can be ranked, most sensational first, from those with too few."""
    ranked: list[Outlet] = []
    few: list[Outlet] = []
    for outlet in outlets:
        mean = outlet.means.get("sensationalism")
        (ranked if mean and mean.interval else few).append(outlet)
    ranked.sort(key=lambda outlet: -outlet.means["sensationalism"].mean)
    return ranked, few


def _source(rank: int | None, outlet: Outlet) -> _Source:
    means = [_mean(outlet.means.get(name)) for name in _SUMMARY]
    return _Source(rank, clean(outlet.name), outlet.articles, means)


def _mean(mean: Mean | None) -> tuple[str, str]:
    """Return a mean and its interval, written out, as far as there are any."""
    if mean is None:
        return number(None), ""
    return number(mean.mean), " to ".join(number(end) for end in mean.interval or ())


def _heat(frame: codebook.Frame, outlets: Iterable[Outlet]) -> _Heat:
    means = [outlet.means.get(frame.column) for outlet in outlets]
    return _Heat(frame, [_cell(mean.mean if mean else None) for mean in means])


def _cell(mean: float | None) -> tuple[str, int]:
    return number(mean), sum(mean is not None and mean >= least for least in _HEATS)


def _article(row: Row) -> dict[str, Any]:
    """Return a line of the table of articles; a lead stands in where there is no headline."""
    headline = shorten(row["headline"], _TEXT)
    return {
        "source": clean(row["source"]),
        "text": headline or shorten(row["lead"], _LEAD),
        "has_headline": bool(headline),
        "scores": [(number(row[s.name]), _tint(row[s.name], s)) for s in codebook.SCALES],
        "gap": signed(row["gap"]),
        "frame": _words(row["main_frame"] or ""),
        "note": row["note"] or "",
    }


def _tint(value: float | None, scale: codebook.Scale) -> str:
    """Tint what is heightened; tone and opinion are neither good nor bad."""
    if value is None or value < _MARKED or scale.reads == "article":
        return ""
    return "up2" if value >= _STRONG else "up1"


def _card(model: Model) -> dict[str, Any]:
    """Return what the model says of itself: its making, its data, and the built-in one's card."""
    header = model.header
    path = built_in() / "card.md"
    card = path.read_text("utf-8") if path.exists() else ""
    return {
        "making": header.get("making", ""),
        "encoders": ", ".join(header.get("encoders", ())),
        "trained_on": dict(header.get("trained_on", {})),
        "text": card if model.label in card else "",
    }
