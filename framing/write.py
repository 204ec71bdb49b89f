"""Write scored tables as CSV, JSON Lines or Parquet, table by table, in flat memory.

A file appears whole or not at all: rows go to a nameless spool in the destination's folder,
from there to a temporary file beside the destination, which is renamed when it is complete.
The spool is there because columns can turn up late (the last file of a folder may have one
more): only when every row is in is it known which columns the file has.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import pyarrow as pa
from pyarrow import csv, parquet

from framing.errors import FramingError

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

STREAMED: tuple[str, ...] = ("csv", "jsonl")
"""Formats that can go to standard output as they come."""

_ROW_GROUP = 32_768
"""Rows of a Parquet row group: small enough to hold in memory, large enough to compress."""


class OutputError(FramingError):
    """An output that cannot be written: names the path, the reason and the remedy."""


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
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist())
        self._stream.write("".join(lines).encode())

    def close(self) -> None:
        self._stream.flush()


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
            self._writer = parquet.ParquetWriter(self._stream, rows.schema, compression="zstd")
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
    """
    writer = _FORMATS[kind](stream)
    yield writer
    writer.close()


@contextmanager
def open_file(path: str | Path) -> Iterator[Writer]:
    """Write tables to a file that appears when the block ends well, and not otherwise.

    The format is that of the path's ending (``ENDINGS``). A file that was there is replaced
    and keeps its permissions; until then, and after any failure, it is as it was.

    Raises:
        OutputError: The ending is unknown, or the file cannot be written.
    """
    # A link stays a link: what it points to is replaced.
    target = Path(os.path.realpath(path))
    kind = _kind(target)
    with ExitStack() as stack:
        with _explained(target):
            raw = stack.enter_context(tempfile.TemporaryFile(dir=target.parent))
        spool = _Spool(raw, target)
        yield spool
        with _explained(target), _replacing(target) as stream:
            _copy(spool, _FORMATS[kind](stream))


def _copy(spool: _Spool, writer: _Format) -> None:
    for table in spool.tables():
        writer.write(table)
    writer.close()


def _kind(target: Path) -> str:
    kind = ENDINGS.get(target.suffix.lower())
    if kind is None:
        raise OutputError(
            f"{target.name}: the ending says no format that is known; end the name in "
            f"{', '.join(list(ENDINGS)[:-1])} or {list(ENDINGS)[-1]}"
        )
    _check_file(target)
    return kind


def _check_file(target: Path) -> None:
    if target.exists() and not target.is_file():
        raise OutputError(f"{target}: is there and is no file; choose another name")


@contextmanager
def open_whole(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file of any format that appears when the block ends well, and not otherwise.

    Raises:
        OutputError: The file cannot be written; one that was there is as it was.
    """
    target = Path(os.path.realpath(path))
    _check_file(target)
    with _explained(target), _replacing(target) as stream:
        yield stream


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Turn what the system says of the output into an ``OutputError``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{target}: cannot be written ({reason}); check the folder, its permissions and "
            "the space on the disk, or choose another place"
        ) from error


class _Spool:
    """Tables laid down in a file as Arrow streams, one after another, a stream a schema."""

    def __init__(self, raw: IO[bytes], target: Path) -> None:
        self._raw = raw
        self._target = target
        self._schema = pa.schema([])
        self._writer: Any = None
        self._streams = 0

    def write(self, table: pa.Table) -> None:
        with _explained(self._target):
            if self._writer is None or table.schema != self._schema:
                self._end_stream()
                self._begin_stream(table.schema)
            self._writer.write_table(table)

    def _begin_stream(self, schema: pa.Schema) -> None:
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writer = pa.ipc.new_stream(self._raw, schema, options=options)
        self._schema = schema
        self._streams += 1

    def _end_stream(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def tables(self) -> Iterator[pa.Table]:
        """Yield the tables again, all with the columns of the last, which has them all.

        The first has no rows, so that a file has its columns even if no row comes.
        """
        yield self._schema.empty_table()
        self._end_stream()
        self._raw.seek(0)
        for _ in range(self._streams):
            for batch in pa.ipc.open_stream(self._raw):
                yield _widened(pa.Table.from_batches([batch]), self._schema)


def _widened(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        table[field.name] if field.name in table.column_names else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside ``target`` that takes its place when the block ends well."""
    # The name is ours alone, so that two processes that write one target never mix.
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:
        # Ctrl-C too must leave no half-written file behind.
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
