"""Outlets for people: a table on a terminal, with rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from framing.codebook import POLICY_FRAMES, SCALES
from framing.outlets.record import TOO_FEW
from framing.show import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from framing.outlets.estimates import Estimate
    from framing.outlets.record import Outlet, Sources

__all__ = ["MOST_ROWS", "show_sources"]

MOST_ROWS = 60
"""Outlets on a terminal: what fits two screens; more are read in a file."""

_ALL_SCALES, _FRAMES_TOO = 104, 130
"""Columns of a terminal from which all scales, and the frames, have columns of their own."""

_MOST_OWN = 3
"""Columns of one's own on a terminal: a scale, or the first frames; a file has all."""

_NAME_LEAST, _NAME_MOST = 12, 24
_TOP_FRAMES = 2


def show_sources(console: Console, sources: Sources, scale: str = "sensationalism") -> None:
    """Print the outlets in order of their rank on ``scale``, those of no rank below."""
    rows = sorted(sources, key=lambda row: _order(row, scale))
    names, frames = _shown(scale, console.width), console.width >= _FRAMES_TOO
    if own := list(rows[0].own)[:_MOST_OWN] if rows else []:
        names = [*names[: -len(own)], *own]  # in the place of the last: a terminal is no wider
    table = _table(sources, names, frames=frames)
    for row in rows[:MOST_ROWS]:
        table.add_row(*_cells(row, sources, names, frames=frames))
    console.print(table)
    if len(rows) > MOST_ROWS:
        console.print(Text(f"{len(rows) - MOST_ROWS:,} more: write all with -o sources.csv"))
    console.print(Text(_legend(scale), style="dim"))


def _order(row: Outlet, scale: str) -> tuple[str, bool, float, str]:
    level = row.scales[scale]
    ranked = level is not None and level.rank is not None
    return row.period or "", not ranked, -(level.shrunk.value if level else -1.0), row.source


def _shown(scale: str, width: int) -> Sequence[str]:
    """Name the scales that have room; the one ranked by is always among them, first."""
    rest = [s.name for s in SCALES if s.name != scale]
    return [scale, *rest] if width >= _ALL_SCALES else [scale, *rest[:3]]


def _table(sources: Sources, names: Sequence[str], *, frames: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    if sources.over:
        table.add_column(sources.over, no_wrap=True)
    table.add_column("rank", justify="right", no_wrap=True)
    table.add_column(
        sources.by, min_width=_NAME_LEAST, max_width=_NAME_MOST, overflow="ellipsis", no_wrap=True
    )
    table.add_column("n", justify="right", no_wrap=True)
    for name in names:
        head = _SHORT.get(name, name.replace("_", "\n"))
        table.add_column(head, justify="right", no_wrap=True)
    if frames:
        table.add_column("main frames", overflow="ellipsis", no_wrap=True)
    return table


_SHORT = {
    "sensationalism": "sensa-\ntional",
    "clickbait": "click-\nbait",
    "lead_sensationalism": "lead\nsensat.",
    "lead_loaded": "lead\nloaded",
}
"""Column heads where the scale's name is wider than its numbers."""


def _cells(row: Outlet, sources: Sources, names: Sequence[str], *, frames: bool) -> Iterable[Text]:
    if sources.over:
        yield Text(row.period or "–")
    level = row.scales[names[0]]
    yield Text(str(level.rank) if level and level.rank else TOO_FEW)
    yield Text(plain(row.source) or "–")
    yield Text(f"{row.n:,}")
    for name in names:
        level = row.scales.get(name)
        yield _mean(level.mean if level else row.own.get(name))
    if frames:
        yield Text(_top(row), style="dim")


def _mean(mean: Estimate | None) -> Text:
    """Return two lines: the mean, and its 95 % interval."""
    if mean is None:
        return Text("–", style="dim")
    dash = " to " if mean.low95 < 0 else "–"  # no “-.68–-.27”
    ends = f"{_number(mean.low95)}{dash}{_number(mean.high95)}"
    return Text.assemble(_number(mean.value), ("\n" + ends, "dim"))


def _number(value: float) -> str:
    """Write two decimals without the nought before the point, which a column saves seven times.

    >>> _number(0.234), _number(-0.001), _number(-0.5), _number(1.0)
    ('.23', '.00', '-.50', '1.00')
    """
    if abs(value) >= 1:
        return f"{value:.2f}"
    # The rounded number decides on the sign, so that no “-.00” is shown.
    return f"{round(value, 2) + 0.0:.2f}".replace("0.", ".", 1)


def _top(row: Outlet) -> str:
    known = [(found, f.name) for f in POLICY_FRAMES if (found := row.frames[f.column])]
    likely = sorted(known, key=lambda pair: -pair[0].value)[:_TOP_FRAMES]
    return "\n".join(f"{name.replace('_', ' ')} {found.value:.0%}" for found, name in likely)


def _legend(scale: str) -> str:
    from framing.outlets import LEAST_RANKED

    return (
        f"mean and 95 % interval · rank by {scale.replace('_', ' ')}, shrunk towards the pool; "
        f"“{TOO_FEW}” below {LEAST_RANKED} scores · -o sources.csv has all columns"
    )
