"""A list of headlines: plain text, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.read.encoding import Opened, numbered_lines
from framing.read.values import present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job

__all__ = ["read_headlines"]


def read_headlines(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield an article without a lead for every line that is not empty."""
    count = 0
    for number, line in numbered_lines(opened, job.report):
        headline = present(line)
        if headline is not None:
            count += 1
            yield job.plain(number, headline=headline)
    job.report.finish(count)
