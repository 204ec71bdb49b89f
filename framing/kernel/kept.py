"""Where compiled code is kept: a folder of its own for each state of the package's source.

Numba renews compiled code when the file of a function changes, but not when a module does
that the function takes constants or functions from; the folder's name settles that. It lies
in the user's cache folder, or where ``NUMBA_CACHE_DIR`` says.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_path

__all__ = ["folder"]


@lru_cache(maxsize=1)
def folder() -> Path:
    """Return the folder, which may not be there yet."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *package.glob("kernel/*.py")]):
        digest.update(path.read_bytes())
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(chosen) if chosen else user_cache_path("headline-framing", appauthor=False)
    return base / f"kernel-{digest.hexdigest()[:16]}"
