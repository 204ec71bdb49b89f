"""Load, check and save a model folder: plain arrays and a JSON header, nothing executed.

A folder holds ``header.json`` and one ``.npy`` file for each array that the header lists with
shape, type and SHA-256 digest. Every load checks all three before a number is used.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS, SCALES
from framing.cues import CUES
from framing.errors import ModelError
from framing.vectors import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from framing.layer import Layer

__all__ = ["FORMAT", "Head", "Model", "built_in", "load_model", "save_model"]

_TABLE = ("keys", "rows", "pieces", "scale", "piece_scale", "gain", "acronyms")

FORMAT = 1
"""Number of the folder's layout; a reader refuses any other."""

HEADS = ("headline", "lead", "article")
"""The heads: what each reads is in its name; ``article`` reads headline and lead."""

Floats = npt.NDArray[np.float32]
Array = npt.NDArray[Any]

_DTYPES = frozenset({"uint64", "int8", "float32"})


@dataclass(frozen=True, slots=True)
class Head:
    """One hidden layer of rectified units: ``relu(x @ hidden + bias) @ out + shift``.

    Calibration is folded into ``out`` and ``shift``; it is affine in the logit. Products are
    added in an order of our own: the last bits of a library's matrix product hang on the size
    of the batch, and ``framing.kernel`` could not follow it.
    """

    hidden: Floats
    bias: Floats
    out: Floats
    shift: Floats

    def __call__(self, *sides: Floats) -> Floats:
        """Return logits, shape (texts, outputs of this head), of the vectors of its sides."""
        reach, row = np.repeat(self.bias[None], len(sides[0]), axis=0), 0
        for side in sides:
            _add_product(side, self.hidden[row : row + side.shape[1]], reach)
            row += side.shape[1]
        logits = np.repeat(self.shift[None], len(reach), axis=0)
        _add_product(np.maximum(reach, np.float32(0)), self.out, logits)
        return logits


_AT_ONCE = 32
"""Texts whose products are held at a time: some two megabytes."""


def _add_product(x: Floats, weights: Floats, total: Floats) -> None:
    """Add ``x @ weights`` to ``total``: inputs by eights, each eight added up in pairs."""
    eights = len(weights) - len(weights) % 8
    by_eights = weights[:eights].reshape(-1, 8, weights.shape[1])
    for start in range(0, len(x), _AT_ONCE):
        into = total[start : start + _AT_ONCE]
        terms = x[start : start + _AT_ONCE, :eights].reshape(len(into), -1, 8, 1) * by_eights
        for _ in range(3):
            terms = terms[:, :, ::2] + terms[:, :, 1::2]
        for eight in range(len(by_eights)):
            into += terms[:, eight, 0]
    for place in range(eights, len(weights)):
        total += x[:, place : place + 1] * weights[place]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A loaded model, equal only to itself.

    ``label`` is what the ``model`` column says: name, version, digest.

    ``layer`` is a scale or frames of the user's own, if the model has one (``framing.layer``).

    ``spread`` (scales, 5) and ``quantiles`` (scales, 2) give the prediction intervals; see
    ``framing.intervals``.
    """

    label: str
    header: Mapping[str, Any]
    table: Table
    heads: Mapping[str, Head]
    spread: Floats
    quantiles: Floats
    thresholds: Mapping[str, float] = field(default_factory=dict)
    layer: Layer | None = None


def load_model(folder: str | Path | None = None) -> Model:
    """Load the model in ``folder``, or the built-in English one. The same folder loads once.

    The folder of a layer (``framing.layer``) gives its parent with the layer.

    Raises:
        ModelError: no such folder, another format, or an array that is not as the header says.
    """
    path = built_in() if folder is None else Path(folder).resolve()
    if (path / "layer.json").is_file():
        from framing.layer import load_layered

        return load_layered(path)
    return _load(path)


@lru_cache(maxsize=1)
def built_in() -> Path:
    """Return the folder of the built-in English model."""
    inside = Path(str(files("framing"))) / "models" / "english"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "models" / "english"


@lru_cache(maxsize=4)
def _load(folder: Path) -> Model:
    header = _header(folder)
    arrays = {name: _array(folder, name, said) for name, said in header["arrays"].items()}
    return _assemble(folder, header, arrays)


def _header(folder: Path) -> dict[str, Any]:
    path = folder / "header.json"
    try:
        header: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder}: no header.json, so no model; check the path") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read as JSON ({error}); fetch it again") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        found = header.get("format") if isinstance(header, dict) else type(header).__name__
        raise ModelError(
            f"{path}: format {found!r}, but this version reads format {FORMAT}; "
            "install the matching version of headline-framing"
        )
    _check_order(path, header)
    return header


def _check_order(path: Path, header: Mapping[str, Any]) -> None:
    for what, ours in (("outputs", list(OUTPUTS)), ("cues", list(CUES))):
        if header.get(what) != ours:
            raise ModelError(f"{path}: {what} are not those of this version; train it again")
    if not isinstance(header.get("arrays"), dict):
        raise ModelError(f"{path}: lists no arrays; fetch it again")


def _array(folder: Path, name: str, said: Mapping[str, Any]) -> Array:
    """Read one array and hold it to the header; the file name is ours, never the header's."""
    if not name.isidentifier():
        raise ModelError(f"{folder}: {name!r} is no name of an array; fetch the model again")
    path = folder / f"{name}.npy"
    try:
        raw = path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != said["sha256"]:
            raise ModelError(f"{path}: digest differs from the header's; fetch the model again")
        array: Array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); fetch the model again") from error
    if str(array.dtype) not in _DTYPES or list(array.shape) != said.get("shape"):
        raise ModelError(f"{path}: {array.dtype} {array.shape} is not what the header says")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ModelError(f"{path}: holds numbers that are not finite; fetch the model again")
    return array


def _assemble(folder: Path, header: Mapping[str, Any], arrays: Mapping[str, Array]) -> Model:
    try:
        table = Table(*(arrays[n] for n in _TABLE))
        heads = {
            name: Head(*(arrays[f"{name}_{n}"] for n in ("hidden", "bias", "out", "shift")))
            for name in HEADS
        }
        spread, quantiles = arrays["spread"], arrays["quantiles"]
    except KeyError as error:
        raise ModelError(f"{folder}: array {error} is missing; fetch the model again") from None
    _check_shapes(folder, table, heads, spread)
    digest = hashlib.sha256((folder / "header.json").read_bytes()).hexdigest()[:12]
    label = f"{header.get('name', folder.name)} {header.get('version', '?')} {digest}"
    return Model(label, header, table, heads, spread, quantiles, header.get("thresholds", {}))


def _check_shapes(folder: Path, table: Table, heads: Mapping[str, Head], spread: Floats) -> None:
    width = table.width + len(CUES)
    wanted = {"headline": (width, 3), "lead": (width, 2), "article": (2 * width, 2 + 19)}
    fits = len(table.keys) == len(table.rows) and spread.shape[0] == len(SCALES)
    fits &= len(table.pieces) & (len(table.pieces) - 1) == 0 and len(table.pieces) > 0
    for name, (reads, gives) in wanted.items():
        head = heads[name]
        fits &= head.hidden.shape[0] == reads and head.out.shape == (len(head.bias), gives)
        fits &= head.hidden.shape[1] == len(head.bias) and head.shift.shape == (gives,)
    if not fits:
        raise ModelError(f"{folder}: arrays do not fit each other; fetch the model again")


def save_model(folder: Path, header: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a model folder: the arrays, then the header that lists them with their digests."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        said[name] = {
            "shape": list(array.shape),
            "dtype": str(array.dtype),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
    whole = {
        "format": FORMAT,
        **header,
        "outputs": list(OUTPUTS),
        "cues": list(CUES),
        "arrays": said,
    }
    (folder / "header.json").write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
