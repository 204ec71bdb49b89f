"""Scores and estimates as the cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.report.text import number, signed

if TYPE_CHECKING:
    from framing.codebook import Scale
    from framing.outlets.estimates import Estimate

__all__ = ["difference", "mean", "score"]

_MARKED, _STRONG = 0.35, 0.6
"""Scores from which a number is tinted, as on the terminal."""


def score(value: float | None, scale: Scale) -> tuple[str, str]:
    """Return a score and its tint: what is heightened; tone and opinion are not good or bad.

    Nor is it known of a scale of one's own, which has no anchors, that it is of what is heightened.
    """
    if value is None or value < _MARKED or scale.reads == "article" or not scale.anchors:
        return number(value), ""
    return number(value), "up2" if value >= _STRONG else "up1"


def mean(found: Estimate | None) -> tuple[str, str]:
    """Return a mean and its 95 % interval, written out, as far as there are any."""
    if found is None:
        return number(None), ""
    return number(found.value), f"{number(found.low95)} to {number(found.high95)}"


def difference(found: Estimate | None) -> tuple[str, str]:
    """Return a difference and its 95 % interval, each with its sign."""
    if found is None:
        return number(None), ""
    return signed(found.value), f"{signed(found.low95)} to {signed(found.high95)}"
