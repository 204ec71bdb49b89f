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

from framing.article import Article
from framing.read.leads import no_lead, suspects
from framing.read.mojibake import repaired, repaired_column

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        for piece in pieces:
            yield tally.article(piece) if isinstance(piece, Article) else tally.rows(piece)
        tally.say(report)
    finally:
        if on_file:
            on_file(tally.record(seen))


@dataclass(slots=True)
class _Tally:
    """Mends pieces and counts what it did; remembers the first article of each."""

    articles: int = 0
    repaired: int = 0
    no_leads: Counter[str] = field(default_factory=Counter)
    first_repaired: str = ""
    first_no_lead: str = ""

    def article(self, article: Article) -> Article:
        """Mend one article."""
        self.articles += 1
        given = {name: getattr(article, name) for name in _REPAIRED}
        new: dict[str, Any] = {
            name: better for name, text in given.items() if text and (better := repaired(text))
        }
        if new:
            self._count_repaired(len(new), article.id)
        lead = new.get("lead", article.lead)
        kind = no_lead(lead) if lead else None
        if kind:
            self._count_no_lead(kind, article.id)
            new["lead"] = None
        return replace(article, **new) if new else article

    def rows(self, rows: Rows) -> Rows:
        """Mend the columns of many articles."""
        self.articles += len(rows)
        new = {}
        for name in _REPAIRED:
            column, places = repaired_column(rows.fields[name])
            if places:
                new[name] = column
                self._count_repaired(len(places), rows.fields["id"][places[0]].as_py())
        leads = self._leads(new.get("lead", rows.fields["lead"]), rows)
        if leads is not None:
            new["lead"] = leads
        return replace(rows, fields={**rows.fields, **new}) if new else rows

    def _leads(self, leads: pa.Array, rows: Rows) -> pa.Array | None:
        """Return the leads without those that are none; ``None`` where all are leads."""
        kinds = {row: no_lead(leads[row].as_py()) for row in suspects(leads)}
        out = {row: kind for row, kind in kinds.items() if kind}
        for row, kind in out.items():
            self._count_no_lead(kind, rows.fields["id"][row].as_py())
        if not out:
            return None
        mask = np.zeros(len(leads), np.bool_)
        mask[list(out)] = True
        return compute.if_else(pa.array(mask), None, leads)

    def _count_repaired(self, count: int, name: str) -> None:
        self.first_repaired = self.first_repaired or name
        self.repaired += count

    def _count_no_lead(self, kind: str, name: str) -> None:
        self.first_no_lead = self.first_no_lead or name
        self.no_leads[kind] += 1

    def say(self, report: Reporter) -> None:
        """Report once what was done to the texts of the file."""
        if self.repaired:
            message = f"broken encoding repaired in {_texts(self.repaired, 'text')}"
            remedy = (
                f"to be rid of it, export the file again as UTF-8 (first: {self.first_repaired})"
            )
            report.note(None, message, remedy)
        if self.no_leads:
            kinds = ", ".join(_texts(n, kind) for kind, n in sorted(self.no_leads.items()))
            message = f"leads that are none left out: {kinds}"
            remedy = f"give the first paragraph as lead (first: {self.first_no_lead})"
            report.note(None, message, remedy)

    def record(self, seen: FileRead) -> FileRead:
        """Return the counts beside what the file is."""
        return replace(seen, articles=self.articles, repaired=self.repaired, no_leads=self.no_leads)


def _texts(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
