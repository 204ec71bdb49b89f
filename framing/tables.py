"""From articles to scored tables to a writer: what the command line calls, importable.

>>> from framing.article import Article
>>> table = next(batches([Article("1", "Daily", "Rates rise", extra={"desk": "money"})]))
>>> table.column_names
['id', 'source', 'headline', 'lead', 'desk']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import compute

from framing.codebook import COLUMNS, SCALES
from framing.errors import InputError
from framing.model import Model, load_model
from framing.pipeline import behind, cores, overlapped
from framing.read import Columns, Format, OnProblem, Piece, Problem, read_pieces
from framing.read.problem import log_problem, problem_of
from framing.read.rows import Rows, gathered
from framing.scoring import BATCH, free_name, score_table
from framing.write import Writer, open_file

if TYPE_CHECKING:
    from framing.article import Article

__all__ = [
    "Inputs",
    "OnProgress",
    "Summary",
    "Tally",
    "batches",
    "score_articles",
    "score_files",
]

OnProgress = Callable[[int, int], None]
"""Told after each batch: how many articles are scored, how many of the paths are read."""

Out = str | Path | Writer | None

_TEXTS = ("id", "source", "headline", "lead")
_OPTIONAL = ("url", "published")


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the input.

    ``articles`` were scored and written; ``withheld`` of these have no score on any scale
    (their ``note`` says why). ``skipped`` rows and ``failed`` files could not be read;
    ``problems`` counts everything that was reported, those and lesser things.
    """

    articles: int = 0
    withheld: int = 0
    skipped: int = 0
    failed: int = 0
    problems: int = 0


@dataclass(slots=True)
class _Columns:
    """The columns of the tables made so far: they are only ever added to."""

    optional: set[str] = field(default_factory=set)
    foreign: dict[str, str] = field(default_factory=dict)

    def table(self, rows: Rows) -> pa.Table:
        """Make a table of rows with every column seen until now."""
        self._meet(rows)
        arrays = {name: rows.fields[name] for name in self._ours()}
        for name, column in self.foreign.items():
            carried = rows.extra.get(name)
            arrays[column] = pa.nulls(len(rows), pa.string()) if carried is None else carried
        return pa.table(arrays)

    def _ours(self) -> list[str]:
        return [*_TEXTS, *(name for name in _OPTIONAL if name in self.optional)]

    def _meet(self, rows: Rows) -> None:
        for name in _OPTIONAL:
            if rows.fields[name].null_count < len(rows):
                self.optional.add(name)
        for name in rows.extra:
            if name not in self.foreign:
                taken = {*COLUMNS, *_OPTIONAL, *self.foreign.values()}
                self.foreign[name] = free_name(name, taken)


def _rows(articles: list[Article]) -> Rows:
    """Lay articles side by side."""
    fields = {
        name: pa.array([getattr(a, name) for a in articles], pa.string())
        for name in (*_TEXTS, *_OPTIONAL)
    }
    names = dict.fromkeys(name for article in articles for name in article.extra)
    extra = {
        name: pa.array([_text(a.extra.get(name)) for a in articles], pa.string()) for name in names
    }
    return Rows(fields, extra)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def batches(articles: Iterable[Piece]) -> Iterator[pa.Table]:
    """Turn articles into tables of some thousands of rows, at least one table.

    The columns are ``id``, ``source``, ``headline``, ``lead``; ``url`` and ``published`` from
    the first table on that has any; then the columns that are not ours, as text. A column
    that turns up late joins the tables from there on, so that the last table has them all;
    one that has the name of an output column is called ``….input``.
    """
    columns = _Columns()
    empty = True
    for piece in gathered(articles, BATCH):
        yield columns.table(_rows(piece) if isinstance(piece, list) else piece)
        empty = False
    if empty:
        yield columns.table(_rows([]))


def score_articles(
    articles: Iterable[Piece],
    *,
    out: Out = None,
    model: Model | None = None,
    n_jobs: int = 1,
    without_quotes: bool = False,
    on_scored: Callable[[int], None] | None = None,
) -> Summary:
    """Score articles and write them, batch by batch, while the next ones are read.

    Args:
        articles: What to score; also the ``Rows`` of ``framing.read.read_pieces``.
        out: A path with a known ending, or anything with ``write(table)``; ``None`` scores
            and counts only.
        model: The model; the built-in one if not given.
        n_jobs: Threads that score, -1 for one a core. The scores are the same for any number.
        without_quotes: Add the headline scales without quoted words.
        on_scored: Told after each batch how many articles are scored.

    Raises:
        OutputError: The output cannot be written; nothing is left of it.
    """
    model = model or load_model()
    scored = withheld = 0
    work = partial(score_table, model=model, without_quotes=without_quotes)
    with (
        _writer(out) as writer,
        closing(overlapped(batches(articles), work, cores(n_jobs))) as tables,
        behind(writer.write) as write,
    ):
        for table in tables:
            write(table)
            scored, withheld = scored + len(table), withheld + _withheld(table)
            if on_scored:
                on_scored(scored)
    return Summary(scored, withheld)


class _Nowhere:
    """Takes tables and forgets them."""

    def write(self, table: pa.Table) -> None:
        pass


def _writer(out: Out) -> AbstractContextManager[Writer]:
    if isinstance(out, (str, Path)):
        return open_file(out)
    return nullcontext(out if out is not None else _Nowhere())


def _withheld(table: pa.Table) -> int:
    """Count the rows without a score on any scale."""
    count: int = compute.coalesce(*(table[scale.name] for scale in SCALES)).null_count
    return count


@dataclass(slots=True)
class Tally:
    """Hands problems on and counts them, and what was lost."""

    on_problem: OnProblem
    skipped: int = 0
    failed: int = 0
    problems: int = 0

    def __call__(self, problem: Problem) -> None:
        """Count a problem and hand it on."""
        self.problems += 1
        self.skipped += problem.lost == "row"
        self.failed += problem.lost == "file"
        self.on_problem(problem)

    def fail(self, path: str, error: Exception) -> None:
        """Report a file of which nothing, or nothing more, could be read."""
        self(problem_of(error, path))


@dataclass(slots=True)
class Inputs:
    """The articles of several paths; a path that fails costs no other."""

    paths: Sequence[str | Path]
    open: Callable[[str | Path], Iterator[Piece]]
    tally: Tally
    done: int = 0

    def articles(self) -> Iterator[Piece]:
        """Yield all articles; raise ``InputError`` if there is none and something failed.

        An output that was there is then not replaced by an empty one.
        """
        empty = True
        for path in self.paths:
            try:
                for piece in self.open(path):
                    empty = False
                    yield piece
            except (InputError, OSError) as error:
                self.tally.fail(str(path), error)
            self.done += 1
        if empty and (self.tally.failed or self.tally.skipped):
            raise InputError("no article could be read; nothing is written")


def score_files(
    paths: Iterable[str | Path],
    *,
    out: Out = None,
    columns: Columns | None = None,
    format: Format | None = None,  # noqa: A002 - the option's name, as in ``framing.read``
    source: str | None = None,
    model: Model | None = None,
    n_jobs: int = 1,
    without_quotes: bool = False,
    on_problem: OnProblem = log_problem,
    on_progress: OnProgress | None = None,
) -> Summary:
    """Score files and folders and write the scores, in flat memory: ``framing score``.

    Args:
        paths: Files, folders, or ``-`` for standard input.
        out: A path with a known ending, or anything with ``write(table)``; ``None`` scores
            and counts only.
        columns: Names of the input's columns, where they are not the usual ones.
        format: The input's format, where neither name nor content says it.
        source: The outlet of articles that name none.
        model: The model; the built-in one if not given.
        n_jobs: Threads that score, -1 for one a core. The scores are the same for any number.
        without_quotes: Add the headline scales without quoted words.
        on_problem: Told of each row and file that could not be read as it stood.
        on_progress: Told after each batch how many articles are scored and paths read.

    Returns:
        What became of the input. A row or file that cannot be read costs no other.

    Raises:
        InputError: Nothing at all could be read.
        OutputError: The output cannot be written; nothing is left of it.
    """
    tally = Tally(on_problem)
    opened = partial(read_pieces, columns=columns, format=format, source=source, on_problem=tally)
    inputs = Inputs(_listed(paths), opened, tally)

    def on_scored(count: int) -> None:
        if on_progress:
            on_progress(count, inputs.done)

    counted = score_articles(
        inputs.articles(),
        out=out,
        model=model,
        n_jobs=n_jobs,
        without_quotes=without_quotes,
        on_scored=on_scored,
    )
    return Summary(counted.articles, counted.withheld, tally.skipped, tally.failed, tally.problems)


def _listed(paths: Iterable[str | Path]) -> list[str | Path]:
    if isinstance(paths, (str, Path)):
        raise TypeError(f"score_files takes several paths; pass [{str(paths)!r}]")
    return list(paths)
