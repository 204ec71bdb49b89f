"""Arrow's own files, Feather among them, and streams: a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa

from framing.read.batches import BATCH, BROKEN, not_whole, read_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed
    from framing.read.rows import Rows

__all__ = ["read_arrow"]

_FILE = b"ARROW1"


def read_arrow(packed: Packed, job: Job) -> Iterator[Rows | Article]:
    """Yield the rows of an Arrow file, which must be searched in, or of a stream."""
    if not packed.head.startswith(_FILE):
        yield from _stream(packed.stream, job)
        return
    with packed.searchable() as stream:
        yield from _file(stream, job)


def _file(stream: BinaryIO, job: Job) -> Iterator[Rows | Article]:
    try:
        file = pa.ipc.open_file(stream)
        batches = (file.get_batch(place) for place in range(file.num_record_batches))
        yield from read_batches(_cut(batches), file.schema, job)
    except BROKEN as error:
        raise not_whole("Arrow", error, job) from error


def _stream(stream: BinaryIO, job: Job) -> Iterator[Rows | Article]:
    try:
        batches = pa.ipc.open_stream(stream)
        yield from read_batches(_cut(batches), batches.schema, job)
    except BROKEN as error:
        raise not_whole("Arrow", error, job) from error


def _cut(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Cut long batches: what is made of a batch's rows is larger than they are."""
    for batch in batches:
        for first in range(0, len(batch), BATCH):
            yield batch.slice(first, BATCH)
