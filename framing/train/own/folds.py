"""Folds that share no outlet and no near-duplicate, so that what is judged was not learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.train.keys import near_key, outlet_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.train.own.head import Fold

__all__ = ["FOLDS", "LEAST_OUTLETS", "folds", "groups", "near_groups"]

FOLDS = 5
"""Folds, where there are as many groups."""

LEAST_OUTLETS = 10
"""Outlets from which folds are made of whole outlets: two a fold; fewer would make the folds too
unlike each other to choose anything by."""

Ints = npt.NDArray[np.int64]


def near_groups(headlines: Sequence[str | None], leads: Sequence[str | None]) -> Ints:
    """Return a number for each item that its near-duplicates share."""
    keys = [near_key(h or "") or near_key(t or "") for h, t in zip(headlines, leads, strict=True)]
    places: dict[str, int] = {}
    return np.array([places.setdefault(key, len(places)) for key in keys], np.int64)


def groups(outlets: Sequence[str], near: Ints) -> tuple[Ints, str]:
    """Return what must stay together, and how to say so: outlets if there are enough of them."""
    keys = [outlet_key(outlet) for outlet in outlets]
    if len(set(keys) - {""}) < LEAST_OUTLETS:
        return near, "near-duplicates"
    places: dict[str, int] = {}
    # An item without an outlet stays with its near-duplicates.
    named = [key or f"\0{n}" for key, n in zip(keys, near.tolist(), strict=True)]
    return np.array([places.setdefault(key, len(places)) for key in named], np.int64), "outlets"


def folds(together: Ints, near: Ints, seed: int = 0, among: Ints | None = None) -> list[Fold]:
    """Return folds of items, of those ``among`` if given.

    What is held out has no near-duplicate among what is fitted, whatever its outlet.
    """
    from sklearn.model_selection import GroupKFold

    items = np.arange(len(together)) if among is None else among
    count = min(FOLDS, len(np.unique(together[items])))
    parts = GroupKFold(count, shuffle=True, random_state=seed).split(items, groups=together[items])
    found = []
    for kept, held in parts:
        fitted = items[kept][~np.isin(near[items[kept]], near[items[held]])]
        found.append((fitted, items[held]))
    return found
