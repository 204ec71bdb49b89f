"""Dask collections in, Dask data frames out: ``framing.score_table`` for each partition."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from dask import dataframe
from distributed import Client

from framing.engines.dask.models import carry, model_here
from framing.engines.ids import with_ids
from framing.model import load_model
from framing.scoring import as_article, score_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

__all__ = ["score"]


def score(
    articles: Any,
    *,
    headline: str = "headline",
    lead: str = "lead",
    id: str = "id",  # noqa: A002 - the column's name
    source: str = "source",
    model: str | Path | None = None,
    without_quotes: bool = False,
) -> Any:
    """Score a Dask DataFrame, or a Bag of what ``framing.score_many`` takes; nothing is run yet.

    The DataFrame that is returned has the partitions and the index of the one given, and the
    columns of ``framing.score_table``. Ids default to ``partition:row``. ``model`` is a folder
    of this machine, which the workers of the current client are given once; where there is no
    client, it is read where it lies.

    Raises:
        ColumnError: There is neither headline nor lead.
        ModelError: The model cannot be loaded.
    """
    folder = Path(model).resolve() if model else None
    work = partial(
        score_table,
        headline=headline,
        lead=lead,
        id=id,
        source=source,
        without_quotes=without_quotes,
    )
    part = partial(_part, work=work, column=id, model=folder)
    frame = articles if hasattr(articles, "iloc") else _of_bag(articles)
    meta = part(frame._meta)  # noqa: SLF001 - Dask has no public name for it
    return frame.map_partitions(_numbered, part, _carried(folder), meta=meta)


def _carried(model: Path | None) -> str | None:
    try:
        return carry(Client.current(), model)
    except ValueError:  # there is no client
        return None


def _numbered(
    part: pd.DataFrame, work: Any, carried: str | None, partition_info: Any = None
) -> pd.DataFrame:
    """Score a partition; Dask says which by ``partition_info``."""
    return work(part, number=(partition_info or {}).get("number", 0), carried=carried)


def _part(
    part: pd.DataFrame,
    *,
    work: Callable[..., pa.Table],
    column: str,
    model: Path | None,
    number: int = 0,
    carried: str | None = None,
) -> pd.DataFrame:
    table = with_ids(pa.Table.from_pandas(part, preserve_index=False), column, number)
    found = work(table, model=load_model(model_here(carried, model))).to_pandas()
    found.index = part.index
    return found


def _of_bag(bag: Any) -> Any:
    parts = bag.map_partitions(_frame).to_delayed()
    return dataframe.from_delayed(parts, meta=_frame([]), verify_meta=False)


def _frame(items: Iterable[Any]) -> pd.DataFrame:
    articles = [as_article(item) for item in items]
    names = ("id", "source", "headline", "lead")
    columns = {n: pa.array([getattr(a, n) for a in articles], pa.string()) for n in names}
    return pa.table(columns).to_pandas()
