"""Load, check and save a model folder: plain arrays and a JSON header, nothing executed.

A folder holds ``header.json`` and one ``.npy`` file for each array that the header lists with
shape, type, size and SHA-256 digest. Every load checks all of them before a number is used;
``docs/model-format.md`` says how the format may change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing import header as headers
from framing.arrays import Array, read_arrays, write_array
from framing.codebook import HEADS, OUTPUTS
from framing.cues import CUES
from framing.errors import ModelFormatError, ModelHeaderError, ModelMissingError
from framing.header import Header, read_header, write_header
from framing.layout import check_layout
from framing.vectors import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from framing.layer import Layer

__all__ = [
    "FORMAT",
    "FORMATS",
    "Head",
    "Model",
    "built_in",
    "load_model",
    "renew_model",
    "save_model",
]

_TABLE = ("keys", "rows", "pieces", "scale", "piece_scale", "gain", "acronyms")

FORMAT = 2
"""Number of the folder's layout, as it is written."""

FORMATS = (1, FORMAT)
"""Layouts that are read; any other is refused."""

_UNSEALED = (1,)
"""Layouts whose header carries no digest of itself."""

Floats = npt.NDArray[np.float32]


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

    The folder of a layer (``framing.layer``) gives its parent with the layer. Nothing in the
    folder is executed, and nothing outside it is read but the parent that a layer names: links
    are refused, but for those that an installer may have left in the package itself.

    Raises:
        ModelError: No such folder, another format, or files that are damaged, cut off, or not
            what the header says; each has an error of its own in ``framing.errors``.
    """
    if folder is None:
        return _load(built_in())
    path = Path(folder).resolve()
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
    links = folder == built_in()
    header = _header(folder, links=links)
    arrays = read_arrays(folder, header.fields["arrays"], links=links)
    check_layout(folder, arrays)
    return _assemble(folder, header, arrays)


def _header(folder: Path, *, links: bool = False, sealed: bool = True) -> Header:
    path = folder / headers.FILE
    if not path.exists():
        raise ModelMissingError(f"{folder}: no header.json, so no model; check the path")
    header = read_header(path, FORMATS, unsealed=_UNSEALED, sealed=sealed, links=links)
    for what, ours in (("outputs", list(OUTPUTS)), ("cues", list(CUES))):
        if header.fields.get(what) != ours:
            raise ModelFormatError(f"{path}: {what} are not those of this version; train it again")
    if not isinstance(header.fields.get("arrays"), dict):
        raise ModelHeaderError(f"{path}: lists no arrays; fetch or train it again")
    return header


def _assemble(folder: Path, header: Header, arrays: Mapping[str, Array]) -> Model:
    table = Table(*(arrays[n] for n in _TABLE))
    heads = {
        name: Head(*(arrays[f"{name}_{n}"] for n in ("hidden", "bias", "out", "shift")))
        for name in HEADS
    }
    path = folder / headers.FILE
    label = f"{_word(path, header, 'name')} {_word(path, header, 'version')} {header.digest}"
    thresholds = _thresholds(path, header)
    spread, quantiles = arrays["spread"], arrays["quantiles"]
    return Model(label, header.fields, table, heads, spread, quantiles, thresholds)


_LONGEST_WORD = 100
"""Characters of a model's name: it stands in every row of output."""


def _word(path: Path, header: Header, what: str) -> str:
    """Return name or version, which go to terminals, tables and pages as they are."""
    word = header.fields.get(what, "?")
    if not (isinstance(word, str) and word.isprintable() and 0 < len(word) <= _LONGEST_WORD):
        raise ModelHeaderError(
            f"{path}: {what} is no text of at most {_LONGEST_WORD} printable characters; "
            "do not use this model"
        )
    return word


def _thresholds(path: Path, header: Header) -> dict[str, float]:
    found = header.fields.get("thresholds", {})
    if not isinstance(found, dict) or not all(map(_is_share, found.values())):
        raise ModelHeaderError(f"{path}: thresholds are not numbers from 0 to 1; train it again")
    return {name: float(value) for name, value in found.items()}


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def save_model(folder: Path, header: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a model folder: the arrays, then the header that lists them with their digests.

    Each file appears whole or not at all. Where a model is written over another one and is
    interrupted, the old header no longer fits the arrays, and the folder is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = {name: write_array(folder, name, array) for name, array in arrays.items()}
    ours = {"format": FORMAT, "outputs": list(OUTPUTS), "cues": list(CUES), "arrays": said}
    write_header(folder / headers.FILE, dict(header) | ours)


def renew_model(folder: str | Path) -> None:
    """Write a model of an older format, or one whose header you changed, in today's format.

    The arrays are held to the header as ever; only the header's own seal is not asked for.
    """
    place = Path(folder).resolve()
    header = _header(place, sealed=False)
    arrays = read_arrays(place, header.fields["arrays"])
    check_layout(place, arrays)
    save_model(place, header.fields, arrays)
