"""How is this story being sold to me? Scores the wording and framing of headlines and leads."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from framing.read import read  # at once: the name is the function, not the sub-package

if TYPE_CHECKING:
    from framing.article import Article
    from framing.checking import Findings, check
    from framing.errors import FramingError
    from framing.events import compare
    from framing.explain import Explanation, Span, explain_table
    from framing.frames import score_frame
    from framing.model import load_model
    from framing.outlets import sources
    from framing.scoring import Score, score, score_many, score_table

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Explanation",
    "Findings",
    "FramingError",
    "Score",
    "Span",
    "__version__",
    "check",
    "compare",
    "explain_table",
    "load_model",
    "read",
    "score",
    "score_frame",
    "score_many",
    "score_table",
    "sources",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOMES = {
    "Article": "framing.article",
    "Explanation": "framing.explain",
    "Findings": "framing.checking",
    "FramingError": "framing.errors",
    "Score": "framing.scoring",
    "Span": "framing.explain",
    "check": "framing.checking",
    "compare": "framing.events",
    "explain_table": "framing.explain",
    "load_model": "framing.model",
    "score": "framing.scoring",
    "score_frame": "framing.frames",
    "score_many": "framing.scoring",
    "score_table": "framing.scoring",
    "sources": "framing.outlets",
}
"""Where each public name lives: it is imported on first use, so that importing costs nothing."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'framing' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
