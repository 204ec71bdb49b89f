"""What is done to all that is read, in every format: texts repaired, leads left out that are none.

Both are counted for each file and said once at its end, as a notice and as a ``FileRead``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from framing.read.leads import no_lead, suspects
from framing.read.mojibake import repaired_column
from framing.read.rows import gathered
from framing.read.values import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.problem import Reporter
    from framing.read.rows import Rows

__all__ = ["FileRead", "OnFile", "mended"]

_REPAIRED = ("headline", "lead", "source")


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file was read as, and what was done to its texts.

    ``articles`` were yielded; ``repaired`` counts texts whose encoding was broken; ``no_leads``
    counts leads that were none, by kind: ``caption``, ``notice``, ``label``.
    """

    path: str
    format: str
    encoding: str | None
    articles: int = 0
    repaired: int = 0
    no_leads: Counter[str] = field(default_factory=Counter)


OnFile = Callable[[FileRead], None]
"""Told of every file at its end, also where reading broke off."""


def mended(
    pieces: Iterator[Rows | Article], seen: FileRead, report: Reporter, on_file: OnFile | None
) -> Iterator[Rows | Article]:
    """Yield the pieces of one file, mended; at the end say what was done to them.

    Args:
        pieces: What a reader yields.
        seen: The file's path, format and encoding.
        report: Where the notices go.
        on_file: Told what was read, with the counts.
    """
    tally = _Tally()
    try:
        for piece in gathered(pieces, _TOGETHER):
            if isinstance(piece, list):
                yield from tally.articles_mended(piece)
            else:
                yield tally.rows_mended(piece)
        tally.say(report)
    finally:
        if on_file:
            on_file(tally.record(seen))


_TOGETHER = 256
"""Articles looked at together: enough to spread the cost of a call, few enough to come soon."""


Columns = dict[str, pa.Array]


@dataclass(slots=True)
class _Tally:
    """Mends pieces and counts what it did; remembers the first article of each."""

    articles: int = 0
    repaired: int = 0
    no_leads: Counter[str] = field(default_factory=Counter)
    first_repaired: str = ""
    first_no_lead: str = ""

    def articles_mended(self, articles: list[Article]) -> list[Article]:
        """Mend single articles; those with nothing to mend stay the same objects."""
        columns = {name: _texts([getattr(a, name) for a in articles]) for name in _REPAIRED}
        new, touched = self._mended(columns, lambda row: articles[row].id)
        for row in touched:
            changes: dict[str, Any] = {name: column[row].as_py() for name, column in new.items()}
            articles[row] = replace(articles[row], **changes)
        return articles

    def rows_mended(self, rows: Rows) -> Rows:
        """Mend the columns of many articles."""
        columns = {name: rows.fields[name] for name in _REPAIRED}
        new, _ = self._mended(columns, lambda row: str(rows.fields["id"][row].as_py()))
        return replace(rows, fields={**rows.fields, **new}) if new else rows

    def _mended(self, columns: Columns, name_of: Callable[[int], str]) -> tuple[Columns, set[int]]:
        """Return the columns that change, and the rows in which they do."""
        self.articles += len(columns["lead"])
        new: Columns = {}
        touched: set[int] = set()
        for name, column in columns.items():
            better, rows = repaired_column(column)
            if rows:
                new[name] = better
                touched.update(rows)
                self.repaired += len(rows)
                self.first_repaired = self.first_repaired or name_of(rows[0])
        leads = new.get("lead", columns["lead"])
        kinds = {row: kind for row in suspects(leads) if (kind := no_lead(leads[row].as_py()))}
        if kinds:
            new["lead"] = _without(leads, list(kinds))
            self.no_leads.update(kinds.values())
            self.first_no_lead = self.first_no_lead or name_of(next(iter(kinds)))
        return new, touched | set(kinds)

    def say(self, report: Reporter) -> None:
        """Report once what was done to the texts of the file, or that there are none."""
        if not self.articles and not report.told:
            report.note(None, "no article in the file", "check that it is the one that is meant")
        if self.repaired:
            message = f"broken encoding repaired in {_counted(self.repaired, 'text')}"
            remedy = (
                f"to be rid of it, export the file again as UTF-8 (first: {self.first_repaired})"
            )
            report.note(None, message, remedy)
        if self.no_leads:
            kinds = ", ".join(_counted(n, kind) for kind, n in sorted(self.no_leads.items()))
            message = f"leads that are none left out: {kinds}"
            remedy = f"give the first paragraph as lead (first: {self.first_no_lead})"
            report.note(None, message, remedy)

    def record(self, seen: FileRead) -> FileRead:
        """Return the counts beside what the file is."""
        return replace(seen, articles=self.articles, repaired=self.repaired, no_leads=self.no_leads)


def _texts(values: list[str | None]) -> pa.Array:
    """Return texts as an array; names of files may hold what no array can."""
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([value and clean(value) for value in values], pa.string())


def _without(leads: pa.Array, rows: list[int]) -> pa.Array:
    """Return leads with those in ``rows`` taken out."""
    mask = np.zeros(len(leads), np.bool_)
    mask[rows] = True
    return compute.if_else(pa.array(mask), None, leads)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
