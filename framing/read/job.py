"""What every reader is told beside the open file, and how it turns fields into an article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from framing.article import Article
from framing.read.columns import Layout, lay_out, twins
from framing.read.dates import iso_date
from framing.read.text import find_lead_in_body
from framing.read.values import host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.read.columns import Columns
    from framing.read.problem import Reporter

__all__ = ["Job", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row as text, ``None`` where missing."""

    headline: str | None = None
    lead: str | None = None
    source: str | None = None
    id: str | None = None
    url: str | None = None
    published: str | None = None


_NO_COLUMNS = Layout()


@dataclass(slots=True)
class Job:
    """One file to read.

    ``name`` stands for the file in ids and as the last resort of ``source``; ``source`` is
    what the caller wants to see where an article names none.
    """

    name: str
    columns: Columns
    source: str | None
    report: Reporter
    _date_told: bool = field(default=False, init=False)

    def layout(self, names: Sequence[str], line: int) -> Layout:
        """Find the fields among the columns of a table; say which names are there twice.

        Raises:
            ColumnError: As ``lay_out`` does.
        """
        found = lay_out(names, self.columns, self.report.path, line)
        if several := twins(names, found, self.columns):
            message = f"several columns are called {several} – the first counts, others are carried"
            self.report.note(line, message, "give each column a name of its own")
        return found

    def article(
        self, line: int | None, row: Row, layout: Layout, extra: dict[str, str | None]
    ) -> Article:
        """Make the article of one row; ``extra`` are its columns to carry."""
        lead = row.lead
        if lead and layout.body:
            lead = find_lead_in_body(lead)
        when = iso_date(row.published) if row.published else None
        if row.published and when is None:
            self._say_date(line, row.published)
            extra = {**extra, layout.date: row.published}
        return Article(
            row.id or f"{self.name}:{line}",
            row.source or self.source or (row.url and host(row.url)) or self.name,
            row.headline,
            lead,
            row.url,
            when,
            dict(extra),
        )

    def plain(self, line: int | None, **fields: str | None) -> Article:
        """Make an article of fields by name, where there are no columns to carry or to name.

        ``line`` is ``None`` where the file is the article, which then has its name for an id.
        """
        known: dict[str, str | None] = {"id": self.name} if line is None else {}
        row = Row(**known | {name: value for name, value in fields.items() if value})
        return self.article(line, row, _NO_COLUMNS, {})

    def _say_date(self, line: int | None, value: str) -> None:
        """Say once a file that a date is not understood: mostly none of the column is."""
        if self._date_told:
            return
        self._date_told = True
        message = f"date {value[:40]!r} is not plain – carried as it is, here and below"
        self.report.note(line, message, "write dates as YYYY-MM-DD")
