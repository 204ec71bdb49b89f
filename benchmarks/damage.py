"""Damages a model folder ten thousand times, and counts the times that it is loaded all the same.

    python benchmarks/damage.py [--count 10000] [--model models/english]

Half of the damages change one byte, half cut a file off; files are drawn alike, places within
them uniformly. The folder is one of hard links, in which the damaged file alone is a copy.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from time import monotonic

from framing.errors import ModelError
from framing.model import _load, built_in, load_model

SEED = 10


def main() -> int:
    """Print how the damages were refused; return 1 if one was not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--model", type=Path, default=built_in())
    options = parser.parse_args()
    begin = monotonic()
    ways = damage(options.model, options.count)
    for way, count in ways.most_common():
        print(f"{count:7,}  {way}")
    print(f"{monotonic() - begin:.0f} s")
    return 1 if ways["loaded"] else 0


def damage(model: Path, count: int) -> Counter[str]:
    """Damage a copy of ``model`` ``count`` times; count the errors by name."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    ways: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=model.parent) as place:
        folder = Path(place)
        files = [path for path in sorted(model.iterdir()) if path.suffix in {".npy", ".json"}]
        files = [path for path in files if path.name != "floors.json"]
        for path in files:
            os.link(path, folder / path.name)
        load_model(folder)  # whole, it is accepted
        for _ in range(count):
            ways[_refusal(folder, draw.choice(files), draw)] += 1
    return ways


def _refusal(folder: Path, path: Path, draw: random.Random) -> str:
    """Damage one file, load the folder, put the file back; return the error's name."""
    damaged = folder / path.name
    damaged.unlink()
    damaged.write_bytes(_damaged(path.read_bytes(), draw))
    _load.cache_clear()
    try:
        load_model(folder)
    except ModelError as error:
        return type(error).__name__
    else:
        return "loaded"
    finally:
        damaged.unlink()
        os.link(path, damaged)


def _damaged(whole: bytes, draw: random.Random) -> bytes:
    place = draw.randrange(len(whole))
    if draw.random() < 0.5:  # noqa: PLR2004 - half and half
        return whole[:place]
    return whole[:place] + bytes([whole[place] ^ draw.randint(1, 255)]) + whole[place + 1 :]


if __name__ == "__main__":
    raise SystemExit(main())
