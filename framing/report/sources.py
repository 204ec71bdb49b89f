"""The sources of a report: ranked with intervals, and their frames. Of ``framing.sources``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from framing import codebook
from framing.outlets import ERROR, LEAST_RANKED, summarise
from framing.report import cells, charts
from framing.report.text import clean, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from framing.outlets import Outlet, Tally
    from framing.outlets.own import OwnTally
    from framing.outlets.record import Level
    from framing.outlets.tally import Sums

__all__ = ["of_sources"]

_SOURCES = 30
"""Sources that are shown: those with most articles."""
_COLUMNS = 8
"""Sources of the heat map: as many columns as a screen holds."""
_SUMMARY = ("sensationalism", "clickbait", "loaded", "tone", "opinion")
"""Scales of the table of sources; the lead's are in the table of articles."""
_HEATS = (0.05, 0.1, 0.2, 0.35, 0.5)
"""Mean probabilities from which a cell of the heat map is a shade darker."""

_RANKED_BY = "sensationalism"


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


def of_sources(tally: Tally) -> dict[str, Any]:
    """Return what the page shows of the sources with most articles, in order of their rank.

    Scales and frames of one's own stand behind the design's.
    """
    largest = summarise(tally, _SOURCES)
    ordered = sorted(largest, key=_order)
    label = "Sources by mean sensationalism, with 95 % intervals; the table below has the numbers"
    return {
        "ranking": charts.intervals(_lines(ordered), label, "mean sensationalism, 0 to 1"),
        "sources": [_source(outlet, tally.own.scales) for outlet in ordered],
        "all_sources": len(tally),
        "any_ranked": any(_rank(outlet) for outlet in largest),
        "least_ranked": LEAST_RANKED,
        "error": f"{ERROR:.3f}",
        "summary": [*(codebook.scale(name) for name in _SUMMARY), *tally.own.scales],
        "heat": _heat_map(tally.pooled(), largest[:_COLUMNS], tally.own),
    }


def _order(outlet: Outlet) -> tuple[bool, float, str]:
    """Put sources in the order of ``framing sources``: by rank, those without one below."""
    level = outlet.scales[_RANKED_BY]
    return _rank(outlet) is None, -(level.shrunk.value if level else -1.0), outlet.source


def _rank(outlet: Outlet) -> int | None:
    level = outlet.scales[_RANKED_BY]
    return level.rank if level else None


def _lines(outlets: Iterable[Outlet]) -> list[charts.Line]:
    known = [(outlet, level) for outlet in outlets if (level := outlet.scales[_RANKED_BY])]
    return [_line(outlet, level) for outlet, level in known]


def _line(outlet: Outlet, level: Level) -> charts.Line:
    value, between = cells.mean(level.mean)
    few = level.rank is None
    told = f"{value}, {between}, {outlet.n:,} articles" + ", too few for a rank" * few
    return charts.Line(clean(outlet.source), level.mean, told, faint=few)


def _source(outlet: Outlet, own: Iterable[codebook.Scale]) -> _Source:
    levels = [outlet.scales[name] for name in _SUMMARY]
    means = [cells.mean(level.mean if level else None) for level in levels]
    means += [cells.mean(outlet.own[scale.name]) for scale in own]
    return _Source(_rank(outlet), clean(outlet.source), outlet.n, means)


def _heat_map(whole: Sums, shown: Sequence[Outlet], own: OwnTally) -> dict[str, Any]:
    names = ["all articles", *(clean(outlet.source) for outlet in shown)]
    lines = [_heat(frame, whole, shown) for frame in codebook.FRAMES]
    lines += [_own_heat(column, name, shown, own) for column, name in own.frames.items()]
    families = list(dict.fromkeys(line.frame.family for line in lines))
    return {"names": names, "lines": lines, "families": families}


def _own_heat(column: str, name: str, shown: Iterable[Outlet], own: OwnTally) -> _Heat:
    """Return the line of a frame of one's own."""
    estimates = [outlet.own[column] for outlet in shown]
    means = [estimate.value if estimate else None for estimate in estimates]
    frame = codebook.Frame(name, "", "own", f"the column {column}")
    return _Heat(frame, [_cell(mean) for mean in (own.pooled(column), *means)])


def _heat(frame: codebook.Frame, whole: Sums, shown: Iterable[Outlet]) -> _Heat:
    pooled = whole.frames[frame.column] / whole.framed if whole.framed else None
    estimates = [outlet.frames[frame.column] for outlet in shown]
    means = [estimate.value if estimate else None for estimate in estimates]
    return _Heat(frame, [_cell(mean) for mean in (pooled, *means)])


def _cell(mean: float | None) -> tuple[str, int]:
    return number(mean), sum(mean is not None and mean >= least for least in _HEATS)
