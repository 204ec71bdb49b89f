"""Scores for people: a table or a card on a terminal, with rich.

Headlines are strangers' text: they are never read as markup, and characters that steer a
terminal or turn the direction of writing are taken out before anything is printed.
"""

from __future__ import annotations

import sys
import unicodedata
from heapq import nlargest
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich import progress
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from framing.codebook import (
    GENERIC_FRAMES,
    HEADLINE_SCALES,
    INTERVAL_LEVEL,
    POLICY_FRAMES,
    SCALES,
    Scale,
)
from framing.own import labelled, main_column, own_frames, own_scales

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from typing_extensions import Self

    from framing.codebook import Frame
    from framing.layer import Layer
    from framing.scoring import Score

__all__ = [
    "MOST_ROWS",
    "SHORT",
    "Progress",
    "Shortlist",
    "nearest",
    "plain",
    "show_card",
    "show_table",
]

MOST_ROWS = 40
"""Articles on a terminal: more than fits two screens is read in a file."""

SHORT = {
    "sensationalism": "sens",
    "clickbait": "bait",
    "loaded": "load",
    "lead_sensationalism": "lead\nsens",
    "lead_loaded": "lead\nload",
    "opinion": "opin",
}
"""Column heads where the scale's name is too wide for its two decimals."""

_HEAD = 6
"""Characters of a line of the column head of a scale of one's own; the legend has its name."""

_HEADLINE, _LEAD = 160, 90
"""Characters of a headline, and of a lead that stands in for it, in the table."""

_WIDE = 100
"""Columns of a terminal from which the source has a column of its own."""

_TOP_FRAMES = 3
_SOURCE_WIDTH = 14
_PATIENCE = 1.0
"""Seconds before a progress bar is worth its lines."""
_MARKED, _STRONG = 0.35, 0.6
"""Scores from which a number is coloured. Colours guide the eye and decide nothing."""


def plain(text: str) -> str:
    r"""Return text that is safe to print: one line, nothing that steers the terminal.

    >>> plain("One\n two \x1b[31mred\u202e")
    'One two [31mred'
    """
    # Categories C*: controls, direction marks, surrogates, private use, unassigned.
    kept = ("" if unicodedata.category(c).startswith("C") else c for c in _spaced(text))
    return " ".join("".join(kept).split())


def _spaced(text: str) -> str:
    """Put a blank for every kind of white space, among it line ends, which are controls."""
    return " ".join(text.split())


class Progress:
    """A bar on standard error, for work that takes its time where a terminal looks on.

    It is called with the articles scored and the paths read. What a path holds is not known
    before it is read: one path is counted, several fill the bar one by one.
    """

    def __init__(self, paths: int, *, wanted: bool = True) -> None:
        self._paths = paths if paths > 1 else None
        self._wanted = wanted and sys.stderr.isatty()
        self._since = monotonic()
        self._bar: progress.Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, articles: int, paths: int) -> None:
        """Say how far the work is."""
        if self._wanted and self._bar is None and monotonic() - self._since > _PATIENCE:
            self._bar = _bar()
            self._bar.add_task("articles scored", total=self._paths, articles="0")
            self._bar.start()
        if self._bar is not None:
            done = paths if self._paths else 0
            self._bar.update(self._bar.task_ids[0], completed=done, articles=f"{articles:,}")


def _bar() -> progress.Progress:
    columns = (
        progress.BarColumn(),
        progress.TextColumn("{task.fields[articles]} {task.description}"),
        progress.TimeElapsedColumn(),
    )
    return progress.Progress(*columns, console=Console(stderr=True), transient=True)


class Shortlist:
    """Keeps what a terminal shows: all articles if they are few, else the most sensational.

    ``layer`` is that of the model, if it has one: its columns are shown beside the others.
    """

    def __init__(self, layer: Layer | None = None) -> None:
        self.total = 0
        self.scales = (*SCALES, *own_scales(layer))
        self.frames = ("main_frame", *main_column(layer))
        self.rows: list[dict[str, Any]] = []

    def write(self, table: pa.Table) -> None:
        """Take one scored table."""
        self.total += table.num_rows
        shown = [*_SHOWN, *(scale.name for scale in self.scales), *self.frames]
        self.rows += table.select(shown).to_pylist()
        if self.total > MOST_ROWS:
            self.rows = nlargest(MOST_ROWS, self.rows, key=_sensationalism)


def _sensationalism(row: Mapping[str, Any]) -> float:
    value: float | None = row["sensationalism"]
    return -1.0 if value is None else value


_SHOWN = ("source", "headline", "lead", "note", "model")


def show_table(console: Console, shortlist: Shortlist) -> None:
    """Print the shortlist, what its columns mean, and how to get the rest."""
    rows = shortlist.rows
    if not rows:
        return
    console.print(_table(shortlist, wide=console.width >= _WIDE))
    more = shortlist.total - len(rows)
    if more:
        console.print(_more(len(rows), more))
    console.print(_legend(shortlist.scales, rows[0]["model"]))


def _more(shown: int, more: int) -> Text:
    return Text(
        f"the {shown} most sensational articles; {more:,} more: write all with -o scores.csv"
    )


def _table(shortlist: Shortlist, *, wide: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    if wide:
        table.add_column("source", max_width=_SOURCE_WIDTH)
    beneath = [*["source"] * (not wide), *shortlist.frames, "note"]
    table.add_column("headline", ratio=1, overflow="fold")
    for scale in shortlist.scales:
        heading = _heading(scale)
        table.add_column(heading, justify="right", no_wrap=True, min_width=4, vertical="top")
    for row in shortlist.rows:
        texts = [_source(row)] * wide + [_what(row, beneath)]
        table.add_row(*texts, *(_number(row[scale.name], scale) for scale in shortlist.scales))
    return table


def _heading(scale: Scale) -> str:
    """Return a column's head; a name of one's own is broken at its blanks and cut."""
    if scale in SCALES:
        return SHORT.get(scale.name, scale.name)
    return "\n".join(_cut(part, _HEAD) for part in scale.name.split("_") if part)


def _source(row: Mapping[str, Any]) -> Text:
    return Text(plain(row["source"] or ""), overflow="ellipsis", no_wrap=True)


def _what(row: Mapping[str, Any], beneath: Sequence[str]) -> Text:
    """Headline, or the lead's beginning in italics; the fields named by ``beneath`` below."""
    headline = _cut(row["headline"] or "", _HEADLINE)
    text = Text(headline or _cut(row["lead"] or "", _LEAD), "" if headline else "italic")
    parts = [_beneath(name, row[name]) for name in beneath if row[name]]
    if parts:
        text.append("\n" + " · ".join(parts), "dim not italic")
    return text


def _beneath(name: str, value: str) -> str:
    if name.endswith("_main"):
        return f"{_words(name.removesuffix('_main'))}: {_words(value)}"
    return _words(value) if name == "main_frame" else _cut(value, _LEAD)


def _cut(text: str, most: int) -> str:
    # White space and controls may be most of a text: enough of it is cleaned, not all.
    text = plain(text[: 4 * most])
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _number(value: float | None, scale: Scale) -> Text:
    if value is None:
        return Text("–", style="dim")
    # The rounded number decides on the sign, so that no “-0.00” is shown.
    return Text(f"{round(value, 2) + 0.0:.2f}", style=_style(value, scale))


def _style(value: float, scale: Scale) -> str:
    """Colour by strength; on a scale with two ends, by direction."""
    if abs(value) < _MARKED:
        return ""
    if scale.low < 0:
        return "red" if value < 0 else "green"
    return "bold red" if value >= _STRONG else "yellow"


def _legend(scales: Sequence[Scale], model: str) -> Text:
    """Say what each column is, in the codebook's names and ranges."""
    parts = []
    for scale in scales:
        short, name = _heading(scale).replace("\n", " "), _words(scale.name)
        known = name if short == name else f"{short} = {name}"
        parts.append(f"{known} {_range(scale)}")
    return _line(f"{' · '.join(parts)} · “–” withheld: the note says why · model {plain(model)}")


def _range(scale: Scale) -> str:
    return f"{scale.low:g} to {scale.high:g}"


def _line(text: str) -> Text:
    return Text(text, style="dim")


def show_card(console: Console, score: Score, layer: Layer | None = None) -> None:
    """Print one score: each scale with interval and wording, frames, note, model.

    ``layer`` is that of the model that made it, if it has one.
    """
    for part in (*_texts(score), _scales(score, layer), *_frames(score, layer), *_foot(score)):
        console.print(part)


def _texts(score: Score) -> list[Text]:
    headline, lead = plain(score.headline or ""), plain(score.lead or "")
    return [Text(text, style) for text, style in ((headline, "bold"), (lead, "italic")) if text]


def _scales(score: Score, layer: Layer | None) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("scale", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column(f"{100 * INTERVAL_LEVEL:.0f} % interval", justify="right", no_wrap=True)
    table.add_column("nearest wording of the codebook")
    for scale in SCALES:
        table.add_row(*_scale_row(score, scale))
    for scale in own_scales(layer):
        table.add_row(*_own_row(score, scale))
    return table


def _scale_row(score: Score, scale: Scale) -> tuple[Text, ...]:
    value, ends = getattr(score, scale.name), score.interval(scale.name)
    wording = nearest(value, scale) if value is not None else "withheld"
    return _line_of(scale), _number(value, scale), _between(ends), _line(wording)


def _own_row(score: Score, scale: Scale) -> tuple[Text, ...]:
    """Say a scale of one's own, which has no anchors; a question has no interval either."""
    own = score.own or {}
    value = own.get(scale.name)
    if not isinstance(value, float):
        return _line_of(scale), _number(None, scale), _line("–"), _line("withheld")
    ends = score.interval(scale.name) if f"{scale.name}_low" in own else None
    between = _between(ends)
    return _line_of(scale), _number(value, scale), between, _line(labelled(value, scale))


def _between(ends: tuple[float, float] | None) -> Text:
    return _line(f"{ends[0]:.2f} to {ends[1]:.2f}" if ends else "–")


def _line_of(scale: Scale) -> Text:
    return Text(f"{_words(scale.name)} ({_range(scale)})")


def nearest(value: float, scale: Scale) -> str:
    """Return the anchor of the rating that the value is nearest to."""
    share = (value - scale.low) / (scale.high - scale.low)
    return scale.anchors[round(share * (len(scale.anchors) - 1))]


def _frames(score: Score, layer: Layer | None) -> list[Text]:
    """Say the likeliest frames of each family, and of one's own."""
    families = [_probabilities(score.frames, _named(f)) for f in (POLICY_FRAMES, GENERIC_FRAMES)]
    families.append(_probabilities(score.own or {}, own_frames(layer)))
    labels = ("policy frames", "generic frames", "own frames")
    return [_top(label, p) for label, p in zip(labels, families, strict=True) if p]


def _named(frames: Sequence[Frame]) -> dict[str, str]:
    return {frame.column: frame.name for frame in frames}


def _probabilities(
    columns: Mapping[str, float | str | None], names: Mapping[str, str]
) -> dict[str, float]:
    """Return the probability of each frame by its name; none where they are withheld."""
    found = {name: columns.get(column) for column, name in names.items()}
    return {name: value for name, value in found.items() if isinstance(value, float)}


def _top(label: str, probabilities: Mapping[str, float]) -> Text:
    likely = sorted(probabilities, key=lambda name: -probabilities[name])[:_TOP_FRAMES]
    named = (f"{_words(name)} {probabilities[name]:.2f}" for name in likely)
    return Text.assemble((f"{label:<16}", "dim"), " · ".join(named))


def _foot(score: Score) -> list[Text]:
    lines = [] if score.gap is None else [("gap", f"{score.gap:+.2f}, {_oversold(score.gap)}")]
    lines += _own(score)
    lines += [("note", score.note)] if score.note else []
    lines += [("model", plain(score.model))]
    return [Text.assemble((f"{label:<16}", "dim"), text) for label, text in lines]


def _own(score: Score) -> list[tuple[str, str]]:
    """Say what the headline scales are without quoted words, if that was asked."""
    own = score.without_quotes
    if own is None:
        return []
    named = (f"{_words(s.name)} {_number(own[s.name], s).plain}" for s in HEADLINE_SCALES)
    return [("without quotes", " · ".join(named))]


def _oversold(gap: float) -> str:
    side = "more" if gap > 0 else "less"
    return f"the headline is {side} sensational than its own lead"
