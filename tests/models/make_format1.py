"""Writes ``format1``, a tiny model as version 0.1.0 wrote it, byte for byte.

It was run once; the folder stays as it is, so that every later reader is held to what was
written then (``tests/test_model_format.py``). A new format gets a folder of its own.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from framing.codebook import OUTPUTS
from framing.cues import CUES
from framing.layout import ARRAYS

_LENGTHS = {"words": 6, "pieces": 8, "width": 2, "acronyms": 2, "inputs": 2 + len(CUES)}
_LENGTHS |= {"both": 2 * _LENGTHS["inputs"]}
_LENGTHS |= {f"{head} units": 3 for head in ("headline", "lead", "article")}


def arrays() -> dict[str, np.ndarray]:
    """Return arrays of every kind, of numbers drawn once."""
    draw = np.random.Generator(np.random.PCG64(1))
    made = {}
    for name, (dtype, axes) in ARRAYS.items():
        shape = [_LENGTHS.get(axis, axis) for axis in axes]
        if dtype == "uint64":
            made[name] = np.sort(draw.integers(1, 1 << 63, shape, np.uint64))
        elif dtype == "int8":
            made[name] = draw.integers(-100, 100, shape, np.int8)
        else:
            made[name] = (draw.integers(-100, 100, shape) / 100).astype(np.float32)
    return made


def write(folder: Path) -> None:
    """Write the folder as format 1: no sizes, and no seal."""
    folder.mkdir(exist_ok=True)
    said = {}
    for name, array in arrays().items():
        path = folder / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        said[name] = {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": digest}
    header = {"format": 1, "name": "tiny", "version": "1", "thresholds": {"main_frame": 0.3}}
    header |= {"outputs": list(OUTPUTS), "cues": list(CUES), "arrays": said}
    (folder / "header.json").write_text(json.dumps(header, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
