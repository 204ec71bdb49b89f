"""Which article comes next: in an order by chance that is always the same, or the unsure first."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.errors import FramingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from framing.article import Article
    from framing.model import Model

__all__ = ["informative", "shuffled"]


def shuffled(articles: Sequence[Article], seed: int = 0) -> list[Article]:
    """Return articles in an order by chance that hangs on the texts and the seed alone.

    So an interrupted rater goes on in it, and a second rater meets the same articles, whatever
    was added to the file meanwhile.
    """

    def place(article: Article) -> bytes:
        text = f"{seed}\0{article.headline}\0{article.lead}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    return sorted(articles, key=place)


def informative(articles: Sequence[Article], name: str, model: Model) -> list[Article]:
    """Return articles with those first of which the model is least sure.

    For a graded scale that is the widest interval, for a question the probability nearest to
    one half, for frames the largest mean variance (uncertainty sampling, Lewis and Gale 1994).

    Raises:
        FramingError: The model has no output of this name.
    """
    from framing.tables import batches

    doubts = [_doubt(table, name, model) for table in batches(iter(articles))]
    order = np.argsort(-np.concatenate([*doubts, np.empty(0)]), kind="stable")
    return [articles[place] for place in order.tolist()]


def _doubt(table: pa.Table, name: str, model: Model) -> npt.NDArray[np.float64]:
    """Return how unsure the model is of each article; 0 where it withholds the score."""
    from framing.scoring import score_table

    scored = score_table(table, model=model)
    columns = scored.column_names
    if f"{name}_low" in columns:
        width = _numbers(scored, f"{name}_high") - _numbers(scored, f"{name}_low")
        return _known(width)
    frames = [c for c in columns if c.startswith(f"{name}_") and c != f"{name}_main"]
    wanted = [name] if name in columns else frames
    if not wanted:
        raise FramingError(
            f"--order informative: the model has no output {name!r}; train one on the first "
            "labels (framing train) and name it with --model"
        )
    shares = np.stack([_numbers(scored, column) for column in wanted])
    return _known((shares * (1 - shares)).mean(axis=0))


def _known(doubt: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    known: npt.NDArray[np.float64] = np.nan_to_num(doubt)
    return known


def _numbers(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = table[name].to_numpy().astype(np.float64)
    return found
