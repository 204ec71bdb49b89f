"""The headlines and leads that everything is measured on. None of them stays anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from benchmarks.invented import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["LEAD_WORDS", "Corpus", "load"]

LEAD_WORDS = 40
QUICK = 20_000
_INVENTED = 100_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Headlines, each with its lead or ``None``, in random order, and where they are from."""

    headlines: list[str]
    leads: list[str | None]
    about: str

    def table(self, count: int | None = None) -> pa.Table:
        """Return headlines alone, as often as needed for ``count`` rows."""
        texts = islice(cycle(self.headlines), count or len(self.headlines))
        return pa.table({"headline": pa.array(texts, pa.string())})

    def long_leads(self) -> list[str]:
        """Return leads of 40 words: long ones cut, short ones joined to the next.

        Where there is no lead, headlines are joined.
        """
        return _cut(lead for lead in self.leads if lead) or _cut(self.headlines)

    def with_leads(self) -> pa.Table:
        """Return a table of headlines, each with a lead of 40 words."""
        leads = self.long_leads()
        headlines = list(islice(cycle(self.headlines), len(leads)))
        return pa.table({"headline": headlines, "lead": leads})

    def articles(self) -> pa.Table:
        """Return ids, sources, headlines, and the leads that there are."""
        numbers = range(1, len(self.headlines) + 1)
        ids, sources = map(str, numbers), (f"Daily {n % 50}" for n in numbers)
        columns = {"id": list(ids), "source": list(sources), "headline": self.headlines}
        return pa.table(columns | {"lead": pa.array(self.leads, pa.string())})


def _cut(texts: Iterable[str]) -> list[str]:
    made: list[str] = []
    words: list[str] = []
    for text in texts:
        words += text.split()
        if len(words) >= LEAD_WORDS:
            made.append(" ".join(words[:LEAD_WORDS]))
            words = []
    return made


def load(path: Path, *, quick: bool) -> Corpus:
    """Read a file of headlines and shuffle it; invent headlines where the file is missing."""
    if path.is_file():
        pairs, origin = list(_pairs(path)), path.name
    else:
        pairs, origin = [(s, None) for s in sentences(_INVENTED)], "invented sentences"
    order = np.random.default_rng(0).permutation(len(pairs))[: QUICK if quick else None]
    headlines, leads = zip(*(pairs[place] for place in order), strict=True)
    known = sum(lead is not None for lead in leads)
    about = f"{len(headlines):,} headlines, {known:,} with a lead, from {origin}"
    return Corpus(list(headlines), list(leads), about)


def _pairs(path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield headline and lead of each row with a headline, white space evened."""
    table = _table(path)
    headlines = table["headline"].to_pylist()
    leads = table["lead"].to_pylist() if "lead" in table.column_names else cycle([None])
    for headline, lead in zip(headlines, leads, strict=False):
        if even := " ".join((headline or "").split()):
            yield even, " ".join((lead or "").split()) or None


def _table(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        return parquet.read_table(path)
    if path.suffix == ".csv":
        return csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True))
    return pa.table({"headline": path.read_text("utf-8").splitlines()})
