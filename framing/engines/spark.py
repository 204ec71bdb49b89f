"""Scores of Spark data frames, by ``mapInArrow``. Needs the extra ``spark``."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from framing.engines.ids import with_ids
from framing.model import load_model
from framing.scoring import score_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["score"]


def score(
    df: Any,
    *,
    headline: str = "headline",
    lead: str = "lead",
    id: str = "id",  # noqa: A002 - the column's name
    source: str = "source",
    model: str | Path | None = None,
    without_quotes: bool = False,
) -> Any:
    """Score a Spark DataFrame; nothing is run yet.

    The columns are those of ``framing.score_table``. Ids default to ``partition:row``. The
    package must be installed where the executors run. ``model`` is a folder of the driver's,
    which Spark hands to each executor once; the built-in model is in the package.

    Raises:
        ColumnError: ``df`` has neither headline nor lead.
        ModelError: The model cannot be loaded.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    work = partial(
        score_table,
        headline=headline,
        lead=lead,
        id=id,
        source=source,
        without_quotes=without_quotes,
    )
    empty = with_ids(to_arrow_schema(df.schema).empty_table(), id, 0)
    columns = work(empty, model=load_model(model)).schema
    shipped = None if model is None else _ship(df.sparkSession.sparkContext, Path(model).resolve())
    return df.mapInArrow(partial(_scored, work, id, shipped), from_arrow_schema(columns))


@lru_cache(maxsize=64)
def _ship(context: Any, folder: Path) -> str:
    """Hand a model's folder to the executors, those that come later too; return its name there."""
    name = f"framing-{load_model(folder).label.rpartition(' ')[2]}"
    packed = shutil.make_archive(str(Path(tempfile.mkdtemp(), name)), "zip", folder)
    context.addArchive(f"{packed}#{name}")
    return name


def _scored(
    work: Callable[..., pa.Table],
    column: str,
    shipped: str | None,
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Score the batches of a partition, in an executor's Python."""
    from pyspark import SparkFiles, TaskContext

    context: Any = TaskContext.get()
    model = load_model(shipped and SparkFiles.get(shipped))
    first = 0
    for batch in batches:
        table = with_ids(pa.Table.from_batches([batch]), column, context.partitionId(), first)
        first += len(table)
        yield from work(table, model=model).combine_chunks().to_batches()
