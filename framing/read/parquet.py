"""Parquet: columns by name, some thousands of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from framing.read.batches import BATCH, BROKEN, not_whole, read_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed
    from framing.read.rows import Rows

__all__ = ["read_parquet"]


def read_parquet(packed: Packed, job: Job) -> Iterator[Rows | Article]:
    """Yield the rows of a Parquet file."""
    with packed.searchable() as stream:
        yield from _read(stream, job)


def _read(stream: BinaryIO, job: Job) -> Iterator[Rows | Article]:
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(stream)
        yield from read_batches(file.iter_batches(BATCH), file.schema_arrow, job)
    except BROKEN as error:
        raise not_whole("Parquet", error, job) from error
