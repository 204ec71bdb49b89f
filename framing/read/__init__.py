"""Reading articles from a folder, a text file, CSV, JSON Lines or standard input.

Every reader is one module; this one finds out which to call. Reading is streamed: a row, or a
text, is held at a time.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Union

from framing.article import Article
from framing.errors import InputError
from framing.read.columns import ALIASES, BODY, Columns
from framing.read.delimited import looks_delimited
from framing.read.encoding import MAX_LINE, Opened, open_bytes
from framing.read.folder import files_below
from framing.read.job import Job
from framing.read.jsonl import looks_like_json, read_json_lines
from framing.read.packed import DAMAGE, stripped, unpacked
from framing.read.problem import OnProblem, Problem, Reporter, log_problem
from framing.read.scraped import MAX_TEXT, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from framing.read.rows import Rows

__all__ = [
    "ALIASES",
    "BODY",
    "FORMATS",
    "MAX_LINE",
    "MAX_TEXT",
    "Columns",
    "Format",
    "OnProblem",
    "Piece",
    "Problem",
    "read",
    "read_pieces",
]

Format = Literal["text", "csv", "jsonl", "parquet"]

Piece = Union[Article, "Rows"]
"""What readers yield: articles, and many at once where a table is regular."""


def _read_blocks(opened: Opened, job: Job) -> Iterator[Piece]:
    from framing.read.blocks import read_blocks

    return read_blocks(opened, job)


_READERS: dict[str, Callable[[Opened, Job], Iterator[Piece]]] = {
    "text": read_text,
    "csv": _read_blocks,
    "jsonl": read_json_lines,
}
"""The reader of each format of text. ``csv`` finds the separator itself."""

FORMATS = (*_READERS, "parquet")
"""The formats by name."""

_ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json-lines": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}

STANDARD_INPUT = "-"
_STANDARD_INPUT_NAME = "stdin"


def read(
    path: str | os.PathLike[str],
    *,
    format: Format | None = None,  # noqa: A002 - the word that every reader of files uses
    columns: Columns | None = None,
    source: str | None = None,
    on_problem: OnProblem | None = None,
) -> Iterator[Article]:
    """Read articles, one at a time.

    A folder yields the articles of all files below it, sorted by path; hidden files and
    READMEs are left out. A text file is one scraped article; CSV (any common separator) and
    JSON Lines and Parquet hold one a row. The format is told by the name's ending, else by
    content; text packed with gzip, zstd or bzip2 is unpacked.

    Args:
        path: A file, a folder, or ``-`` for standard input.
        format: ``text``, ``csv``, ``jsonl`` or ``parquet``, where name and content mislead.
        columns: Your names for columns that are not called as in ``ALIASES``, as in
            ``Columns(headline="kop")``.
        source: The outlet of articles that name none.
        on_problem: Called with every ``Problem``; the default logs a warning.

    Yields:
        Articles in the order of the input, also those without headline or lead.

    Raises:
        ColumnError: A table lacks headline and lead, or a column that ``columns`` names.
        InputError: A file that is missing, empty, binary or none of the formats. In a folder
            such a file is a ``Problem``, and the others are read.
    """
    pieces = read_pieces(path, format=format, columns=columns, source=source, on_problem=on_problem)
    return _flat(pieces)


def _flat(pieces: Iterator[Piece]) -> Iterator[Article]:
    for piece in pieces:
        if isinstance(piece, Article):
            yield piece
        else:
            yield from piece.articles()


def read_pieces(
    path: str | os.PathLike[str],
    *,
    format: Format | None = None,  # noqa: A002 - as in ``read``
    columns: Columns | None = None,
    source: str | None = None,
    on_problem: OnProblem | None = None,
    within: Path | None = None,
) -> Iterator[Piece]:
    """Read articles as ``read`` does, those of regular tables many at once.

    A file is named in ids and sources as it is where the folder ``within`` is read.
    """
    if format is not None and format not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(Problem(str(path), None, f"no format {format!r}", f"use one of {known}"))
    ask = _Request(format, columns or Columns(), source, on_problem or log_problem)
    if os.fspath(path) == STANDARD_INPUT:
        report = Reporter(_STANDARD_INPUT_NAME, ask.on_problem)
        return ask.pieces(
            sys.stdin.buffer, Path(_STANDARD_INPUT_NAME), _STANDARD_INPUT_NAME, report
        )
    place = Path(path)
    _demand(place)
    if place.is_dir():
        return ask.folder(place)
    return ask.file(place, _name(place, within) if within else stripped(place).stem)


def _name(path: Path, root: Path) -> str:
    """Return what stands for a file of a folder in ids."""
    return stripped(path.relative_to(root)).with_suffix("").as_posix()


def _demand(path: Path) -> None:
    """Raise ``InputError`` for a path that leads nowhere, at once and not at the first article."""
    try:
        path.stat()
    except (OSError, ValueError) as error:  # missing, forbidden, too long, with a zero byte
        why = getattr(error, "strerror", None) or str(error)
        message = f"no such file or folder ({why})"
        raise InputError(Problem(str(path), None, message, "check the path")) from error


class _Request:
    """What the caller asked for, applied to one file after the other."""

    def __init__(
        self, format_: str | None, columns: Columns, source: str | None, on_problem: OnProblem
    ) -> None:
        self._format = format_
        self._columns = columns
        self._source = source
        self.on_problem = on_problem

    def folder(self, root: Path) -> Iterator[Piece]:
        """Yield the articles of every file below ``root``; a bad file is a problem, no end."""
        files = failed = 0
        for path in files_below(root, self.on_problem):
            files += 1
            try:
                yield from self.file(path, _name(path, root))
            except InputError as error:
                failed += 1
                self.on_problem(_as_problem(error, path))
        if not files:
            message = "no file to read in the folder"
            raise InputError(Problem(str(root), None, message, "put text, CSV or JSON Lines in it"))
        if failed:
            remedy = "each is named in a message above"
            message = f"{failed:,} of {files:,} files could not be read"
            self.on_problem(Problem(str(root), None, message, remedy))

    def file(self, path: Path, name: str) -> Iterator[Piece]:
        """Yield the articles of one file."""
        report = Reporter(str(path), self.on_problem)
        try:
            with path.open("rb") as stream:
                yield from self.pieces(stream, path, name, report)
        except OSError as error:
            message = f"cannot be read ({error.strerror or error})"
            remedy = "check its permissions, and that it is whole"
            raise InputError(Problem(str(path), None, message, remedy)) from error
        except DAMAGE as error:
            message = f"is damaged or cut off ({error})"
            raise InputError(Problem(str(path), None, message, "pack or fetch it again")) from error

    def pieces(self, stream: BinaryIO, path: Path, name: str, report: Reporter) -> Iterator[Piece]:
        """Yield the articles of an open file."""
        job = Job(name, self._columns, self._source, report)
        head, plain = unpacked(stream)
        ending = stripped(path).suffix.casefold()
        if self._format == "parquet" or (self._format is None and head == _PARQUET):
            yield from _parquet(stream, job)
            return
        opened = open_bytes(plain, report)
        format_ = self._format or _ENDINGS.get(ending)
        if format_ not in _READERS:
            format_ = sniff(opened.head, self._columns)
        yield from _READERS[format_](opened, job)


_PARQUET = b"PAR1"


def _parquet(stream: BinaryIO, job: Job) -> Iterator[Piece]:
    from framing.read.parquet import read_parquet

    if not stream.seekable():
        message = "Parquet cannot be read from a pipe, nor from a packed file"
        raise InputError(Problem(job.report.path, None, message, "name the file itself"))
    stream.seek(0)
    return read_parquet(stream, job)


def sniff(head: str, columns: Columns) -> Format:
    """Tell the format by the first characters of a file."""
    if looks_like_json(head):
        return "jsonl"
    return "csv" if looks_delimited(head, columns) else "text"


def _as_problem(error: InputError, path: Path) -> Problem:
    """Return the problem that an error carries: a file is lost."""
    carried = error.args[0] if error.args else ""
    if not isinstance(carried, Problem):
        carried = Problem(str(path), None, str(carried), "check the file")
    return replace(carried, lost="file")
