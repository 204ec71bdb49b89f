"""GDELT's Global Knowledge Graph: tables without a header, the title hidden in the last column.

The columns are those of the GKG 2.1 codebook. GDELT's other exports (the DOC interface's JSON
and CSV) have names and are read as any table.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from framing.read.encoding import Opened, numbered_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job

__all__ = ["is_knowledge_graph", "read_knowledge_graph"]

_WIDTH = 27
_ID, _DATE, _OUTLET, _URL, _EXTRAS = 0, 1, 3, 4, 26
_RECORD_ID = re.compile(r"\d{14}-T?\d+\t\d{14}\t")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")


def is_knowledge_graph(head: str) -> bool:
    """Tell the graph by a first line of 27 columns that begins with a record's number."""
    first = head.partition("\n")[0]
    return bool(_RECORD_ID.match(first)) and first.count("\t") == _WIDTH - 1


def read_knowledge_graph(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield an article for every record: GDELT keeps the title and no lead."""
    count = 0
    for number, line in numbered_lines(opened, job.report):
        row = line.rstrip("\r\n").split("\t")
        if len(row) != _WIDTH:
            found = f"record has {len(row)} fields, not {_WIDTH}"
            job.report.skip(number, found, "fetch the file again")
            continue
        count += 1
        yield _article(number, row, job)
    job.report.finish(count)


def _article(number: int, row: list[str], job: Job) -> Article:
    title = _TITLE.search(row[_EXTRAS])
    return job.plain(
        number,
        id=row[_ID],
        source=row[_OUTLET] or None,
        headline=unescape(title[1]).strip() or None if title else None,
        url=row[_URL] or None,
        published=row[_DATE][:8],
    )
