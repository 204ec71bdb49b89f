"""Tables in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["table"]


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table; floats with three places, a dash for ``None``.

    >>> print(table(("scale", "r"), [("tone", 0.7), ("gap", None)]))
    | scale | r |
    | --- | --- |
    | tone | 0.700 |
    | gap | – |
    """
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
