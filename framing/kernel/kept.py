"""Where compiled code is kept: a folder of its own for each state of the package's source.

Numba renews compiled code when the file of a function changes, but not when a module does
that the function takes constants or functions from; the folder's name settles that. It lies
in the user's cache folder, or where ``NUMBA_CACHE_DIR`` says.

What Numba keeps there is a pickle, and machine code: whoever can write the folder can run code
as the user, as with Python's own ``__pycache__``. So the folder is made for the user alone, and
one that belongs to somebody else, or that others may write, is not used: each process then
compiles for itself.
"""

from __future__ import annotations

import hashlib
import os
import stat
from functools import lru_cache
from pathlib import Path

__all__ = ["folder", "is_kept", "is_safe"]


@lru_cache(maxsize=1)
def folder() -> Path:
    """Return the folder, which may not be there yet."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *package.glob("kernel/*.py")]):
        digest.update(path.read_bytes())
    from platformdirs import user_cache_path

    chosen = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(chosen) if chosen else user_cache_path("headline-framing", appauthor=False)
    return base / f"kernel-{digest.hexdigest()[:16]}"


def is_kept() -> bool:
    """Tell whether compiled code is there from an earlier run, and may be used."""
    return is_safe() and any(folder().glob("**/*.nbi"))


_OTHERS, _OTHERS_WRITE = stat.S_IRWXG | stat.S_IRWXO, stat.S_IWGRP | stat.S_IWOTH


def is_safe() -> bool:
    """Make the folder; tell whether nobody else can write in it."""
    place = folder()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not hasattr(os, "geteuid"):  # elsewhere the profile's own rights guard the folder
            return True
        if not place.lstat().st_mode & _OTHERS:  # nobody else comes near what is in it
            return _is_ours(place)
        return all(map(_is_ours, (place, *place.glob("**/*"))))
    except OSError:
        return False


def _is_ours(path: Path) -> bool:
    found = path.lstat()
    guarded = not stat.S_ISLNK(found.st_mode) and not found.st_mode & _OTHERS_WRITE
    return guarded and found.st_uid == os.geteuid()
