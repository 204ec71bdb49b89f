"""One self-contained page about many scores: it can be mailed, and opens without a network.

>>> from framing.report import write_report
>>> import framing, tempfile
>>> scores = framing.score_many(["Rates rise by a quarter point", "You won't BELIEVE this trick"])
>>> with tempfile.TemporaryDirectory() as folder:
...     write_report(f"{folder}/page.html", scores)

Needs the extra ``report`` (Jinja2 and vl-convert, Vega's charts as SVG).
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from framing.errors import FramingError
from framing.model import load_model
from framing.report.collect import Collector
from framing.scoring import BATCH
from framing.write import OutputError, open_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from framing.model import Model
    from framing.scoring import Score

__all__ = ["open_report", "write_report"]

_ENDINGS = (".html", ".htm")


def write_report(
    path: str | Path, scores: pa.Table | Iterable[Score | pa.Table], *, model: Model | None = None
) -> None:
    """Write a report on scores to a page that appears whole or not at all.

    Args:
        path: The page, a name that ends in ``.html``.
        scores: Scores, or scored tables as from ``score_table``, or one such table. They are
            read once, in flat memory: of more than ``framing.report.collect.SAMPLE`` articles
            the page shows a random sample and the most heightened ones, and says so; the
            sources' means are of all.
        model: The model that made the scores; the built-in one if not given.

    Raises:
        FramingError: A package of the extra ``report`` is missing.
        ModelError: The scores were made by another model.
        OutputError: The page cannot be written; one that was there is as it was.
    """
    with open_report(path, model=model) as report:
        for table in _tables(scores):
            report.write(table)


@contextmanager
def open_report(path: str | Path, *, model: Model | None = None) -> Iterator[Collector]:
    """Take scored tables with ``write(table)`` and write the page when the block ends well.

    Arguments and errors are those of ``write_report``; what is missing is said at once.
    """
    render = _renderer()
    if Path(path).suffix.lower() not in _ENDINGS:
        raise OutputError(f"{path}: a report is a page; end its name in {_ENDINGS[0]}")
    collected = Collector()
    yield collected
    page = render(collected, model or load_model())
    with open_whole(path) as stream:
        stream.write(page.encode("utf-8", "replace"))


def _renderer() -> Callable[[Collector, Model], str]:
    """Return what makes the page; its packages are only needed for pages."""
    try:
        from framing.report.page import render
    except ModuleNotFoundError as error:
        raise FramingError(
            f"a report needs {error.name}, which is not installed; "
            "pip install 'headline-framing[report]'"
        ) from error
    return render


def _tables(scores: pa.Table | Iterable[Score | pa.Table]) -> Iterator[pa.Table]:
    if isinstance(scores, pa.Table):
        scores = [scores]
    for is_table, run in groupby(scores, lambda item: isinstance(item, pa.Table)):
        yield from (run if is_table else _scored(run))  # noqa: B031 - once, by one of the two


def _scored(scores: Iterator[Score]) -> Iterator[pa.Table]:
    while batch := [score.as_dict() for score in islice(scores, BATCH)]:
        yield pa.Table.from_pylist(batch)
