"""Many articles at once, as Arrow arrays: what tables are read into where every row is regular.

What ``framing.read.job`` and ``framing.read.values`` do to one article is done here to whole
columns; where one of them would have something to report, ``rows`` declines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import compute

from framing.article import Article
from framing.read.columns import POSITIONS
from framing.read.dates import iso_date
from framing.read.values import LONGEST_MISSING, MISSING, WHITE, host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from framing.read.columns import Layout
    from framing.read.job import Job

__all__ = ["Rows", "gathered", "rows"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Articles as arrays of strings of one length.

    ``fields`` are the six fields by name, null where missing; ``extra`` the columns to carry.
    """

    fields: Mapping[str, pa.Array]
    extra: Mapping[str, pa.Array]

    def __len__(self) -> int:
        return len(self.fields["headline"])

    def articles(self) -> Iterator[Article]:
        """Yield the articles one by one."""
        names = ("id", "source", "headline", "lead", "url", "published")
        columns = [self.fields[name].to_pylist() for name in names]
        carried = [column.to_pylist() for column in self.extra.values()]
        for place, own in enumerate(zip(*columns, strict=True)):
            extra = dict(zip(self.extra, (c[place] for c in carried), strict=True))
            name, source, headline, lead, url, published = own
            yield Article(name, source, headline, lead, url, published, extra)


def gathered(pieces: Iterable[Rows | Article], most: int) -> Iterator[Rows | list[Article]]:
    """Gather single articles, ``most`` at a time; rows are many already, and pass.

    Articles before an error come before it is raised.
    """
    held: list[Article] = []
    try:
        for piece in pieces:
            if isinstance(piece, Article):
                held.append(piece)
                if len(held) < most:
                    continue
            if held:
                yield held
                held = []
            if not isinstance(piece, Article):
                yield piece
    except Exception:
        if held:
            yield held
        raise
    if held:
        yield held


def rows(columns: Sequence[pa.Array], layout: Layout, job: Job, first: int | None) -> Rows | None:
    """Turn the columns of a table into rows.

    Args:
        columns: Arrays of strings, in the order of the header.
        layout: What the columns are.
        job: The file.
        first: The line of the first row, where every row is one line; it makes the ids of
            articles that have none.

    Returns:
        The rows, or ``None`` where they must be read one by one.
    """
    if layout.body:
        return None
    count = len(columns[0])
    found = {
        field: pa.nulls(count, pa.string()) if at is None else _present(columns[at])
        for field, at in zip(POSITIONS, layout.positions, strict=True)
    }
    found["published"] = _mapped(found["published"], iso_date)
    written = layout.published is not None and _present(columns[layout.published])
    if written and found["published"].null_count != written.null_count:
        return None
    if found["id"].null_count:
        if first is None:
            return None
        found["id"] = compute.coalesce(found["id"], _numbered(job.name, first, count))
    found["source"] = _sources(found, job)
    return Rows(found, {name: columns[at] for at, name in layout.foreign})


def _present(column: pa.Array) -> pa.Array:
    """Return values without the white space around them, null where they say “missing”."""
    trimmed = compute.utf8_trim(column, WHITE)
    short = compute.less_equal(compute.binary_length(trimmed), LONGEST_MISSING)
    if not compute.any(short).as_py():
        return trimmed
    missing = compute.is_in(compute.utf8_lower(trimmed), value_set=_MISSING)
    return compute.if_else(compute.and_(short, missing), None, trimmed)


_MISSING = pa.array(sorted(MISSING), pa.string())


def _mapped(column: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    """Change each value, each different one once."""
    if column.null_count == len(column):
        return column
    coded = column.dictionary_encode()
    changed = pa.array([change(value) for value in coded.dictionary.to_pylist()], pa.string())
    return changed.take(coded.indices)


def _numbered(name: str, first: int, count: int) -> pa.Array:
    """Return “name:line” for lines from ``first`` on."""
    lines = pa.array(np.arange(first, first + count)).cast(pa.string())
    return compute.binary_join_element_wise(pa.scalar(name), lines, ":")


def _sources(found: Mapping[str, pa.Array], job: Job) -> pa.Array:
    """Return the outlets: as named, else as the caller says, else by host, else by file."""
    source = found["source"]
    if source.null_count and not job.source:
        unnamed = compute.if_else(source.is_null(), found["url"], None)
        source = compute.coalesce(source, _mapped(unnamed, host))
    return compute.fill_null(source, job.source or job.name) if source.null_count else source
