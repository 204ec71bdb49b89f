"""Findings for people: a table of counts, then what could not be read, by file and line."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from framing.show import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from framing.checking import Findings

__all__ = ["as_json", "show_findings"]


def show_findings(console: Console, found: Findings, most: int) -> None:
    """Print what was found, and the first ``most`` problems."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("found")
    table.add_column("count", justify="right")
    table.add_column("of which", overflow="fold")
    for name, count, parts in _rows(found):
        table.add_row(name, f"{count:,}", Text(_listed(parts)))
    console.print(table)
    for problem in found.problems[:most]:
        console.print(Text(plain(str(problem))), soft_wrap=True)
    unsaid = found.all_problems - min(most, len(found.problems))
    if unsaid:
        console.print(Text(f"… and {unsaid:,} more", style="dim"))


def _rows(found: Findings) -> Iterator[tuple[str, int, Mapping[str, int]]]:
    """Yield the lines of the table: what, how many, and how these are made up."""
    yield "files", found.files, {**found.formats, **found.encodings}
    yield "articles", found.articles, found.languages
    yield "without headline", found.no_headline, {}
    yield "without lead", found.no_lead, {}
    yield "leads that are none", sum(found.leads_left_out.values()), found.leads_left_out
    yield "mostly unknown words", found.notes["mostly unknown words"], {}
    yield "duplicates", found.alike, {"to the letter": found.same}
    yield "texts repaired", found.repaired, {}
    yield "rows not read", found.skipped, {}
    yield "files not read", found.failed, {}


def _listed(parts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in parts.items() if count)


def as_json(found: Findings) -> dict[str, Any]:
    """Return the findings as plain values: each attribute under its name."""
    return asdict(found)
