"""A layer's own scale or frames as people are shown them, on a terminal and on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.codebook import Scale

if TYPE_CHECKING:
    from framing.layer import Layer

__all__ = ["labelled", "main_column", "own_frames", "own_numbers", "own_scales"]


def own_scales(layer: Layer | None) -> tuple[Scale, ...]:
    """Return a graded scale or a question as a scale without anchors; nothing for frames."""
    if layer is None or layer.kind == "frames":
        return ()
    low, high = layer.span
    graded = layer.kind == "graded"
    asked = f"labels from {low:g} to {high:g}" if graded else "how likely is a yes?"
    return (Scale(layer.name, layer.kind, layer.reads, low, high, 0.0, 1.0, asked, ()),)


def own_frames(layer: Layer | None) -> dict[str, str]:
    """Return the columns of a layer's frames and the name of each; nothing for scales."""
    if layer is None or layer.kind != "frames":
        return {}
    return {output: output.removeprefix(f"{layer.name}_") for output in layer.outputs}


def own_numbers(layer: Layer | None) -> tuple[str, ...]:
    """Return the columns of a layer's scale or frames that can be averaged."""
    return (*(scale.name for scale in own_scales(layer)), *own_frames(layer))


def main_column(layer: Layer | None) -> tuple[str, ...]:
    """Return the column of a layer's likeliest frame; nothing for scales."""
    return layer.columns[:1] if layer is not None and layer.kind == "frames" else ()


def labelled(value: float, scale: Scale) -> str:
    """Say a share of the range in the measure of the labels.

    >>> alarm = Scale("alarm", "graded", "headline", 0, 4, 0.0, 1.0, "labels from 0 to 4", ())
    >>> labelled(0.525, alarm)
    '2.1 in labels from 0 to 4'
    """
    if scale.code != "graded":
        return "probability of a yes"
    return f"{scale.lowest + value * (scale.highest - scale.lowest):.1f} in {scale.question}"
