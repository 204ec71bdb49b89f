"""A labelled file: what it asks, what was answered, and by whom.

Tables are read by ``framing.read``; the label columns are what it carries along. Rows of one
headline and lead are one item, its target the mean of its ratings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.errors import ColumnError, InputError
from framing.layer import check_name
from framing.read import Columns, Problem, read
from framing.read.problem import log_problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from framing.article import Article
    from framing.read import OnProblem

__all__ = ["ANSWERS", "Labels", "Question", "Rating", "frame_name", "read_labels"]

ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "1", "1.0"), 1.0),
    **dict.fromkeys(("no", "n", "false", "0", "0.0"), 0.0),
}
"""What counts as yes and no, without regard to case."""

NONE = frozenset({"none", "-"})
"""What says that a text has none of the frames; an empty cell says that nobody labelled it."""

_TAKEN = ("headline", "lead", "source", "id", "url", "published")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Question:
    """What a labelled file is asked.

    ``name`` heads the columns of the answer. ``columns`` are the label columns: one of numbers
    or of yes and no for a scale; for ``frames`` one that names them, separated by ``;``, or one
    of yes and no for each. ``span`` is the rated range of a graded scale where its ends may not
    be in the file. ``rater`` is a column too, ``where`` names those of the texts and the outlet if
    they are unusual. ``names`` are the frames to be looked for, where they are known already.
    """

    name: str
    columns: tuple[str, ...]
    frames: bool = False
    span: tuple[float, float] | None = None
    rater: str | None = None
    where: Columns = field(default_factory=Columns)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's answer on an item: ``values`` are one share of the range an output.

    ``rater`` is empty where no column says who it was.
    """

    item: int
    rater: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled items.

    ``kind`` is that of ``framing.layer``, ``outputs`` the columns that are learned. ``target``
    (n, outputs) is the mean rating as a share of ``span``, or the share of raters who said yes;
    ``main`` (n) the place of the frame that was named first by most, -1 for none. ``lines`` are
    where items were read, for messages; ``unlabelled`` rows had no label, ``refused`` an
    unreadable one.
    """

    path: str
    question: Question
    kind: str
    outputs: tuple[str, ...]
    span: tuple[float, float]
    headlines: list[str | None]
    leads: list[str | None]
    outlets: list[str]
    target: Floats
    main: Ints
    ratings: list[Rating]
    lines: list[str]
    unlabelled: int
    refused: int

    def __len__(self) -> int:
        return len(self.headlines)


def frame_name(written: str) -> str:
    """Return a frame's name as it heads a column.

    >>> frame_name(" Gun control / rights ")
    'gun_control_rights'
    """
    return re.sub(r"[^a-z0-9]+", "_", written.casefold()).strip("_")


def read_labels(
    path: str | Path, question: Question, on_problem: OnProblem = log_problem
) -> Labels:
    """Read a labelled file.

    A row whose label cannot be read is reported by file and line and skipped.

    Raises:
        ColumnError: there is no such column, or its name is one of the model's own.
        InputError: the file cannot be read, or holds no label that can.
    """
    _check(path, question)
    articles = list(read(path, columns=question.where, on_problem=on_problem))
    _demand_columns(path, question, articles)
    cells = [[_cell(article, name) for name in question.columns] for article in articles]
    kind = _kind(question, cells)
    names = _names(question, kind, cells)
    reader = _Reader(str(path), question, kind, names, _span(question, kind, cells), on_problem)
    answers = [reader.answer(article, row) for article, row in zip(articles, cells, strict=True)]
    if not any(answers):
        message = f"no label could be read in {', '.join(question.columns)}"
        raise InputError(Problem(str(path), None, message, "check the column and its values"))
    return _gathered(articles, answers, reader)


def _check(path: str | Path, question: Question) -> None:
    try:
        check_name(question.name)
    except ValueError as error:
        raise ColumnError(f"{path}: {error}") from error
    if question.span and not question.span[0] < question.span[1]:
        raise InputError(f"{path}: the range must rise, not go from {question.span[0]:g} to "
                         f"{question.span[1]:g}; turn it about")  # fmt: skip


def _demand_columns(path: str | Path, question: Question, articles: Sequence[Article]) -> None:
    if not articles:
        raise InputError(Problem(str(path), None, "no row to read", "give a table with labels"))
    known = articles[0].extra
    wanted = [*question.columns, *([question.rater] if question.rater else [])]
    for name in wanted:
        if name not in known and name not in _TAKEN:
            message = f"no column {name!r}; the columns beside the texts are {', '.join(known)}"
            raise ColumnError(Problem(str(path), None, message, "name one of them"))


def _cell(article: Article, name: str) -> str:
    value = article.extra.get(name, getattr(article, name, None) if name in _TAKEN else None)
    return "" if value is None else str(value).strip()


def _kind(question: Question, cells: Sequence[Sequence[str]]) -> str:
    if question.frames:
        return "frames"
    said = {cell.casefold() for row in cells for cell in row if cell}
    return "yes_no" if question.span is None and said <= ANSWERS.keys() else "graded"


def _is_list(question: Question) -> bool:
    return question.frames and len(question.columns) == 1


def _names(question: Question, kind: str, cells: Sequence[Sequence[str]]) -> tuple[str, ...]:
    if kind != "frames" or question.names:
        return question.names
    if not _is_list(question):
        return tuple(frame_name(column) for column in question.columns)
    named = {frame_name(part) for row in cells for part in row[0].split(";")}
    return tuple(sorted(named - NONE - {""}))


def _span(question: Question, kind: str, cells: Sequence[Sequence[str]]) -> tuple[float, float]:
    if question.span or kind != "graded":
        return question.span or (0.0, 1.0)
    numbers = [n for row in cells if (n := _number(row[0])) is not None]
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    return (low, high) if low < high else (low, low + 1)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


@dataclass(slots=True)
class _Answer:
    """One row's answer: shares of the range by output, and the first-named frame."""

    values: tuple[float, ...]
    main: int


@dataclass(slots=True)
class _Reader:
    """Turns the label cells of rows into answers, and reports those that are none."""

    path: str
    question: Question
    kind: str
    names: tuple[str, ...]
    span: tuple[float, float]
    on_problem: OnProblem
    unlabelled: int = 0
    refused: int = 0

    @property
    def outputs(self) -> tuple[str, ...]:
        """The columns that are learned."""
        name = self.question.name
        return tuple(f"{name}_{n}" for n in self.names) if self.kind == "frames" else (name,)

    def answer(self, article: Article, row: Sequence[str]) -> _Answer | None:
        """Return a row's answer; ``None`` where it has none, or none that can be read."""
        if not any(row):
            self.unlabelled += 1
            return None
        try:
            return self._read(row)
        except ValueError as error:
            self.refused += 1
            said = f"{error} – row skipped"
            self.on_problem(Problem(*_place(self.path, article), said, self._remedy(), "row"))
            return None

    def _read(self, row: Sequence[str]) -> _Answer:
        if self.kind != "frames":
            return _Answer((self._share(row[0]),), -1)
        if _is_list(self.question):
            return self._named(row[0])
        values = tuple(_yes(cell) if cell else 0.0 for cell in row)
        return _Answer(values, int(np.argmax(values)) if sum(values) == 1 else -1)

    def _share(self, cell: str) -> float:
        if self.kind == "yes_no":
            return _yes(cell)
        value, (low, high) = _number(cell), self.span
        if value is None:
            raise ValueError(f"label {cell[:40]!r} is no number")
        if not low <= value <= high:
            raise ValueError(f"label {cell[:40]!r} lies outside {low:g} to {high:g}")
        return (value - low) / (high - low)

    def _named(self, cell: str) -> _Answer:
        given = [name for part in cell.split(";") if (name := frame_name(part))]
        if {part.strip().casefold() for part in cell.split(";")} <= NONE:
            return _Answer((0.0,) * len(self.names), -1)
        unknown = [name for name in given if name not in self.names]
        if unknown or not given:
            raise ValueError(f"frame {(unknown or [cell])[0][:40]!r} is none of those to learn")
        return _Answer(
            tuple(float(name in given) for name in self.names), self.names.index(given[0])
        )

    def _remedy(self) -> str:
        if self.kind == "graded":
            return "mend it, or say the range with --range LOW HIGH"
        if self.kind == "yes_no" or not _is_list(self.question):
            return "write yes or no, or 1 or 0"
        return f"name frames separated by ;, of {', '.join(self.names)}"


def _yes(cell: str) -> float:
    try:
        return ANSWERS[cell.casefold()]
    except KeyError:
        raise ValueError(f"label {cell[:40]!r} is neither yes nor no") from None


def _place(path: str, article: Article) -> tuple[str, int | None]:
    """Return file and line of a row; its id where it has one of its own."""
    _, _, line = article.id.rpartition(":")
    return (path, int(line)) if line.isdecimal() else (f"{path}, id {article.id}", None)


def _gathered(
    articles: Sequence[Article], answers: Sequence[_Answer | None], reader: _Reader
) -> Labels:
    """Bring the ratings of one headline and lead together."""
    places: dict[tuple[str | None, str | None], int] = {}
    firsts: list[Article] = []
    ratings: list[Rating] = []
    mains: list[list[int]] = []
    for article, answer in zip(articles, answers, strict=True):
        if answer is None:
            continue
        item = places.setdefault((article.headline, article.lead), len(places))
        if item == len(firsts):
            firsts.append(article)
            mains.append([])
        rater = _cell(article, reader.question.rater) if reader.question.rater else ""
        ratings.append(Rating(item, rater, answer.values))
        mains[item].append(answer.main)
    return Labels(
        path=reader.path,
        question=reader.question,
        kind=reader.kind,
        outputs=reader.outputs,
        span=reader.span,
        headlines=[article.headline for article in firsts],
        leads=[article.lead for article in firsts],
        outlets=_outlets(firsts),
        target=_means(ratings, len(firsts), len(reader.outputs)),
        main=np.array([max(given, key=given.count) for given in mains], np.int64),
        ratings=ratings,
        lines=[article.id for article in firsts],
        unlabelled=reader.unlabelled,
        refused=reader.refused,
    )


def _outlets(articles: Sequence[Article]) -> list[str]:
    """Return outlets; none where they are only the file's name, which reading falls back to."""
    named = [article.source or "" for article in articles]
    return named if len(set(named)) > 1 else [""] * len(named)


def _means(ratings: Sequence[Rating], items: int, outputs: int) -> Floats:
    total, count = np.zeros((items, outputs)), np.zeros(items)
    for rating in ratings:
        total[rating.item] += rating.values
        count[rating.item] += 1
    means: Floats = total / count[:, None]
    return means
