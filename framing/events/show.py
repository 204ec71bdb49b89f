"""Events for people: outlets side by side on a terminal, with rich."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from framing.codebook import FRAMES, SCALES
from framing.events.effects import LEAST_EVENTS
from framing.show import SHORT, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from framing.events import Comparison, Event, SourceEffect, Told
    from framing.outlets.estimates import Estimate

__all__ = ["LIKELY", "show_comparison", "text"]

_MOST_EVENTS, _MOST_EFFECTS = 10, 20
"""Events and outlets on a terminal: what is read on it; more are read in a file."""

_NAME_MOST, _HEADLINE_MOST = 20, 110
LIKELY = 0.3
"""Probability from which a frame is named: the codebook lets a rater give three of fourteen."""


def text(found: Comparison) -> str:
    """Return what ``show_comparison`` prints, 100 columns wide."""
    stream = StringIO()
    show_comparison(Console(file=stream, width=100), found)
    return stream.getvalue().rstrip()


def show_comparison(console: Console, found: Comparison) -> None:
    """Print the events of most outlets, then the effects of the outlets."""
    for event in found.events[:_MOST_EVENTS]:
        _show_event(console, event)
    rest = len(found.events) - _MOST_EVENTS
    if rest > 0:
        console.print(Text(f"{rest:,} more events: write all with -o events.jsonl"))
    effects = [effect for effect in found.source_effects if effect.note is None]
    if effects:
        _show_effects(console, effects[:_MOST_EFFECTS])
    elif found.events:
        said = f"no outlet shares {LEAST_EVENTS} events with others: no source effects"
        console.print(Text(said, style="dim"))
    console.print(Text(_counted(found), style="dim"))


def _counted(found: Comparison) -> str:
    inside = sum(len(event.articles) for event in found.events)
    events = f"{len(found.events):,} event{'s' * (len(found.events) != 1)}"
    return f"{events}, of {inside:,} among {found.articles:,} articles"


def _show_event(console: Console, event: Event) -> None:
    when = " – ".join(dict.fromkeys(day for day in (event.first, event.last) if day))
    parts = [when, f"{len(event.sources)} outlets", event.note or ""]
    head = f"event {event.id} · " + " · ".join(part for part in parts if part)
    console.print(Text(head, style="bold"))
    console.print(_table(event))


def _table(event: Event) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    table.add_column("source", max_width=_NAME_MOST, overflow="ellipsis", no_wrap=True)
    table.add_column("headline, own words, frames", ratio=1, overflow="fold")
    for scale in SCALES:
        heading = SHORT.get(scale.name, scale.name)
        table.add_column(heading, justify="right", no_wrap=True, min_width=4)
    for told in event.articles:
        table.add_row(*_cells(told, event))
    return table


def _cells(told: Told, event: Event) -> Iterable[Text]:
    yield Text(plain(told.score.source))
    yield _what(told, event)
    for scale in SCALES:
        value = getattr(told.score, scale.name)
        # The rounded number decides on the sign, so that no “-0.00” is shown.
        yield Text("–" if value is None else f"{round(value, 2) + 0.0:.2f}")


def _what(told: Told, event: Event) -> Text:
    mark = {id(event.most): "most heightened", id(event.least): "least heightened"}.get(id(told))
    title = plain(told.score.headline or told.score.lead or "")
    cut = title if len(title) <= _HEADLINE_MOST else title[: _HEADLINE_MOST - 1].rstrip() + "…"
    beneath = [mark, plain(", ".join(told.words)), ", ".join(_frames(told))]
    what = Text(cut, "" if told.score.headline else "italic")
    return what.append("\n" + " · ".join(part for part in beneath if part), "dim not italic")


def _frames(told: Told) -> list[str]:
    likely = [(value, f.name) for f in FRAMES if (value := told.score.frames[f.column] or 0.0)]
    named = [f"{name.replace('_', ' ')} {v:.2f}" for v, name in likely if v >= LIKELY]
    return sorted(named, key=lambda text: text[-4:], reverse=True)


def _show_effects(console: Console, effects: list[SourceEffect]) -> None:
    console.print(Text("the same news, by outlet: difference from the mean outlet", style="bold"))
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("source", max_width=_NAME_MOST, overflow="ellipsis", no_wrap=True)
    table.add_column("events", justify="right")
    shown = [s for s in SCALES if s.reads == "headline" or s.name == "tone"]
    for scale in shown:
        table.add_column(scale.name, justify="right", no_wrap=True)
    for effect in effects:
        numbers = [_effect(effect.scales[scale.name]) for scale in shown]
        table.add_row(Text(plain(effect.source)), f"{effect.events:,}", *numbers)
    console.print(table)
    console.print(Text("effect within events, and its 95 % interval", style="dim"))


def _effect(found: Estimate | None) -> Text:
    if found is None:
        return Text("–", style="dim")
    ends = f"{found.low95:+.2f} to {found.high95:+.2f}"
    return Text.assemble(f"{found.value:+.2f}", ("\n" + ends, "dim"))
