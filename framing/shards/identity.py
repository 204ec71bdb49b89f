"""Whether a file is still the one that it was."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from framing.shards.manifest import Identity

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["identify", "is_same"]

_BLOCK = 1 << 20


def identify(path: Path) -> Identity:
    """Return the identity of a file; one that is changed meanwhile has that of before.

    Raises:
        OSError: It cannot be read.
    """
    before = path.stat()
    return Identity(before.st_size, before.st_mtime_ns, _digest(path))


def is_same(path: Path, was: Identity) -> bool:
    """Tell whether a file is as it was: by size and time, by content where the time differs."""
    try:
        now = path.stat()
        if now.st_size != was.size:
            return False
        return now.st_mtime_ns == was.modified or _digest(path) == was.sha256
    except OSError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
