"""Which column is which: the names that count for each field, and how a caller overrides them.

Names are compared without case, and everything that is not a letter or digit counts as an
underscore: ``Published At``, ``published-at`` and ``published_at`` are one name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from framing.errors import ColumnError
from framing.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "ALIASES",
    "BODY",
    "POSITIONS",
    "Columns",
    "Layout",
    "arrange",
    "fold_name",
    "is_table_header",
    "lay_out",
    "twins",
]

BODY = (
    "text",
    "body",
    "content",
    "article",
    "article_text",
    "article_body",
    "articlebody",
    "full_text",
    "fulltext",
    "maintext",
    "main_text",
    "raw_text",
    "story",
)
"""Columns that hold a whole article: the lead is looked for in them."""

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "articleid", "doc_id", "guid", "uuid", "uid", "stories_id"),
    "source": (
        "source",
        "outlet",
        "publisher",
        "publication",
        "newspaper",
        "site",
        "source_name",
        "provider",
        "sitename",
        "site_name",
        "og_site_name",
        "media_name",
        "domain",
        "source_domain",
        "hostname",
    ),
    "headline": (
        "headline",
        "title",
        "heading",
        "hed",
        "headline_text",
        "article_headline",
        "article_title",
        "news_title",
        "og_title",
    ),
    "lead": (
        "lead",
        "lede",
        "lead_paragraph",
        "first_paragraph",
        "description",
        "summary",
        "abstract",
        "excerpt",
        "snippet",
        "standfirst",
        "og_description",
        "meta_description",
        *BODY,
    ),
    "url": ("url", "link", "permalink", "href", "web_url", "article_url", "canonical_url"),
    "published": (
        "published",
        "date",
        "published_at",
        "publishedat",
        "pub_date",
        "pubdate",
        "publish_date",
        "published_date",
        "date_published",
        "datepublished",
        "date_publish",
        "publication_date",
        "timestamp",
        "datetime",
        "created_at",
        "seendate",
        "time",
    ),
}
"""The names that count for each field. The first one that a table has is taken."""

POSITIONS = ("headline", "lead", "source", "id", "url", "published")
"""The fields in the order of ``Layout.positions``."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The caller's own column names; ``None`` leaves a field to the aliases.

    A column that is named here must be there: where it is not, ``ColumnError`` says so.
    """

    headline: str | None = None
    lead: str | None = None
    source: str | None = None
    id: str | None = None
    url: str | None = None
    published: str | None = None

    def named(self) -> dict[str, str]:
        """Return the fields that the caller named, with their columns."""
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: column for name, column in pairs if column is not None}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands: positions in the header, ``None`` for a field that is missing.

    ``date`` is the name of the column ``published``, under which a date that is not understood
    is carried; ``body`` tells that the lead must be looked for in a whole article; ``foreign``
    holds the columns that are carried to the output, each with a name that is unique in the
    table.
    """

    headline: int | None = None
    lead: int | None = None
    source: int | None = None
    id: int | None = None
    url: int | None = None
    published: int | None = None
    date: str = "published"
    body: bool = False
    foreign: tuple[tuple[int, str], ...] = ()

    @property
    def positions(self) -> tuple[int | None, ...]:
        """The positions of the six fields, in the order of ``POSITIONS``."""
        return (self.headline, self.lead, self.source, self.id, self.url, self.published)

    @property
    def has_text(self) -> bool:
        """Tell whether there is anything to score."""
        return self.headline is not None or self.lead is not None


def fold_name(name: str) -> str:
    """Fold a column name to the form that names are compared in."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def is_table_header(names: Sequence[str], columns: Columns) -> bool:
    """Tell whether ``names`` read like a header with a headline or lead that we know."""
    known = {fold_name(name) for name in names}
    wanted = {fold_name(n) for field, n in columns.named().items() if field in ("headline", "lead")}
    wanted |= {*ALIASES["headline"], *ALIASES["lead"]}
    # One lone word may be a section label or a subhead; only this one is surely a column.
    return bool(known & wanted) if len(names) > 1 else known == {"headline"}


def lay_out(names: Sequence[str], columns: Columns, path: str, line: int) -> Layout:
    """Find every field among the columns called ``names``.

    Args:
        names: The header, in order.
        columns: The caller's overrides.
        path: The file, for messages.
        line: The header's line, for messages.

    Returns:
        The position of each field and of the columns to carry.

    Raises:
        ColumnError: If an overriding column is missing, headline and lead both are, or one
            that says what is read is there twice.
    """
    for field, name in columns.named().items():
        if _find(name, names) is None:
            message = f"no column {name!r} for the {field}; the columns are {_listed(names)}"
            remedy = f"correct --{field}-column or leave it out"
            raise ColumnError(Problem(path, line, message, remedy))
    layout = arrange(names, columns)
    if not layout.has_text:
        remedy = "name one, as in --headline-column NAME or columns=Columns(headline=NAME)"
        message = f"no column for headline or lead among {_listed(names)}"
        raise ColumnError(Problem(path, line, message, remedy))
    _refuse_twins(names, layout, path, line)
    return layout


_NO_TWINS = ("headline", "lead", "source")
"""Fields that scores hang on, or that they are summed up by: none of two is taken unasked."""


def _refuse_twins(names: Sequence[str], layout: Layout, path: str, line: int) -> None:
    """Raise for two columns of one name where one must be the headline, the lead or the source."""
    for field, at in zip(POSITIONS, layout.positions, strict=True):
        if field in _NO_TWINS and at is not None and names.count(names[at]) > 1:
            message = f"several columns are called {names[at]!r}, and only one can be the {field}"
            remedy = f"rename the others, or name another with --{field}-column"
            raise ColumnError(Problem(path, line, message, remedy))


def twins(names: Sequence[str], layout: Layout, columns: Columns) -> str:
    """List names that several columns have, or read alike where a field is known by its name."""
    named = columns.named()
    places = zip(POSITIONS, layout.positions, strict=True)
    known = {fold_name(names[at]) for field, at in places if at is not None and field not in named}
    keys = [fold_name(name) if fold_name(name) in known else name.strip() for name in names]
    found = [name for name, count in Counter(keys).items() if name and count > 1]
    return _listed(found) if found else ""


def arrange(names: Sequence[str], columns: Columns) -> Layout:
    """Lay out ``names`` as they are, with nothing demanded."""
    named = columns.named()
    folded = {fold_name(name): position for position, name in reversed(list(enumerate(names)))}
    found: dict[str, int | None] = {
        field: _find(named[field], names)
        if field in named
        else next((folded[alias] for alias in ALIASES[field] if alias in folded), None)
        for field in ALIASES
    }
    found |= _untangled(found, named)
    chosen = set(found.values())
    foreign = [position for position in range(len(names)) if position not in chosen]
    carried = zip(foreign, _unique([names[p] for p in foreign]), strict=True)
    date = "published" if found["published"] is None else names[found["published"]]
    body = _is_body(found["lead"], names)
    return Layout(**found, date=date, body=body, foreign=tuple(carried))


def _untangled(found: dict[str, int | None], named: dict[str, str]) -> dict[str, int | None]:
    """Free a field whose alias the caller gave to another: ``headline="text"`` leaves no lead."""
    taken = {found[field] for field in named}
    return {f: None for f, at in found.items() if f not in named and at in taken}


def _find(name: str, names: Sequence[str]) -> int | None:
    """Find the caller's column: as written, else folded."""
    if name in names:
        return names.index(name)
    return next((at for at, other in enumerate(names) if fold_name(other) == fold_name(name)), None)


def _is_body(lead: int | None, names: Sequence[str]) -> bool:
    """Tell a whole article from a lead: a column of a name we do not know may hold either."""
    if lead is None:
        return False
    name = fold_name(names[lead])
    return name in BODY or name not in ALIASES["lead"]


def _unique(names: list[str]) -> list[str]:
    """Name the second ``x`` ``x.2``, so that carrying one column never hides another."""
    seen: set[str] = set()
    for position, name in enumerate(names):
        count, candidate = 1, name
        while candidate in seen:
            count += 1
            candidate = f"{name}.{count}"
        seen.add(candidate)
        names[position] = candidate
    return names


_MOST_LISTED = 20
"""Column names in a message: enough to see a typing error, short enough to read."""


def _listed(names: Sequence[str]) -> str:
    """Write column names for a message."""
    more = ", …" if len(names) > _MOST_LISTED else ""
    return ", ".join(repr(name[:40]) for name in names[:_MOST_LISTED]) + more or "none at all"
