"""The record that every reader yields and every scorer takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Article"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read.

    ``headline`` and ``lead`` are ``None`` where there is none. ``published`` is the date or
    time as ISO 8601 text. ``extra`` holds input columns that are not ours, carried through
    to the output unchanged.
    """

    id: str
    source: str
    headline: str | None = None
    lead: str | None = None
    url: str | None = None
    published: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)
