"""Findings as tables: on the terminal, and between two marks in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.findings import digits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.findings import Bar, Figure, Findings

__all__ = ["BEGIN", "END", "markdown", "replaced", "show", "write"]

BEGIN, END = "<!-- benchmark: made by benchmarks/run.py --write -->", "<!-- /benchmark -->"
_FIGURES = ("measured", "texts", "median", "best", "compared")
_BARS = ("bar", "asked", "found", "verdict")

_MARKS = str.maketrans("", "", "`*")
"""Markdown's marks, which a terminal does not show."""

Rows = list[tuple[str, ...]]


def show(found: Findings) -> None:
    """Print the tables on the terminal."""
    console = Console()
    for title, head, rows in _tables(found):
        table = Table(*head, title=title or None, title_justify="left")
        for column in table.columns:
            column.overflow = "fold"
            column.justify = "left" if column is table.columns[0] else "right"
        for row in rows:
            table.add_row(*(cell.translate(_MARKS) for cell in row))
        console.print(table)
    console.print(*found.notes, sep="\n", markup=False, highlight=False)


def write(found: Findings, path: Path) -> None:
    """Put the tables between the marks of a document."""
    path.write_text(replaced(path.read_text("utf-8"), markdown(found)), "utf-8")


def replaced(document: str, tables: str) -> str:
    """Return a document with other text between its marks.

    Raises:
        ValueError: the document has not both marks.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document lacks its marks, {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def markdown(found: Findings) -> str:
    """Return the tables, and what a reader must know about them, as Markdown."""
    notes = "".join(f"- {note}\n" for note in found.notes)
    return notes + "".join(_block(*table) for table in _tables(found))


def _block(title: str, head: tuple[str, ...], rows: Rows) -> str:
    rule = ("---", *["---:"] * (len(head) - 1))
    return f"\n### {title}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *rows))


def _tables(found: Findings) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    yield "Bars", _BARS, [_bar(bar) for bar in found.bars]
    for part in dict.fromkeys(figure.part for figure in found.figures):
        rows = [_figure(figure) for figure in found.figures if figure.part == part]
        yield part.capitalize(), _FIGURES, rows


def _bar(bar: Bar) -> tuple[str, ...]:
    sign = "≥" if bar.at_least else "≤"
    asked = f"{sign} {_number(bar.limit, bar.unit)}"
    return bar.name, asked, _number(bar.value, bar.unit), "met" if bar.met else "**missed**"


def _figure(figure: Figure) -> tuple[str, ...]:
    texts = "" if figure.texts is None else f"{figure.texts:,}"
    median, best = (_number(n, figure.unit) for n in (figure.median, figure.best))
    return figure.what, texts, median, best, figure.compared


def _number(number: float, unit: str) -> str:
    return f"{digits(number)} {unit}"
