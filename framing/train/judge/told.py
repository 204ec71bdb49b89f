"""A judgement as Markdown, as JSON, and as a page with charts."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.errors import FramingError
from framing.replace import open_whole
from framing.show import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.model import Model
    from framing.train.judge.judged import Group, Judgement

__all__ = ["ENDINGS", "FIGURES", "cautions", "cell", "check", "markdown", "write"]

ENDINGS = (".md", ".json", ".html")
"""What a judgement can be written as."""

FIGURES = ("r", "error", "calibration", "coverage", "auc", "f1")
"""The figures in their order."""


def check(out: str | Path) -> None:
    """Say before any work why a judgement could not be written so.

    Raises:
        FramingError: Another ending.
    """
    if Path(out).suffix not in ENDINGS:
        raise FramingError(f"{out}: end it in {', '.join(ENDINGS)}, which says what is written")


def write(found: Judgement, out: str | Path, model: Model) -> None:
    """Write a judgement; the ending of ``out`` says as what.

    Raises:
        FramingError: Another ending, or a page without the ``report`` extra.
        OutputError: It cannot be written.
    """
    check(out)
    text = _text(found, Path(out).suffix, model)
    with open_whole(out) as stream:
        stream.write(text.encode())


def _text(found: Judgement, ending: str, model: Model) -> str:
    if ending == ".json":
        return json.dumps(_without_nan(asdict(found)), indent=1, allow_nan=False) + "\n"
    if ending == ".md":
        return markdown(found)
    try:
        from framing.report.judgement import render
    except ModuleNotFoundError as error:
        raise FramingError("a page needs pip install 'headline-framing[report]'") from error
    return render(found, model)


def _without_nan(value: Any) -> Any:
    """Put null for what could not be reckoned: JSON has no number for it."""
    if isinstance(value, dict):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value


def cell(group: Group, name: str) -> str:
    """Return a figure with its interval, a dash where there is none."""
    figure = group.figures.get(name)
    return "–" if figure is None or isnan(figure.value) else str(figure)


def cautions(found: Judgement) -> Iterator[str]:
    """Yield what makes the figures worth less than they look."""
    if found.known:
        yield (
            f"{found.known:,} of the {found.items:,} items are among those that the model was "
            "fitted on: the figures flatter it"
        )
    if found.is_best:
        yield "F1 is at the threshold that is best on these items, which flatters it a little"
    if found.withheld:
        yield f"{found.withheld:,} items have no score (too short, not English) and are left out"


def markdown(found: Judgement) -> str:
    """Return a judgement as Markdown."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Judgement) -> Iterator[str]:
    yield f"# {plain(found.model)} on {plain(Path(found.path).name)}"
    yield ""
    yield f"{found.items:,} items. Intervals are 95 %, by bootstrap."
    yield from (f"- {caution}" for caution in cautions(found))
    for output in dict.fromkeys(group.output for group in found.groups):
        groups = [group for group in found.groups if group.output == output]
        yield from ("", f"## {output}", "")
        yield f"Yes from {found.thresholds[output]:.2f} of the range on."
        yield ""
        yield "| items | n | " + " | ".join(FIGURES) + " |"
        yield "| --- | --- |" + " --- |" * len(FIGURES)
        yield from map(_line, groups)


def _line(group: Group) -> str:
    count = next(iter(group.figures.values())).n
    cells = [cell(group, name) for name in FIGURES]
    name = plain(group.name).replace("|", "\\|")
    return f"| {name} | {count:,} | {' | '.join(cells)} |"
