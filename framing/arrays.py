"""Arrays of a model folder: one plain ``.npy`` file each, held to what the header says of it.

Size, digest, type and shape are checked before a number is used. The few bytes that open a
``.npy`` file are matched, not evaluated, and Python objects in it are not among what matches.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
import numpy.typing as npt

from framing.bounded import read_bounded
from framing.errors import (
    ModelDamageError,
    ModelHeaderError,
    ModelNumberError,
    ModelPathError,
    ModelShapeError,
    ModelSizeError,
    ModelTruncatedError,
)
from framing.replace import open_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from framing.aligned import Bytes

__all__ = ["LARGEST", "MAX_ARRAY", "Array", "read_array", "read_arrays", "write_array"]

Array = npt.NDArray[Any]

MAX_ARRAY = 1 << 30
"""Bytes of an array, 1 GiB: a hundred and fifty times the built-in model's largest."""

LARGEST = 1e6
"""The largest number of an array, a hundred thousand times the built-in model's: with some
10,000 terms a sum, products of three stay within single precision, so no score is lost."""

_OPENING = 4096
"""Bytes that may stand before the numbers of a ``.npy`` file; NumPy writes 128."""

_TYPES = {"uint64": "<u8", "int8": "|i1", "float32": "<f4"}
_MOST_AXES = 4

_NPY = re.compile(
    rb"\x93NUMPY\x01\x00(..)\{'descr': '([<|][uif][148])', 'fortran_order': (True|False), "
    rb"'shape': \(([0-9, ]*)\), \} *\n",
    re.DOTALL,
)
_BEFORE_LENGTH = 10
"""Bytes up to and with the length of what follows."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the header says of an array: ``size``, in bytes of its file, since format 2."""

    shape: tuple[int, ...]
    dtype: str
    sha256: str
    size: int | None

    @property
    def nbytes(self) -> int:
        """Bytes of the numbers alone."""
        return prod(self.shape) * np.dtype(_TYPES[self.dtype]).itemsize


def read_arrays(
    folder: Path, said: Mapping[str, object], *, links: bool = False
) -> dict[str, Array]:
    """Read every array that a header lists, and hold each to it.

    Args:
        folder: The model's folder.
        said: Of each array ``shape``, ``dtype`` and ``sha256``, and since format 2 ``size``.
        links: Follow links, as in ``framing.bounded``.

    Returns:
        The arrays by name: C-contiguous, read-only, all numbers finite.

    Raises:
        ModelError: As the names say; see ``framing.errors``.
    """
    return {name: read_array(folder, name, entry, links=links) for name, entry in said.items()}


def read_array(folder: Path, name: str, entry: object, *, links: bool = False) -> Array:
    """Read one array as ``read_arrays`` does; its file's name is ours, never the header's."""
    if not (name.isascii() and name.isidentifier()):
        raise ModelPathError(f"{folder}: {name[:80]!r} is no name of an array; do not use it")
    path = folder / f"{name}.npy"
    said = _said(path, entry)
    if said.nbytes > MAX_ARRAY:
        raise ModelSizeError(
            f"{path}: the header says {said.nbytes:,} bytes, but at most {MAX_ARRAY:,} are "
            "read; do not use this model"
        )
    raw = read_bounded(path, said.nbytes + _OPENING, links=links)
    _check_bytes(path, raw, said)
    array = _numbers(path, raw, said)
    if array.dtype.kind == "f" and not (np.abs(array) <= LARGEST).all():
        raise ModelNumberError(
            f"{path}: holds numbers that are not finite, or above {LARGEST:g}; train it again"
        )
    return array


def _said(path: Path, entry: object) -> _Said:
    """Check what the header says of an array: its own types and ranges."""
    if not isinstance(entry, dict):
        raise _unclear(path, "is described by no object")
    shape, dtype, digest = entry.get("shape"), entry.get("dtype"), entry.get("sha256")
    size = entry.get("size")
    if not _is_shape(shape):
        raise _unclear(path, f"has no shape: {str(shape)[:80]}")
    if not (isinstance(dtype, str) and dtype in _TYPES):
        raise ModelShapeError(f"{path}: type {str(dtype)[:80]} is none that models have")
    if not (isinstance(digest, str) and re.fullmatch("[0-9a-f]{64}", digest)):
        raise _unclear(path, "has no SHA-256 digest")
    if not (size is None or type(size) is int):
        raise _unclear(path, "has no size")
    return _Said(tuple(shape), dtype, digest, size)


def _is_shape(shape: object) -> TypeGuard[list[int]]:
    return (
        isinstance(shape, list)
        and len(shape) <= _MOST_AXES
        and all(type(axis) is int and axis >= 0 for axis in shape)
    )


def _unclear(path: Path, what: str) -> ModelHeaderError:
    return ModelHeaderError(f"{path}: in the header it {what}; fetch or train it again")


def _check_bytes(path: Path, raw: Bytes, said: _Said) -> None:
    if len(raw) < (said.nbytes if said.size is None else said.size):
        raise ModelTruncatedError(f"{path}: is cut off; fetch or train it again")
    if hashlib.sha256(raw.data).hexdigest() != said.sha256:
        raise ModelDamageError(f"{path}: digest differs from the header's; fetch or train it again")


def _numbers(path: Path, raw: Bytes, said: _Said) -> Array:
    opening = _NPY.match(raw[:_OPENING].tobytes())
    if opening is None:
        raise ModelShapeError(f"{path}: is no plain array of numbers; do not use this model")
    length, descr, fortran, axes = opening.groups()
    shape = tuple(int(axis) for axis in axes.decode().replace(",", " ").split())
    start = opening.end()
    fits = start == _BEFORE_LENGTH + int.from_bytes(length, "little")
    fits &= descr.decode() == _TYPES[said.dtype] and shape == said.shape
    if not fits or len(raw) - start != said.nbytes:
        raise ModelShapeError(
            f"{path}: {descr.decode()} {shape} is not what the header says; do not use this model"
        )
    flat = raw[start:].view(descr.decode())
    array: Array = flat.reshape(shape, order="F" if fortran == b"True" else "C")
    array = np.require(array, requirements=["C", "A"])
    array.flags.writeable = False
    return array


def write_array(folder: Path, name: str, array: Array) -> dict[str, Any]:
    """Write one array, whole or not at all; return what the header has to say of it."""
    held = io.BytesIO()
    np.save(held, np.ascontiguousarray(array), allow_pickle=False)
    raw = held.getvalue()
    with open_whole(folder / f"{name}.npy") as stream:
        stream.write(raw)
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "size": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
