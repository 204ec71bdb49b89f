"""Write scored tables as CSV, JSON Lines or Parquet, table by table, in flat memory.

A file appears whole or not at all: rows go to a temporary file beside the destination, which
is renamed when it is complete. Columns can turn up late (the last file of a folder may have
one more): what came before then stays in the temporary file as it is, what comes after goes
to a nameless one, and at the end both are written again with all columns.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Protocol, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute, csv, parquet

from framing.codebook import DECIMALS
from framing.errors import OutputError
from framing.publish import NUMBERS
from framing.read.packed import unpacked
from framing.replace import check_file, explained, open_whole, replacing
from framing.write_again import read_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "ENDINGS",
    "STREAMED",
    "OutputError",
    "Writer",
    "open_file",
    "open_stream",
    "open_whole",
]

_LOG = logging.getLogger(__name__)

ENDINGS: dict[str, str] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
"""What the ending of a file name says about its format."""

PACKED: dict[str, str] = {".gz": "gzip", ".zst": "zstd"}
"""Endings behind these that pack a file of text; Parquet packs its columns itself."""

STREAMED: tuple[str, ...] = ("csv", "jsonl")
"""Formats that can go to standard output as they come."""

_ROW_GROUP = 24_576
"""Rows of a Parquet row group: some 9 MB in memory. A third more would be written some 4 % faster,
for 10 MB more at the peak of a long run, which is to stay below 400 MB."""


_UNLIKE = frozenset({"id", "headline", "lead"})
"""Columns of which hardly two values are alike: a dictionary costs time and saves nothing."""


class Writer(Protocol):
    """Anything that takes scored tables, in order. Later tables may have more columns."""

    def write(self, table: pa.Table) -> None:
        """Take one table."""


class _Format(Writer, Protocol):
    """A writer of one file format, which has an end."""

    def close(self) -> None:
        """Write what is held back and what ends the file."""


class _Delimited:
    """CSV and TSV: text as it is, in quotes; a null is an empty field without quotes."""

    def __init__(self, stream: IO[bytes], delimiter: str) -> None:
        self._stream = stream
        self._delimiter = delimiter
        self._names: list[str] = []
        self._left_out: set[str] = set()

    def write(self, table: pa.Table) -> None:
        first = not self._names
        self._names = self._names or table.column_names
        self._report_late(table)
        options = csv.WriteOptions(include_header=first, delimiter=self._delimiter)
        held = pa.BufferOutputStream()
        csv.write_csv(table.select(self._names), held, options)
        self._stream.write(held.getvalue())

    def _report_late(self, table: pa.Table) -> None:
        """The header is out, so a stream cannot take a new column: say so, once."""
        late = [n for n in table.column_names if n not in {*self._names, *self._left_out}]
        for name in late:
            _LOG.warning(
                "column %r first appears after the header was written and is left out: "
                "write to a file with -o to keep it",
                name,
            )
        self._left_out.update(late)

    def close(self) -> None:
        self._stream.flush()


class _JsonLines:
    """One JSON object a line, every column in it, nulls too."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, table: pa.Table) -> None:
        if table.num_rows == 0:
            return
        parts: list[Any] = []
        for place, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True)):
            parts += [f"{', ' if place else '{'}{json.dumps(name)}: ", _as_json(column)]
        for chunk in compute.binary_join_element_wise(*parts, "}\n", "").chunks:
            self._stream.write(_bytes(chunk))

    def close(self) -> None:
        self._stream.flush()


_JSON = json.JSONEncoder(ensure_ascii=False)


def _as_json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as JSON, each different text turned once."""
    if pa.types.is_floating(column.type):
        return _decimal(column).fill_null("null")
    coded = column.combine_chunks().dictionary_encode()
    values = map(_JSON.encode, coded.dictionary.to_pylist())
    texts = pa.array(list(values), pa.string()).take(coded.indices).fill_null("null")
    return pa.chunked_array([texts])


def _decimal(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return numbers as text, those that are whole with a nought behind the point."""
    known = _published(column.to_numpy())
    if known is not None:
        return pa.chunked_array([known])
    text = column.cast(pa.string())
    whole = compute.invert(compute.match_substring_regex(text, "[.en]"))
    return compute.if_else(whole, compute.binary_join_element_wise(text, ".0", ""), text)


_PARTS = 10**DECIMALS


def _published(values: npt.NDArray[np.float64]) -> pa.Array | None:
    """Return numbers from -1 to 1 of so many decimals as text, ``None`` where there are others.

    They are few, and to look one up takes a tenth of the time that writing it takes.
    """
    with np.errstate(over="ignore"):  # a number that large is none of these
        parts = np.rint(values * _PARTS)
    missing = np.isnan(values)
    if not ((np.abs(values) <= 1) & (parts / _PARTS == values) | missing).all():
        return None
    places = np.where(missing, 0, parts).astype(np.int32) + _PARTS
    return _numerals().take(pa.array(places, mask=missing))


@cache
def _numerals() -> pa.Array:
    return pa.array([repr(part / _PARTS) for part in range(-_PARTS, _PARTS + 1)])


def _bytes(texts: pa.Array) -> memoryview:
    """Return texts, of which none is null, one behind the other as they lie in memory."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data)[ends[0] : ends[-1]]


class _Parquet:
    """Parquet, with row groups of one size whatever the size of the tables."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._held: list[pa.Table] = []
        self._writer: Any = None

    def write(self, table: pa.Table) -> None:
        self._held.append(table)
        if sum(held.num_rows for held in self._held) >= _ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        rows = pa.concat_tables(self._held)
        if self._writer is None:
            repeated = [name for name in rows.column_names if name not in _UNLIKE]
            # Scores are in no order, so a reader could skip no rows by what is lowest and highest.
            told = [name for name in rows.column_names if name not in NUMBERS]
            self._writer = parquet.ParquetWriter(
                self._stream,
                rows.schema,
                compression="zstd",
                use_dictionary=repeated,
                write_statistics=told,
            )
        self._writer.write_table(rows)
        self._held.clear()

    def close(self) -> None:
        if self._held:
            self._flush()
        if self._writer is not None:
            self._writer.close()


_FORMATS: dict[str, Callable[[IO[bytes]], _Format]] = {
    "csv": lambda stream: _Delimited(stream, ","),
    "tsv": lambda stream: _Delimited(stream, "\t"),
    "jsonl": _JsonLines,
    "parquet": _Parquet,
}


@contextmanager
def open_stream(stream: IO[bytes], kind: str) -> Iterator[Writer]:
    """Write tables to an open stream as they come: what a pipe needs.

    Args:
        stream: A binary stream, which stays open.
        kind: One of ``STREAMED``.

    Raises:
        OutputError: The stream cannot be written; what went out before are whole rows.
        BrokenPipeError: Nobody reads on.
    """
    writer = _FORMATS[kind](stream)
    yield _Explained(writer)
    with explained(_STREAM):
        writer.close()


_STREAM = "standard output"


class _Explained:
    """A writer to standard output whose errors say so."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, table: pa.Table) -> None:
        with explained(_STREAM):
            self._writer.write(table)


@contextmanager
def open_file(path: str | Path) -> Iterator[Writer]:
    """Write tables to a file that appears when the block ends well, and not otherwise.

    The format is that of the path's ending (``ENDINGS``, for text also with one of ``PACKED``
    behind it). A file that was there is replaced and keeps its permissions; until then, and
    after any failure, it is as it was.

    Raises:
        OutputError: The ending is unknown, or the file cannot be written.
    """
    # A link stays a link: what it points to is replaced.
    target = Path(os.path.realpath(path))
    kind, packing = _kind(target)
    check_file(target)
    with replacing(target) as stream, ExitStack() as stack:
        segments = _Segments(stream, target, kind, packing, stack)
        yield segments
        with explained(target):
            segments.close()


def _kind(target: Path) -> tuple[str, str | None]:
    """Return format and packing, as the ending says."""
    packing = PACKED.get(target.suffix.lower())
    kind = ENDINGS.get((target.with_suffix("") if packing else target).suffix.lower())
    if kind is None or (packing and kind == "parquet"):
        raise OutputError(
            f"{target.name}: the ending says no format that is known; end the name in "
            f"{', '.join(list(ENDINGS)[:-1])} or {list(ENDINGS)[-1]}, or text in "
            f"{' or '.join(f'.csv{ending}' for ending in PACKED)}"
        )
    return kind, packing


class _Segment:
    """Tables of one schema, written to a stream that can be read again."""

    def __init__(self, stream: IO[bytes], kind: str, packing: str | None) -> None:
        self._stream = stream
        self._packed = _packed(stream, packing) if packing else stream
        self._packing = packing
        self._kind = kind
        self._writer = _FORMATS[kind](self._packed)
        self.schema: pa.Schema = None

    def write(self, table: pa.Table) -> None:
        self.schema = table.schema
        self._writer.write(table)

    def close(self) -> None:
        self._writer.close()
        if self._packing:
            self._packed.close()

    def give_up(self) -> None:
        """End the packing, if it has not ended well, before its stream is closed under it."""
        if self._packing:
            with suppress(OSError, ValueError):  # what went wrong is said already
                self._packed.close()

    def tables(self) -> Iterator[pa.Table]:
        """Yield the tables again."""
        self._stream.seek(0)
        source = unpacked(cast("BinaryIO", self._stream)) if self._packing else self._stream
        yield from read_again(source, self._kind, self.schema)


class _Segments:
    """Tables one after another, a segment a schema; the first lies in the file to be."""

    def __init__(
        self, stream: IO[bytes], target: Path, kind: str, packing: str | None, stack: ExitStack
    ) -> None:
        self._stream = stream
        self._stack = stack
        self._target = target
        self._kind = kind
        self._packing = packing
        self._segments: list[_Segment] = []

    def write(self, table: pa.Table) -> None:
        with explained(self._target):
            if not self._segments or table.schema != self._segments[-1].schema:
                self._begin()
            self._segments[-1].write(table)

    def _begin(self) -> None:
        if self._segments:
            self._segments[-1].close()
            opened = tempfile.TemporaryFile(dir=self._target.parent)  # noqa: SIM115 - entered next
            beside = self._stack.enter_context(opened)
            self._segments.append(_Segment(beside, self._kind, None))
        else:
            self._segments.append(_Segment(self._stream, self._kind, self._packing))
            self._stack.callback(self._segments[0].give_up)

    def close(self) -> None:
        """End the file; where there are several segments, write all with the last's columns."""
        if not self._segments:
            self.write(pa.table({}))
        self._segments[-1].close()
        if len(self._segments) > 1:
            with tempfile.TemporaryFile(dir=self._target.parent) as whole:
                self._join(_Segment(whole, self._kind, self._packing))
                whole.seek(0)
                self._stream.seek(0)
                self._stream.truncate()
                shutil.copyfileobj(whole, self._stream)

    def _join(self, whole: _Segment) -> None:
        schema = self._segments[-1].schema
        for segment in self._segments:
            for table in segment.tables():
                whole.write(_widened(table, schema))
        whole.close()


def _packed(stream: IO[bytes], packing: str) -> IO[bytes]:
    if packing == "gzip":  # without the time, so that equal rows give equal files
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="wb", mtime=0))
    stream.flush()
    own = os.fdopen(os.dup(stream.fileno()), "wb")  # Arrow closes what it is given
    return cast("IO[bytes]", pa.CompressedOutputStream(pa.PythonFile(own, "w"), packing))


def _widened(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        table[field.name] if field.name in table.column_names else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
