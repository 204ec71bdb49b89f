"""JSON Lines: one object a line, streamed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from framing.read.encoding import Opened, numbered_lines
from framing.read.objects import Placed, kind, read_objects, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job

__all__ = ["looks_like_json", "placed", "read_json_lines"]


def looks_like_json(head: str) -> bool:
    """Tell JSON by its first character and a quotation mark or bracket behind it."""
    start = "".join(head[:200].split())
    return start.startswith(('{"', "{}", "[{", "[[", '["', "[]")) or start == "{"


def read_json_lines(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield an article for every line that can be read; say the others at the end."""
    yield from read_objects(placed(opened, job), job)


def placed(
    opened: Opened, job: Job, *, first: int = 1, western: bool | None = None
) -> Iterator[Placed]:
    """Yield the objects with their lines; skip what is no object.

    ``first`` and ``western`` are as in ``numbered_lines``.
    """
    for number, line in numbered_lines(opened, job.report, first=first, western=western):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            job.report.skip(number, f"not JSON ({why_not(error)})", "write one JSON object a line")
            continue
        if isinstance(value, dict):
            yield Placed(number, value, number)
        else:
            found = f"a JSON {kind(value)} where an object should be"
            job.report.skip(number, found, 'write {"headline": …, "lead": …}')
