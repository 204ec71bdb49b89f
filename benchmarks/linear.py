"""Looks for inputs that take more time than their length warrants, regular expressions first.

    python benchmarks/linear.py

Every function that reads text is given strings that make patterns backtrack: one unit repeated,
with and without something before and behind it, twenty thousand characters and four times
that. Time that grows with the square grows sixteenfold; named is what grows more than eightfold.
"""

from __future__ import annotations

import argparse
import io
from contextlib import suppress
from itertools import product
from time import process_time
from typing import TYPE_CHECKING, Any

from framing.events.words import stems
from framing.fold import fold
from framing.period import period_of
from framing.predict import predict_by_reference
from framing.read.columns import Columns
from framing.read.dates import iso_date
from framing.read.delimited_blocks import read_delimited_blocks
from framing.read.encoding import open_bytes
from framing.read.job import Job
from framing.read.json_blocks import read_json_blocks
from framing.read.problem import Reporter
from framing.read.text import find, find_lead_in_body
from framing.read.values import clean, host, present
from framing.show import plain
from framing.style import headline_span, lead_span
from framing.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT, TIMES = 20_000, 4
_GROWS, _MATTERS = 8.0, 0.1
"""Growth over ``TIMES`` the length that is named, and seconds from which it matters."""

UNITS = (
    "a", "A", "1", " ", "\t", "\n", "\n\n", "\r", "\u00a0", ".", ",", ":", ";", "-", "–", "|",
    "·", "'", '"', "“", "”", "’", "(", ")", "<", ">", "&", "&#", "&amp", "#", "/", "*", "_", "@",
    "!", "?", "a ", "A ", "Aa ", "a.", "A.", "a-", "a'", "a,", "1,", "1.", "1,000", "1:", "$1",
    "a@", "a@a.", "a b", "- ", " - ", " | ", " | a", "a | ", "a - ", "a\n", "A\n", "Aa aa\n",
    "Aa aa.\n", "By ", "By A ", "Photo: ", "http://", "www.", "a\u0301", "\u200d", "\u00ad",
    "\ufeff", "\u0130", "Jan ", "1 Jan 2024 ", "12:00 ", "AP - ", "LONDON (", "A, ", "A and ",
    "1 min", "1K views ", "\x00", ',"', '"",', '",', '","', '"""', ',"""', 'a,"b","', '{"a":',
    "[", '"a",', " \n", "> ", "A: ", "A. ", "(A) ", "“a” ", "&lt;", "#1 ", "1 A ", "A 1", "a/",
)  # fmt: skip
_EDGES = ("", "A", '"')


def functions() -> dict[str, Callable[[str], Any]]:
    """Every function that reads text of any length."""
    return {
        "fold": fold,
        "tokenise": lambda text: tokenise([text]),
        "headline_span": headline_span,
        "lead_span": lead_span,
        "find": find,
        "find_lead_in_body": find_lead_in_body,
        "iso_date": iso_date,
        "period_of": lambda text: period_of(text, "month"),
        "clean": clean,
        "host": host,
        "present": present,
        "plain": plain,
        "stems": stems,
        "score": lambda text: predict_by_reference([text], [text]),
        "read csv": lambda text: _read(read_delimited_blocks, "headline,lead\n" + text),
        "read jsonl": lambda text: _read(read_json_blocks, '{"headline": "a"}\n' + text),
    }


def _read(reader: Callable[..., Any], text: str) -> list[Any]:
    report = Reporter("text", lambda _: None)
    opened = open_bytes(io.BytesIO(text.encode()), report)
    return list(reader(opened, Job("text", Columns(), None, report)))


def seconds(function: Callable[[str], Any], text: str) -> float:
    """Return the processor time of a call; an error is an answer too."""
    begin = process_time()
    with suppress(Exception):  # what is refused is measured as well
        function(text)
    return process_time() - begin


def main() -> int:
    """Print what grows faster than its input; return 1 if something does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    strings = list(product(UNITS, _EDGES, ("", "x")))
    chosen = {name: read for name, read in functions().items() if options.only in name}
    found = 0
    for name, function in chosen.items():
        worst = 0.0
        for unit, before, behind in strings:
            first, second = times(function, before, unit, behind)
            worst = max(worst, first, second)
            if second > _MATTERS and second / first > _GROWS:
                found += 1
                print(
                    f"{name}: {before!r} + {unit!r} … + {behind!r}: {first:.2f} s, {second:.2f} s"
                )
        print(f"{name}: at worst {worst:.2f} s", flush=True)
    print(f"{len(chosen) * len(strings):,} strings, {found} that grow faster than their length")
    return 1 if found else 0


def times(
    function: Callable[[str], Any], before: str, unit: str, behind: str
) -> tuple[float, float]:
    """Return the seconds of a string and of one four times as long, 0 where they cannot matter."""
    short, long = (before + unit * (size // len(unit)) + behind for size in (SHORT, SHORT * TIMES))
    first = seconds(function, short)
    if first < _MATTERS / TIMES**2:  # its square would not matter
        return first, 0.0
    return first, seconds(function, long)


if __name__ == "__main__":
    raise SystemExit(main())
