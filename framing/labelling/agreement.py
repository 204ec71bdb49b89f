"""How far the raters of a file of answers agree, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.labelling.asked import Grades

if TYPE_CHECKING:
    from framing.labelling.asked import Asked
    from framing.labelling.store import Answer

__all__ = ["agreement"]


def agreement(answers: list[Answer], asked: Asked) -> str | None:
    """Return percent agreement and Krippendorff's alpha; ``None`` where nobody shares an article.

    Alpha is that of ``framing.train.own.raters``: interval distances for a graded scale, names for
    the rest; frames are the same if all of them are. It needs the ``labels`` extra, and is left
    out without it.
    """
    by_article: dict[tuple[str, str], dict[str, str]] = {}
    for answer in answers:
        by_article.setdefault(answer.article, {})[answer.rater] = answer.label
    shared = [given for given in by_article.values() if len(given) > 1]
    if not shared:
        return None
    same = sum(len(set(map(_same, given.values()))) == 1 for given in shared)
    said = f"{len(shared):,} articles by several raters: {same / len(shared):.0%} labelled alike"
    found = _alpha(shared, asked)
    return said if found is None else f"{said}, Krippendorff's alpha {found:.2f}"


def _same(label: str) -> str:
    """Return a label in which the order of frames does not count."""
    return ";".join(sorted(label.split(";")))


def _alpha(shared: list[dict[str, str]], asked: Asked) -> float | None:
    from framing.train.own.raters import alpha

    graded = isinstance(asked, Grades)
    names = sorted({_same(label) for given in shared for label in given.values()})
    value = float if graded else lambda label: float(names.index(_same(label)))
    triples = [
        (rater, item, value(label))
        for item, given in enumerate(shared)
        for rater, label in given.items()
    ]
    try:
        return alpha(triples, graded=graded)
    except ModuleNotFoundError:
        return None
