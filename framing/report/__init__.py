"""One self-contained page on scores or events: it can be mailed, and opens without a network.

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
    from collections.abc import Iterable, Iterator

    from framing.events import Comparison
    from framing.model import Model
    from framing.scoring import Score

__all__ = ["check_page", "open_report", "write_comparison", "write_report"]

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
    check_page(path)
    model = model or load_model()
    collected = Collector(model.layer)
    yield collected
    from framing.report.page import render

    _write(path, render(collected, model))


def write_comparison(
    path: str | Path, comparison: Comparison, *, model: Model | None = None
) -> None:
    """Write a page on a comparison: events with their outlets side by side, outlets' effects.

    Args:
        path: The page, a name that ends in ``.html``.
        comparison: What ``framing.compare`` returned. The page shows its
            ``framing.report.comparison.EVENTS`` largest events, and says so; the outlets'
            effects are of all.
        model: The model that made the scores; the built-in one if not given.

    Raises:
        FramingError: A package of the extra ``report`` is missing.
        ModelError: The scores were made by another model.
        OutputError: The page cannot be written; one that was there is as it was.
    """
    check_page(path)
    from framing.report.comparison import render

    _write(path, render(comparison, model or load_model()))


def _write(path: str | Path, page: str) -> None:
    with open_whole(path) as stream:
        stream.write(page.encode("utf-8", "replace"))


def check_page(path: str | Path) -> None:
    """Say before any work why no page could be written in the end.

    Raises:
        FramingError: A package of the extra ``report`` is missing.
        OutputError: The path's ending is that of no page.
    """
    try:
        import framing.report.base
        import framing.report.charts  # noqa: F401
    except ModuleNotFoundError as error:
        raise FramingError(
            f"a report needs {error.name}, which is not installed; "
            "pip install 'headline-framing[report]'"
        ) from error
    if Path(path).suffix.lower() not in _ENDINGS:
        raise OutputError(f"{path}: a report is a page; end its name in {_ENDINGS[0]}")


def _tables(scores: pa.Table | Iterable[Score | pa.Table]) -> Iterator[pa.Table]:
    if isinstance(scores, pa.Table):
        scores = [scores]
    for is_table, run in groupby(scores, lambda item: isinstance(item, pa.Table)):
        yield from (run if is_table else _scored(run))  # noqa: B031 - once, by one of the two


def _scored(scores: Iterator[Score]) -> Iterator[pa.Table]:
    while batch := [score.as_dict() for score in islice(scores, BATCH)]:
        yield pa.Table.from_pylist(batch)
