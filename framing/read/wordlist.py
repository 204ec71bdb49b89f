"""Lists of words and lines, written as they read best: one string."""

from __future__ import annotations

__all__ = ["lines", "words"]


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


def lines(text: str) -> frozenset[str]:
    """Return the lines of ``text``, for entries of several words."""
    return frozenset(line.strip() for line in text.strip().splitlines())
