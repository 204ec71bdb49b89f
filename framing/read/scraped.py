"""A text file as one article: bounded reading around ``text.find``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.article import Article
from framing.errors import InputError
from framing.read.encoding import Opened, numbered_lines
from framing.read.problem import Problem
from framing.read.text import Found, find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.read.job import Job

__all__ = ["MAX_TEXT", "read_text"]

MAX_TEXT = 1 << 20
"""Characters of a text file that are read, 1 Mi: a hundred times a long article. Headline and
lead stand at the top; what is beyond is another kind of file."""

_MANY_TITLES = 5
"""Titles in a text without any paragraph that make it a list of headlines."""


def read_text(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield the one article of a scraped text."""
    _refuse_markup(opened.head, job.report.path)
    found = find(_bounded(opened, job))
    _say_doubts(found, job)
    source = job.source or job.name.rpartition("/")[2]
    yield Article(job.name, source, found.headline, found.lead, None, found.published)


def _refuse_markup(head: str, path: str) -> None:
    """Raise for a page of HTML or XML: its tags are no text."""
    start = head.lstrip()[:100].casefold()
    if start.startswith(("<!doctype", "<html", "<?xml", "<rss", "<head", "<feed")):
        message = "HTML or XML, not the text of an article"
        remedy = "leave out --format, or save the text of the page"
        raise InputError(Problem(path, None, message, remedy))


def _bounded(opened: Opened, job: Job) -> str:
    """Read the text up to the limit, and say so where it goes on."""
    job.report.unit = "line"
    lines: list[str] = []
    size = 0
    for _, line in numbered_lines(opened, job.report):
        size += len(line)
        lines.append(line)
        if size > MAX_TEXT:
            message = f"text longer than {MAX_TEXT:,} characters – only its start is read"
            remedy = "one article a file, or a table of articles as CSV or JSON Lines"
            job.report.note(None, message, remedy)
            break
    return "".join(lines)[:MAX_TEXT]


def _say_doubts(found: Found, job: Job) -> None:
    """Report a text in which there is nothing to score, or that is a list of headlines."""
    if found.headline is None and found.lead is None:
        message = "no headline and no paragraph found – kept without"
        job.report.note(None, message, "check that the file holds an article, not only a menu")
    elif found.lead is None and found.titles >= _MANY_TITLES:
        message = f"{found.titles} lines like headlines and no paragraph – read as one article"
        remedy = "for a list of headlines, put 'headline' in the first line and name it .csv"
        job.report.note(None, message, remedy)
