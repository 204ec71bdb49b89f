"""Reading articles from a file, a folder, an address or standard input, whatever the format.

Every reader is one module; ``framing.read.formats`` finds out which to call. Reading is
streamed: a row, a page or a text, is held at a time.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, Union

from framing.article import Article
from framing.errors import InputError
from framing.read.columns import ALIASES, Columns
from framing.read.encoding import HEAD, MAX_LINE, empty, is_blank, open_bytes
from framing.read.folder import files_below
from framing.read.formats import FORMATS, TEXTS, Format, reader, sure, told_by_ending, told_by_line
from framing.read.job import Job
from framing.read.limits import BombError, DamageError
from framing.read.packed import Packed, looked_into, stripped
from framing.read.problem import OnProblem, Problem, Reporter, log_problem, problem_of
from framing.read.remote import Remote, is_remote
from framing.read.scraped import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from framing.read.mend import OnFile
    from framing.read.rows import Rows

__all__ = [
    "ALIASES",
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

Piece = Union[Article, "Rows"]
"""What readers yield: articles, and many at once where a table is regular."""

_STANDARD_INPUT = "-"
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

    A folder yields the articles of all files below it, sorted by path; hidden files, READMEs,
    and scripts and pictures of saved sites are left out. A text file or a web page is one
    article; tables (CSV with any common separator, Parquet, Arrow, Excel), JSON, feeds and web
    archives hold many. The format is told by content where that leaves no doubt, else by the
    name's ending, else by the first line; what is packed with gzip, zstd or bzip2 is unpacked.

    Args:
        path: A file, a folder, ``-`` for standard input, or an address that fsspec knows
            (``s3://…``, ``https://…``), which takes the extra ``remote``.
        format: One of ``FORMATS``, where name and content mislead. ``lines`` is never told
            by itself: plain text with a headline a line.
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
    on_file: OnFile | None = None,
    within: Path | None = None,
) -> Iterator[Piece]:
    """Read articles as ``read`` does, those of regular tables many at once.

    ``on_file`` is told at the end of each file what it was read as, and what was mended in it.
    A file is named in ids and sources as it is where the folder ``within`` is read.
    """
    if format is not None and format not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(Problem(str(path), None, f"no format {format!r}", f"use one of {known}"))
    ask = _Request(format, columns or Columns(), source, on_problem or log_problem, on_file)
    if os.fspath(path) == _STANDARD_INPUT:
        return ask.standard_input()
    if is_remote(os.fspath(path)):
        return ask.remote(Remote(os.fspath(path)))
    place = Path(path)
    _demand(place)
    if place.is_dir():
        return ask.folder(place)
    return ask.file(place, place.relative_to(within) if within else None)


def _demand(path: Path) -> None:
    """Raise ``InputError`` for a path that leads nowhere, at once and not at the first article."""
    try:
        path.stat()
    except (OSError, ValueError) as error:  # missing, forbidden, too long, with a zero byte
        why = getattr(error, "strerror", None) or str(error)
        message = f"no such file or folder ({why})"
        raise InputError(Problem(str(path), None, message, "check the path")) from error


@dataclass(frozen=True, slots=True)
class _Request:
    """What the caller asked for, applied to one file after the other."""

    format: Format | None
    columns: Columns
    source: str | None
    on_problem: OnProblem
    on_file: OnFile | None

    def folder(self, root: Path) -> Iterator[Piece]:
        """Yield the articles of every file below ``root``; a bad file is a problem, no end."""
        files = files_below(root, self.on_problem)
        return self._all(
            str(root), ((str(path), self.file(path, path.relative_to(root))) for path in files)
        )

    def remote(self, place: Remote) -> Iterator[Piece]:
        """Yield the articles of what is at an address."""
        files = ((place.named(path), self._fetched(place, path, n)) for path, n in place.files())
        if place.is_folder:
            return self._all(place.address, files)
        return next(pieces for _, pieces in files)

    def _all(self, root: str, files: Iterable[tuple[str, Iterator[Piece]]]) -> Iterator[Piece]:
        """Yield what several files hold, each named by its path."""
        count = failed = 0
        for path, pieces in files:
            count += 1
            try:
                yield from pieces
            except InputError as error:
                failed += 1
                self.on_problem(problem_of(error, path))
        if not count:
            message = "no file to read in the folder"
            raise InputError(Problem(root, None, message, "put text, CSV or JSON Lines in it"))
        if failed:
            remedy = "each is named in a message above"
            message = f"{failed:,} of {count:,} files could not be read"
            self.on_problem(Problem(root, None, message, remedy))

    def file(self, path: Path, within: PurePath | None = None) -> Iterator[Piece]:
        """Yield the articles of one file, whose ids name it by its path ``within`` a folder."""
        report = Reporter(str(path), self.on_problem)
        with _damage_named(report.path), path.open("rb") as stream:
            yield from self.pieces(stream, within or PurePath(path.name), report)

    def standard_input(self) -> Iterator[Piece]:
        """Yield the articles that come from standard input."""
        report = Reporter(_STANDARD_INPUT_NAME, self.on_problem)
        with _damage_named(report.path):
            yield from self.pieces(sys.stdin.buffer, PurePath(_STANDARD_INPUT_NAME), report)

    def _fetched(self, place: Remote, path: str, within: PurePath) -> Iterator[Piece]:
        report = Reporter(place.named(path), self.on_problem)
        with _damage_named(report.path), place.open(path) as stream:
            yield from self.pieces(stream, within, report)

    def pieces(self, stream: BinaryIO, path: PurePath, report: Reporter) -> Iterator[Piece]:
        """Yield the articles of an open file; ``path`` is its name, or that in its folder."""
        from framing.read.mend import FileRead, mended

        name = stripped(path).with_suffix("").as_posix()
        job = Job(name, self.columns, self.source, report)
        packed = looked_into(stream)
        format_ = self.format or sure(packed.head) or told_by_ending(path)
        if format_ is not None and format_ not in TEXTS:
            _demand_content(packed, report.path)
            seen = FileRead(report.path, format_, None)
            yield from mended(reader(format_)(packed, job), seen, report, self.on_file)
            return
        opened = open_bytes(packed.stream, report)
        format_ = format_ or told_by_line(opened.head, self.columns)
        seen = FileRead(report.path, format_, opened.encoding)
        yield from mended(reader(format_)(opened, job), seen, report, self.on_file)


def _demand_content(packed: Packed, path: str) -> None:
    """Raise ``InputError`` for a file with nothing in it; damage is for the reader to name."""
    if len(packed.head) < HEAD and is_blank(packed.head):
        with suppress(DamageError):
            packed.stream.read()
            raise empty(path)


@contextmanager
def _damage_named(path: str) -> Iterator[None]:
    """Turn the errors of a file that cannot be opened or is damaged into ``InputError``."""
    try:
        yield
    except BombError as error:
        message, _, remedy = str(error).partition(": ")
        raise InputError(Problem(path, None, message, remedy)) from error
    except DamageError as error:
        message = f"is damaged or cut off ({error})"
        raise InputError(Problem(path, None, message, "pack or fetch it again")) from error
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        remedy = "check its permissions, and that it is whole"
        raise InputError(Problem(path, None, message, remedy)) from error
