"""The page on a judgement: how far a model agrees with somebody's labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.outlets.estimates import Estimate
from framing.report.base import rendered
from framing.report.charts import Line, intervals
from framing.report.text import clean
from framing.train.judge.told import FIGURES, cautions, cell

if TYPE_CHECKING:
    from framing.model import Model
    from framing.train.judge.judged import Group, Judgement
    from framing.train.measures import Figure

__all__ = ["render"]

_DRAWN = {"r": "Pearson’s r", "error": "mean error, share of the range"}
"""The figures that are drawn, with their axis; the table has all."""


def render(found: Judgement, model: Model) -> str:
    """Return the page as HTML."""
    names = dict.fromkeys(group.output for group in found.groups)
    outputs = [_output(name, [g for g in found.groups if g.output == name]) for name in names]
    content = {
        "file": clean(Path(found.path).name),
        "items": found.items,
        "cautions": list(cautions(found)),
        "figures": FIGURES,
        "thresholds": found.thresholds,
        "outputs": outputs,
    }
    return rendered("judgement.html", content, model)


def _output(name: str, groups: list[Group]) -> dict[str, Any]:
    charts = [
        intervals(
            [
                Line(clean(g.name), _estimate(g.figures[figure]), str(g.figures[figure]))
                for g in groups
                if g.figures[figure].value == g.figures[figure].value
            ],
            f"{name}: {axis}",
            axis,
        )
        for figure, axis in _DRAWN.items()
    ]
    lines = [
        {
            "name": clean(g.name),
            "count": g.figures["r"].n,
            "cells": [cell(g, figure) for figure in FIGURES],
        }
        for g in groups
    ]
    return {"name": name, "charts": charts, "lines": lines}


def _estimate(figure: Figure) -> Estimate:
    low, high = figure.low, figure.high
    return Estimate(figure.value, figure.n, 0.0, low, high, low, high)
