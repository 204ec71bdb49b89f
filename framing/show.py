"""Scores for people: a table or a card on a terminal, with rich.

Headlines are strangers' text: they are never read as markup, and characters that steer a
terminal or turn the direction of writing are taken out before anything is printed.
"""

from __future__ import annotations

import sys
import unicodedata
from time import monotonic
from typing import TYPE_CHECKING, Any

from framing.codebook import FRAMES, GENERIC_FRAMES, INTERVAL_LEVEL, POLICY_FRAMES, SCALES, Scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text
    from typing_extensions import Self

    from framing.codebook import Frame
    from framing.scoring import Score

__all__ = ["MOST_ROWS", "Progress", "Shortlist", "plain", "show_card", "show_table"]

MOST_ROWS = 40
"""Articles on a terminal: more than fits two screens is read in a file."""

_SHORT = {
    "sensationalism": "sens",
    "clickbait": "bait",
    "loaded": "load",
    "lead_sensationalism": "lead\nsens",
    "lead_loaded": "lead\nload",
    "opinion": "opin",
}
"""Column heads where the scale's name is too wide for its two decimals."""

_LONGEST = 160
"""Characters of a headline or lead in the table."""

_TOP_FRAMES = 3
_SOURCE_WIDTH = 14
_PATIENCE = 1.0
"""Seconds before a progress bar is worth its lines."""
_MARKED, _STRONG = 0.35, 0.6
"""Shares of a scale from which a number is coloured: a quarter, and a tenth, of headlines
reach them or so; the colours only guide the eye."""


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
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, articles: int, paths: int) -> None:
        if self._wanted and self._bar is None and monotonic() - self._since > _PATIENCE:
            self._bar = _bar()
            self._bar.add_task("articles scored", total=self._paths, articles="0")
            self._bar.start()
        if self._bar is not None:
            done = paths if self._paths else 0
            self._bar.update(self._bar.task_ids[0], completed=done, articles=f"{articles:,}")


def _bar() -> Any:
    from rich import progress
    from rich.console import Console

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
        self._kept: pa.Table | None = None

    def write(self, table: pa.Table) -> None:
        """Take one scored table."""
        import pyarrow as pa

        self.total += table.num_rows
        shown = table.select(_SHOWN)
        kept = shown if self._kept is None else pa.concat_tables([self._kept, shown])
        if self.total > MOST_ROWS:
            kept = kept.sort_by([("sensationalism", "descending")]).slice(0, MOST_ROWS)
        # Copied, so that a slice does not keep whole batches alive.
        self._kept = pa.Table.from_pylist(kept.to_pylist(), schema=kept.schema)

    def rows(self) -> list[dict[str, Any]]:
        """Return the kept rows: as they came, or with the most sensational first."""
        return [] if self._kept is None else self._kept.to_pylist()


_SHOWN = ["source", "headline", "lead", *(s.name for s in SCALES), "main_frame", "note", "model"]


def show_table(console: Console, shortlist: Shortlist) -> None:
    """Print the shortlist, what its columns mean, and how to get the rest."""
    rows = shortlist.rows()
    if not rows:
        return
    console.print(_table(rows))
    more = shortlist.total - len(rows)
    if more:
        console.print(_line(f"the {len(rows)} most sensational of {shortlist.total:,} articles; "))
        console.print(_line(f"{more:,} more: write all of them to a file with -o scores.csv"))
    console.print(_legend(rows[0]["model"]))


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    table.add_column("source", max_width=_SOURCE_WIDTH, overflow="ellipsis", vertical="top")
    table.add_column("headline, main frame, note", ratio=1, overflow="fold")
    for scale in SCALES:
        heading = _SHORT.get(scale.name, scale.name)
        table.add_column(heading, justify="right", no_wrap=True, min_width=4, vertical="top")
    for row in rows:
        table.add_row(_source(row), _what(row), *(_number(row[s.name], s) for s in SCALES))
    return table


def _source(row: Mapping[str, Any]) -> Text:
    from rich.text import Text

    return Text(plain(row["source"] or ""), overflow="ellipsis", no_wrap=True)


def _what(row: Mapping[str, Any]) -> Text:
    """Headline, or the lead's beginning in italics; beneath it main frame and note."""
    from rich.text import Text

    headline, lead = (plain((row[n] or "")[: 4 * _LONGEST]) for n in ("headline", "lead"))
    text = Text(_cut(headline) or _cut(lead), style="" if headline else "italic")
    beneath = [part for part in (_words(row["main_frame"]), row["note"]) if part]
    if beneath:
        text.append("\n" + " · ".join(beneath), style="dim not italic")
    return text


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _words(name: str | None) -> str:
    return (name or "").replace("_", " ")


def _number(value: float | None, scale: Scale) -> Text:
    from rich.text import Text

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
        short, name = _SHORT.get(scale.name), _words(scale.name)
        known = f"{short} = {name}".replace("\n", " ") if short else name
        parts.append(f"{known} {_range(scale)}")
    return _line(f"{' · '.join(parts)} · “–” withheld: the note says why · model {plain(model)}")


def _range(scale: Scale) -> str:
    return f"{scale.low:g} to {scale.high:g}"


def _line(text: str) -> Text:
    from rich.text import Text

    return Text(text, style="dim")


def show_card(console: Console, score: Score) -> None:
    """Print one score: each scale with interval and wording, frames, note, model."""
    for part in (*_texts(score), _scales(score), *_frames(score), *_foot(score)):
        console.print(part)


def _texts(score: Score) -> list[Text]:
    from rich.text import Text

    headline, lead = plain(score.headline or ""), plain(score.lead or "")
    return [Text(text, style) for text, style in ((headline, "bold"), (lead, "italic")) if text]


def _scales(score: Score) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("scale", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column(f"{INTERVAL_LEVEL:.0%} interval", justify="right", no_wrap=True)
    table.add_column("nearest wording of the codebook")
    for scale in SCALES:
        table.add_row(*_scale_row(score, scale))
    return table


def _scale_row(score: Score, scale: Scale) -> tuple[RenderableType, ...]:
    value, ends = getattr(score, scale.name), score.interval(scale.name)
    between = f"{ends[0]:.2f} to {ends[1]:.2f}" if ends else "–"
    wording = _nearest(value, scale) if value is not None else "withheld"
    return _line_of(scale), _number(value, scale), _line(between), _line(wording)


def _line_of(scale: Scale) -> Text:
    from rich.text import Text

    return Text(f"{_words(scale.name)} ({_range(scale)})")


def _nearest(value: float, scale: Scale) -> str:
    """Return the anchor of the rating that the value is nearest to."""
    share = (value - scale.low) / (scale.high - scale.low)
    return scale.anchors[round(share * (len(scale.anchors) - 1))]


def _frames(score: Score) -> list[Text]:
    if all(score.frames[frame.column] is None for frame in FRAMES):
        return []
    families = (("policy frames", POLICY_FRAMES), ("generic frames", GENERIC_FRAMES))
    return [_top(label, frames, score) for label, frames in families]


def _top(label: str, frames: Sequence[Frame], score: Score) -> Text:
    from rich.text import Text

    likely = sorted(frames, key=lambda frame: -(score.frames[frame.column] or 0.0))[:_TOP_FRAMES]
    named = (f"{_words(f.name)} {score.frames[f.column] or 0.0:.2f}" for f in likely)
    return Text.assemble((f"{label:<16}", "dim"), " · ".join(named))


def _foot(score: Score) -> list[Text]:
    from rich.text import Text

    lines = [] if score.gap is None else [("gap", f"{score.gap:+.2f}, {_oversold(score.gap)}")]
    lines += [("note", score.note)] if score.note else []
    lines += [("model", plain(score.model))]
    return [Text.assemble((f"{label:<16}", "dim"), text) for label, text in lines]


def _oversold(gap: float) -> str:
    side = "more" if gap > 0 else "less"
    return f"the headline is {side} sensational than its own lead"
