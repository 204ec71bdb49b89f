"""A layer: a researcher's own scale or frames, fitted on the table that is already there.

A layer reads what the parent model knows of a text (its vectors, cues, hidden units and logits)
and rows of its own for the words and neighbour pairs of its labels. All are weighed and added
up, so a layer is explained as exactly as the parent. Its folder holds ``layer.json`` and plain
arrays, each with shape, type and SHA-256 digest, and names the parent it was fitted on; nothing
is executed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.arrays import read_array, write_array
from framing.codebook import COLUMNS, OUTPUTS
from framing.cues import CUES
from framing.errors import ModelError, ModelHeaderError, ModelMissingError, ModelShapeError
from framing.header import Header, read_header, write_header

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from framing.model import Model

__all__ = [
    "ARRAYS",
    "FORMAT",
    "HEADER",
    "KINDS",
    "Layer",
    "Rows",
    "check_name",
    "digest_of",
    "load_layered",
    "save_layer",
]

FORMAT = 3
"""Number of the folder's layout; a reader refuses any other. 1 had no seal, 2 read no hidden
units of the parent."""

HEADER = "layer.json"
"""The file that makes a folder a layer."""

KINDS = ("graded", "yes_no", "frames")
"""What can be learned: a graded scale, a question with two answers, frames of which a text has
none, one or several."""

ARRAYS = {
    "headline_keys": "uint64",
    "headline_rows": "float32",
    "lead_keys": "uint64",
    "lead_rows": "float32",
    "headline_weights": "float32",
    "lead_weights": "float32",
    "parent_weights": "float32",
    "unit_weights": "float32",
    "shift": "float32",
    "spread": "float32",
    "quantiles": "float32",
    "seen": "uint64",
}
"""The arrays of a layer and their types."""

Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a layer's own: ``keys`` (k), sorted, and what each adds, ``rows`` (k, outputs).

    A text adds up the rows of its words and neighbour pairs, over the root of its tokens.
    """

    keys: Keys
    rows: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A loaded layer, equal only to itself.

    The logit of its outputs is the sum of ``headline_weights`` (width + cues, outputs) times
    the headline's vector, ``lead_weights`` times the lead's, ``parent_weights`` (26, outputs)
    times the parent's logits, ``unit_weights`` (units, outputs) times the hidden units of its
    heads, the texts' own rows, and ``shift`` (outputs). Calibration is
    folded in. ``spread`` (5) and ``quantiles`` (2) give a graded scale's intervals
    (``framing.intervals``) and are empty for other kinds. ``seen`` (items) are the hashes of
    the texts that it was fitted on, sorted. ``reads`` is ``headline`` where it was fitted on
    headlines alone, else ``article``.
    """

    label: str
    header: Mapping[str, Any]
    kind: str
    name: str
    outputs: tuple[str, ...]
    reads: str
    headline: Rows
    lead: Rows
    headline_weights: Floats
    lead_weights: Floats
    parent_weights: Floats
    unit_weights: Floats
    shift: Floats
    spread: Floats
    quantiles: Floats
    seen: Keys

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it adds: a graded scale its interval's ends, frames the likeliest."""
        if self.kind == "graded":
            return (self.name, f"{self.name}_low", f"{self.name}_high")
        return (f"{self.name}_main", *self.outputs) if self.kind == "frames" else self.outputs

    @property
    def span(self) -> tuple[float, float]:
        """The rated range of its labels."""
        low, high = self.header.get("range", (0.0, 1.0))
        return float(low), float(high)

    @property
    def main_threshold(self) -> float:
        """The probability of the likeliest frame below which none is named."""
        return float(self.header.get("main_threshold", 0.0))


def check_name(name: str) -> str:
    """Return a name that may head columns.

    Raises:
        ValueError: it is no plain name, or its columns would collide with the design's.

    >>> check_name("alarm")
    'alarm'
    """
    if not (name.isidentifier() and name.isascii() and name == name.lower()):
        raise ValueError(f"{name!r} cannot head a column; use small letters, digits and _")
    reserved = ("frame", "generic")
    taken = {*COLUMNS, "url", "published"} & {name, f"{name}_low", f"{name}_high", f"{name}_main"}
    if name in reserved or taken or name.endswith(("_low", "_high", "_without_quotes")):
        raise ValueError(f"{name!r} would collide with columns of the model's own; choose another")
    return name


def digest_of(model: Model) -> str:
    """Return the digest that the parent's label ends with."""
    return model.label.rpartition(" ")[2]


def load_layered(folder: Path) -> Model:
    """Load a layer with the parent that it was fitted on. The same folder loads once.

    Raises:
        ModelError: an array is not as the header says, or the parent is another model.
    """
    return _load(folder)


@lru_cache(maxsize=4)
def _load(folder: Path) -> Model:
    from framing.model import load_model

    header = _header(folder)
    named = header.fields["parent"]
    # A path that is stored relative is so to the layer: both may move together.
    parent = load_model(folder / named["folder"] if "folder" in named else None)
    if parent.layer is not None or digest_of(parent) != named.get("digest"):
        raise ModelError(
            f"{folder}: fitted on {named.get('label')}, but {parent.label} is what is "
            "here; fit it again (framing train), or install the version it was fitted with"
        )
    layer = _assemble(folder, header)
    _check_shapes(folder, layer, parent)
    return replace(parent, label=f"{parent.label} + {layer.label}", layer=layer)


def _header(folder: Path) -> Header:
    path = folder / HEADER
    header = read_header(path, (FORMAT,))
    fault = _fault(header.fields) or _misranged(header.fields.get("range", [0, 1]))
    if fault:
        raise ModelHeaderError(f"{path}: {fault}; fit it again (framing train)")
    return header


def _fault(header: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a header, ``None`` where nothing is."""
    outputs = header.get("outputs")
    if header.get("kind") not in KINDS or header.get("reads") not in {"headline", "article"}:
        return f"kind {header.get('kind')!r} or reads {header.get('reads')!r} is none that is known"
    if not isinstance(header.get("parent"), dict) or not isinstance(header.get("arrays"), dict):
        return "names no parent or no arrays"
    if not isinstance(header["parent"].get("folder", ""), str):
        return "names a folder of the parent that is no text"
    if not isinstance(outputs, list) or not outputs or len(set(map(str, outputs))) != len(outputs):
        return "lists no outputs, or one of them twice"
    threshold = header.get("main_threshold", 0.0)
    if not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        return "main_threshold is no probability"
    return _misnamed(str(header.get("name")), header["kind"], outputs)


_FARTHEST = 1e300
"""Ends beyond could not be reckoned with."""


def _misranged(span: object) -> str | None:
    """Return what is wrong with the labels' range, of which only what is shown hangs."""
    said = "range is no pair of rising numbers"
    if not isinstance(span, list) or len(span) != 2:  # noqa: PLR2004 - low and high
        return said
    numbers = all(isinstance(end, (int, float)) and abs(end) < _FARTHEST for end in span)
    return None if numbers and span[0] < span[1] else said


def _misnamed(name: str, kind: str, outputs: list[Any]) -> str | None:
    try:
        check_name(name)
    except ValueError as error:
        return str(error)
    if kind != "frames":
        return None if outputs == [name] else f"outputs are not {name!r} alone"
    ours = all(isinstance(o, str) and o.startswith(f"{name}_") for o in outputs)
    clash = {*COLUMNS, f"{name}_main"} & {str(o) for o in outputs}
    return None if ours and not clash else f"outputs do not begin with {name}_, or collide"


def _array(folder: Path, name: str, said: object) -> Array:
    array = read_array(folder, name, said)
    if str(array.dtype) != ARRAYS[name]:
        raise ModelShapeError(f"{folder / name}.npy: {array.dtype} is not {ARRAYS[name]}")
    return array


def _assemble(folder: Path, held: Header) -> Layer:
    header = held.fields
    missing = [name for name in ARRAYS if name not in header["arrays"]]
    if missing:
        raise ModelMissingError(f"{folder}: array {missing[0]!r} is missing; fetch the layer again")
    arrays = {name: _array(folder, name, header["arrays"][name]) for name in ARRAYS}
    return Layer(
        label=f"{header['name']} {held.digest}",
        header=header,
        kind=header["kind"],
        name=header["name"],
        outputs=tuple(header["outputs"]),
        reads=header["reads"],
        headline=Rows(arrays["headline_keys"], arrays["headline_rows"]),
        lead=Rows(arrays["lead_keys"], arrays["lead_rows"]),
        **{name: arrays[name] for name in list(ARRAYS)[4:]},
    )


def _check_shapes(folder: Path, layer: Layer, parent: Model) -> None:
    outputs, reads = len(layer.outputs), parent.table.width + len(CUES)
    graded = layer.kind == "graded"
    wanted = {
        "headline_weights": (reads, outputs),
        "lead_weights": (reads, outputs),
        "parent_weights": (len(OUTPUTS), outputs),
        "unit_weights": (sum(len(head.bias) for head in parent.heads.values()), outputs),
        "shift": (outputs,),
        "spread": (5 * graded,),
        "quantiles": (2 * graded,),
    }
    fits = all(getattr(layer, name).shape == shape for name, shape in wanted.items())
    fits &= layer.seen.ndim == 1
    for own in (layer.headline, layer.lead):
        fits &= own.keys.ndim == 1 and own.rows.shape == (len(own.keys), outputs)
        fits &= bool((own.keys[1:] > own.keys[:-1]).all())
    if not fits:
        raise ModelShapeError(
            f"{folder}: arrays do not fit each other; fit it again (framing train)"
        )


def save_layer(folder: Path, header: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a layer's folder: the arrays, then the header that lists them with their digests.

    An older header is taken away first, so that a folder that was half written is no layer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HEADER).unlink(missing_ok=True)
    said = {
        name: write_array(folder, name, np.asarray(arrays[name], dtype=kind))
        for name, kind in ARRAYS.items()
    }
    write_header(folder / HEADER, {"format": FORMAT, **header, "arrays": said})
