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
    FRAMES,
    GENERIC_FRAMES,
    HEADLINE_SCALES,
    INTERVAL_LEVEL,
    POLICY_FRAMES,
    SCALES,
    Scale,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from typing_extensions import Self

    from framing.codebook import Frame
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
    """Keeps what a terminal shows: all articles if they are few, else the most sensational."""

    def __init__(self) -> None:
        self.total = 0
        self.rows: list[dict[str, Any]] = []

    def write(self, table: pa.Table) -> None:
        """Take one scored table."""
        self.total += table.num_rows
        self.rows += table.select(_SHOWN).to_pylist()
        if self.total > MOST_ROWS:
            self.rows = nlargest(MOST_ROWS, self.rows, key=_sensationalism)


def _sensationalism(row: Mapping[str, Any]) -> float:
    value: float | None = row["sensationalism"]
    return -1.0 if value is None else value


_SHOWN = ["source", "headline", "lead", *(s.name for s in SCALES), "main_frame", "note", "model"]


def show_table(console: Console, shortlist: Shortlist) -> None:
    """Print the shortlist, what its columns mean, and how to get the rest."""
    rows = shortlist.rows
    if not rows:
        return
    console.print(_table(rows, wide=console.width >= _WIDE))
    more = shortlist.total - len(rows)
    if more:
        console.print(_more(len(rows), more))
    console.print(_legend(rows[0]["model"]))


def _more(shown: int, more: int) -> Text:
    return Text(
        f"the {shown} most sensational articles; {more:,} more: write all with -o scores.csv"
    )


def _table(rows: Sequence[Mapping[str, Any]], *, wide: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    if wide:
        table.add_column("source", max_width=_SOURCE_WIDTH)
    beneath = ["main_frame", "note"] if wide else ["source", "main_frame", "note"]
    table.add_column("headline", ratio=1, overflow="fold")
    for scale in SCALES:
        heading = SHORT.get(scale.name, scale.name)
        table.add_column(heading, justify="right", no_wrap=True, min_width=4, vertical="top")
    for row in rows:
        texts = [_source(row)] * wide + [_what(row, beneath)]
        table.add_row(*texts, *(_number(row[scale.name], scale) for scale in SCALES))
    return table


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


def _legend(model: str) -> Text:
    """Say what each column is, in the codebook's names and ranges."""
    parts = []
    for scale in SCALES:
        short, name = SHORT.get(scale.name), _words(scale.name)
        known = f"{short} = {name}".replace("\n", " ") if short else name
        parts.append(f"{known} {_range(scale)}")
    return _line(f"{' · '.join(parts)} · “–” withheld: the note says why · model {plain(model)}")


def _range(scale: Scale) -> str:
    return f"{scale.low:g} to {scale.high:g}"


def _line(text: str) -> Text:
    return Text(text, style="dim")


def show_card(console: Console, score: Score) -> None:
    """Print one score: each scale with interval and wording, frames, note, model."""
    for part in (*_texts(score), _scales(score), *_frames(score), *_foot(score)):
        console.print(part)


def _texts(score: Score) -> list[Text]:
    headline, lead = plain(score.headline or ""), plain(score.lead or "")
    return [Text(text, style) for text, style in ((headline, "bold"), (lead, "italic")) if text]


def _scales(score: Score) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("scale", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column(f"{100 * INTERVAL_LEVEL:.0f} % interval", justify="right", no_wrap=True)
    table.add_column("nearest wording of the codebook")
    for scale in SCALES:
        table.add_row(*_scale_row(score, scale))
    return table


def _scale_row(score: Score, scale: Scale) -> tuple[Text, ...]:
    value, ends = getattr(score, scale.name), score.interval(scale.name)
    between = f"{ends[0]:.2f} to {ends[1]:.2f}" if ends else "–"
    wording = nearest(value, scale) if value is not None else "withheld"
    return _line_of(scale), _number(value, scale), _line(between), _line(wording)


def _line_of(scale: Scale) -> Text:
    return Text(f"{_words(scale.name)} ({_range(scale)})")


def nearest(value: float, scale: Scale) -> str:
    """Return the anchor of the rating that the value is nearest to."""
    share = (value - scale.low) / (scale.high - scale.low)
    return scale.anchors[round(share * (len(scale.anchors) - 1))]


def _frames(score: Score) -> list[Text]:
    if all(score.frames[frame.column] is None for frame in FRAMES):
        return []
    families = (("policy frames", POLICY_FRAMES), ("generic frames", GENERIC_FRAMES))
    return [_top(label, frames, score) for label, frames in families]


def _top(label: str, frames: Sequence[Frame], score: Score) -> Text:
    likely = sorted(frames, key=lambda frame: -(score.frames[frame.column] or 0.0))[:_TOP_FRAMES]
    named = (f"{_words(f.name)} {score.frames[f.column] or 0.0:.2f}" for f in likely)
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
