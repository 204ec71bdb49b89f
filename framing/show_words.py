"""An explanation for people: the texts in colour and a table of the words, with rich.

Texts are strangers' and are never read as markup; see ``framing.show``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from framing.codebook import HEADLINE_SCALES, INTERVAL_LEVEL, scale
from framing.marking import level, stretches
from framing.show import nearest, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from framing.explain import Explanation, Span
    from framing.scoring import Score

__all__ = ["MOST_WORDS", "published", "show_explanation", "strongest", "what"]

MOST_WORDS = 8
"""Spans that raise, and that lower, which are listed: the rest is small change."""

_LEAST = 0.005
"""Contributions below would be listed as 0.00."""

_HEATED = {1: "yellow", 2: "red", 3: "bold red", -1: "cyan", -2: "blue", -3: "bold blue"}
_VALUED = {1: "green", 2: "green", 3: "bold green", -1: "red", -2: "red", -3: "bold red"}
"""Styles by strength (``framing.marking.level``); on tone, what raises is the good news."""


def published(score: Score, output: str) -> float | None:
    """Return the score of a scale or frame column; ``None`` where it is withheld."""
    own = score.own or {}
    if output in own:
        return cast("float | None", own[output])
    value: float | None = score.frames[output] if output in score.frames else getattr(score, output)
    return value


def strongest(spans: Sequence[Span], most: int = MOST_WORDS) -> tuple[list[Span], list[Span]]:
    """Return the spans that raise most and those that lower most, strongest first."""
    ranked = sorted(spans, key=lambda span: -span.contribution)
    raising = [span for span in ranked if span.contribution >= _LEAST]
    lowering = [span for span in reversed(ranked) if span.contribution <= -_LEAST]
    return raising[:most], lowering[:most]


def what(span: Span) -> str:
    """Say what a span is: a word, a pair, a cue by its name; and that it is quoted."""
    kind = f"cue: {span.cue.replace('_', ' ')}" if span.cue else span.kind
    return kind + (", quoted" if span.quoted else "")


def show_explanation(console: Console, score: Score, found: Explanation) -> None:
    """Print one explanation: score, texts in colour, the sum, and the words that did it.

    A score that is withheld is said to be, and why.
    """
    value = published(score, found.output)
    console.print(_heading(score, found, value))
    for side in ("headline", "lead"):
        spans = [span for span in found.spans if span.side == side]
        if spans and value is not None:
            console.print(_coloured(getattr(score, side) or "", spans, found.output))
    if value is not None:
        for part in (_sum(found, value), *_own(found), _table(found)):
            console.print(part)


_QUOTABLE = frozenset(scale.name for scale in HEADLINE_SCALES)


def _heading(score: Score, found: Explanation, value: float | None) -> Text:
    text = Text.assemble(f"{found.output.replace('_', ' ')} ", (_score(value), "bold"))
    own = f"{found.output}_low" in (score.own or {})
    if value is not None and (own or found.output in score.intervals):
        low, high = score.interval(found.output) or (value, value)
        text.append(f"  {100 * INTERVAL_LEVEL:.0f} % interval {_score(low)} to {_score(high)}")
    if value is not None and found.output in score.intervals:
        text.append(f"  nearest wording of the codebook: {nearest(value, scale(found.output))}")
    if score.note:
        text.append(f"  note: {score.note}")
    text.stylize("dim", len(found.output) + 1 + len(_score(value)))
    return text


def _score(value: float | None) -> str:
    # Adding nought makes “-0.00” “0.00”.
    return "withheld" if value is None else f"{round(value, 2) + 0.0:.2f}"


def _coloured(text: str, spans: Sequence[Span], output: str) -> Text:
    styles = _VALUED if output == "tone" else _HEATED
    coloured = Text()
    for piece in stretches(text, spans):
        coloured.append(_piece(piece.text), styles.get(level(piece.weight), ""))
    return coloured


def _piece(text: str) -> str:
    """Clean a piece of text, and keep a blank at its ends."""
    blanks = (" " * text[:1].isspace(), " " * (text[-1:].isspace() and len(text) > 1))
    return blanks[0] + plain(text) + blanks[1]


def _sum(found: Explanation, value: float) -> Text:
    words = found.total - found.baseline
    parts = f"empty text {found.baseline:+.2f}, words {words:+.2f}: together {found.total:+.2f}"
    return Text(f"{parts} in log-odds, which is {_score(value)}", "dim")


def _own(found: Explanation) -> list[Text]:
    if found.output not in _QUOTABLE or not any(span.quoted for span in found.spans):
        return []
    own = found.without_quotes
    said = "too little is left to score" if own is None else _score(own)
    return [Text(f"without the quoted words {said}")]


def _table(found: Explanation) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("words", overflow="fold")
    table.add_column("what", no_wrap=True)
    table.add_column("adds", justify="right", no_wrap=True)
    for spans in strongest(found.spans):
        for span in spans:
            table.add_row(Text(plain(span.text)), what(span), f"{span.contribution:+.2f}")
        table.add_section()
    return table
