"""Looking at an input before it is scored: what is in it, what is missing, what is wrong.

No score is given. Languages are told by the rules of the ``note`` column, which look words up in
the model, so that ``framing score`` says the same of every article.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from framing.codebook import NOTES
from framing.duplicates import Duplicates
from framing.errors import InputError
from framing.model import Model, load_model
from framing.predict import predict_arrow
from framing.read import Columns, Format, Piece, Problem, read_pieces
from framing.read.problem import problem_of
from framing.scoring import text_column
from framing.tables import batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from framing.read.mend import FileRead

__all__ = ["MOST_KEPT", "Findings", "check"]

MOST_KEPT = 1000
"""Problems that are kept one by one, so that memory stays flat; all are counted."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is in an input.

    Attributes:
        articles: Articles that could be read.
        files: Files that were looked at, also those that could not be read.
        formats: Files by format, as far as that could be told.
        encodings: Files of text by encoding.
        no_headline: Articles without a headline.
        no_lead: Articles without a lead, those included whose lead was none.
        leads_left_out: Leads that were none, by kind: ``caption``, ``notice``, ``label``.
        languages: Articles by ``English``, ``not English``, ``too short`` to tell.
        notes: Articles by note, as the ``note`` column will have them.
        same: Articles whose headline and lead were there before, to the letter.
        alike: The same but for case, punctuation and white space; ``same`` is among them.
        repaired: Texts whose broken encoding was repaired.
        skipped: Rows that could not be read.
        failed: Files that could not be read.
        problems: The first ``MOST_KEPT`` problems, with file, line and remedy.
        all_problems: How many there were.
    """

    articles: int
    files: int
    formats: Mapping[str, int]
    encodings: Mapping[str, int]
    no_headline: int
    no_lead: int
    leads_left_out: Mapping[str, int]
    languages: Mapping[str, int]
    notes: Mapping[str, int]
    same: int
    alike: int
    repaired: int
    skipped: int
    failed: int
    problems: tuple[Problem, ...]
    all_problems: int

    @property
    def is_whole(self) -> bool:
        """Tell that no row and no file was lost."""
        return not (self.skipped or self.failed)


def check(
    *paths: str | Path,
    columns: Columns | None = None,
    format: Format | None = None,  # noqa: A002 - the option's name, as in ``framing.read``
    model: Model | None = None,
) -> Findings:
    """Read files or folders without scoring, and say what was found.

    Args:
        paths: Files, folders, or ``-`` for standard input.
        columns: Names of the input's columns, where they are not the usual ones.
        format: The input's format, where neither name nor content says it.
        model: The model whose notes are counted; the built-in one if not given.

    Returns:
        What was found, the inputs taken together. What cannot be read is among it.

    Raises:
        InputError: A path leads nowhere.

    >>> found = check("seeds/")
    >>> found.articles, found.no_headline, found.is_whole
    (5, 2, True)
    """
    tally = _Tally(model or load_model())
    opened = partial(
        read_pieces, columns=columns, format=format, on_problem=tally.problem, on_file=tally.file
    )
    inputs = [(str(path), opened(path)) for path in paths]
    for table in batches(piece for each in inputs for piece in tally.pieces(*each)):
        tally.table(table)
    return tally.findings()


ENGLISH, NOT_ENGLISH, TOO_SHORT = "English", "not English", "too short"


@dataclass(slots=True)
class _Tally:
    """Counts what comes by."""

    model: Model
    articles: int = 0
    no_headline: int = 0
    no_lead: int = 0
    skipped: int = 0
    failed: int = 0
    all_problems: int = 0
    files: int = 0
    repaired: int = 0
    last_file: str = ""
    formats: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    leads_left_out: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    duplicates: Duplicates = field(default_factory=Duplicates)
    problems: list[Problem] = field(default_factory=list)

    def pieces(self, path: str, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Pass on what one path holds; one that fails costs no other."""
        try:
            yield from pieces
        except InputError as error:
            self.problem(problem_of(error, path))

    def file(self, seen: FileRead) -> None:
        """Count a file at its end."""
        self.files += 1
        self.last_file = seen.path
        self.formats[seen.format] += 1
        if seen.encoding:
            self.encodings[seen.encoding] += 1
        self.leads_left_out.update(seen.no_leads)
        self.repaired += seen.repaired

    def problem(self, problem: Problem) -> None:
        """Count a problem, and keep it as long as there are not too many."""
        self.all_problems += 1
        self.skipped += problem.lost == "row"
        if problem.lost == "file":
            self.failed += 1
            self.files += problem.path != self.last_file  # else it broke off, and is counted
        if len(self.problems) < MOST_KEPT:
            self.problems.append(problem)

    def table(self, table: pa.Table) -> None:
        """Count the articles of a batch."""
        headlines, leads = text_column(table, "headline"), text_column(table, "lead")
        self.articles += len(table)
        self.no_headline += headlines.null_count
        self.no_lead += leads.null_count
        self.duplicates.add(zip(headlines.to_pylist(), leads.to_pylist(), strict=True))
        found = predict_arrow(headlines, leads, self.model)
        noted = {name: (found.noted >> bit & 1).astype(bool) for bit, name in enumerate(NOTES)}
        self.notes.update({name: int(rows.sum()) for name, rows in noted.items()})
        english, foreign = int(found.enough["article"].sum()), int(noted[NOT_ENGLISH].sum())
        self.languages[ENGLISH] += english
        self.languages[NOT_ENGLISH] += foreign
        self.languages[TOO_SHORT] += len(table) - english - foreign

    def findings(self) -> Findings:
        """Return the counts."""
        return Findings(
            articles=self.articles,
            files=self.files,
            formats=dict(self.formats),
            encodings=dict(self.encodings),
            no_headline=self.no_headline,
            no_lead=self.no_lead,
            leads_left_out=dict(self.leads_left_out),
            languages=dict(self.languages),
            notes=dict(self.notes),
            same=self.duplicates.same,
            alike=self.duplicates.alike,
            repaired=self.repaired,
            skipped=self.skipped,
            failed=self.failed,
            problems=tuple(self.problems),
            all_problems=self.all_problems,
        )
