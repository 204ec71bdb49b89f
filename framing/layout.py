"""How the arrays of a model fit each other: their types, their axes, and what must be sorted.

The compiled path follows addresses without asking for bounds, so that what it relies on is
made sure of here, once, when a model is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.codebook import HEADS, SCALES
from framing.cues import CUES
from framing.errors import ModelHeaderError, ModelMissingError, ModelNumberError, ModelShapeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from framing.arrays import Array

__all__ = ["ARRAYS", "check_layout"]

Axis = int | str
"""The length of an axis, or a name for it: what has one name has one length."""

ARRAYS: dict[str, tuple[str, tuple[Axis, ...]]] = {
    "keys": ("uint64", ("words",)),
    "rows": ("int8", ("words", "width")),
    "pieces": ("int8", ("pieces", "width")),
    "scale": ("float32", ("width",)),
    "piece_scale": ("float32", ("width",)),
    "gain": ("float32", ("width",)),
    "acronyms": ("uint64", ("acronyms",)),
    "spread": ("float32", (len(SCALES), 5)),
    "quantiles": ("float32", (len(SCALES), 2)),
    **{
        f"{head}_{part}": ("float32", axes)
        for head, outputs in HEADS.items()
        for part, axes in {
            "hidden": ("both" if head == "article" else "inputs", f"{head} units"),
            "bias": (f"{head} units",),
            "out": (f"{head} units", len(outputs)),
            "shift": (len(outputs),),
        }.items()
    },
}
"""Every array of a model: its type and its axes."""

_MOST = {"words": 1 << 24, "pieces": 1 << 24, "acronyms": 1 << 20, "width": 1 << 12}
"""The longest axes, well within the 32 bits in which the compiled path counts rows."""

_MOST_UNITS = 1 << 14
"""Units of a hidden layer, at most."""


def check_layout(folder: Path, arrays: Mapping[str, Array]) -> None:
    """Raise where arrays are missing, unknown, or do not fit each other.

    Raises:
        ModelMissingError: One that is needed is not there.
        ModelHeaderError: One is not known.
        ModelShapeError: Types or axes are not those of ``ARRAYS``.
        ModelNumberError: Keys are not in order.
    """
    for name in ARRAYS:
        if name not in arrays:
            raise ModelMissingError(f"{folder}: array {name!r} is missing; fetch or train it again")
    for name in arrays:
        if name not in ARRAYS:
            raise ModelHeaderError(f"{folder}: array {name!r} is not known; do not use this model")
    _check_axes(folder, arrays)
    for name in ("keys", "acronyms"):
        if not (arrays[name][1:] > arrays[name][:-1]).all():
            raise ModelNumberError(f"{folder}: {name} are not in order; train the model again")


def _check_axes(folder: Path, arrays: Mapping[str, Array]) -> None:
    known: dict[Axis, int] = {}
    for name, (dtype, axes) in ARRAYS.items():
        array = arrays[name]
        fits = str(array.dtype) == dtype and array.ndim == len(axes)
        for axis, length in zip(axes, array.shape, strict=False):
            wanted = axis if isinstance(axis, int) else known.setdefault(axis, length)
            fits &= length == wanted
        if not fits:
            raise ModelShapeError(
                f"{folder}: arrays do not fit each other: {name} is {array.dtype} "
                f"{array.shape}; fetch or train it again"
            )
    if not _is_possible(known):
        raise ModelShapeError(f"{folder}: arrays do not fit each other; train the model again")


def _is_possible(known: Mapping[Axis, int]) -> bool:
    width, pieces = known["width"], known["pieces"]
    possible = width > 0 and pieces > 0 and pieces & (pieces - 1) == 0
    possible &= known["inputs"] == width + len(CUES) and known["both"] == 2 * known["inputs"]
    possible &= all(known[axis] <= most for axis, most in _MOST.items())
    return possible and all(0 < known[f"{head} units"] <= _MOST_UNITS for head in HEADS)
