"""Tables read back from files that ``framing.write`` has written, exactly as they were."""

from __future__ import annotations

import json
from itertools import islice
from typing import IO, TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv, parquet

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read_again"]

_ROWS = 4096
"""Rows held at a time."""

_CSV_BLOCK = 1 << 24
"""Bytes of CSV parsed at a time; a row must fit."""


def read_again(stream: IO[bytes], kind: str, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the tables of a file of our own of the format ``kind``, whose columns are known."""
    if kind == "parquet":
        for batch in parquet.ParquetFile(stream).iter_batches(_ROWS):
            yield pa.Table.from_batches([batch], schema)
    elif kind == "jsonl":
        while lines := list(islice(stream, _ROWS)):
            yield pa.Table.from_pylist([json.loads(line) for line in lines], schema)
    else:
        yield from _delimited(stream, "\t" if kind == "tsv" else ",", schema)


def _delimited(stream: IO[bytes], delimiter: str, schema: pa.Schema) -> Iterator[pa.Table]:
    """Read CSV; texts stand in quotes, so that a null (nothing) is no empty text."""
    types = {field.name: field.type for field in schema}
    reader = csv.open_csv(
        stream,
        csv.ReadOptions(block_size=_CSV_BLOCK),
        csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    for batch in reader:
        yield pa.Table.from_batches([batch], schema)
