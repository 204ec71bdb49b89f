"""``framing sources``: how each outlet words its news, from scores or articles."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from framing.cli.inputs import add_format, add_model
from framing.cli.messages import counted
from framing.codebook import SCALES
from framing.errors import FramingError
from framing.period import PERIODS

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractContextManager

    from framing.outlets import Sources
    from framing.write import Writer

__all__ = ["ABOUT", "add_arguments", "run"]

_LOG = logging.getLogger("framing")

ABOUT = "Compare outlets: means with intervals, frames, ranks."

_EXAMPLES = """\
examples:
  framing sources scores.parquet                 a table on the terminal
  framing sources scores.csv --over month -o months.csv
  framing sources articles.jsonl                 articles are scored first

Each mean has its 95 % interval for the mean rating of the outlet's headlines: sampling, and the
model's own error on an outlet. Outlets below 30 scores get no rank: “too few”.

exit codes: 0 done · 1 the input, or some rows, could not be read · 2 misuse · 130 interrupted
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing sources``."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "path",
        metavar="PATH",
        help="scores (CSV, JSON Lines, Parquet), or articles as for framing score, or - for these",
    )
    add_format(parser)
    parser.add_argument(
        "--by", default="source", metavar="COLUMN", help="what tells outlets apart (source)"
    )
    parser.add_argument("--over", choices=list(PERIODS), help="a row an outlet and period")
    parser.add_argument(
        "--scale",
        choices=[scale.name for scale in SCALES],
        default="sensationalism",
        help="the scale that the table is ranked by (%(default)s)",
    )
    parser.add_argument("-o", "--out", metavar="FILE", help="file to write, its ending says how")
    parser.add_argument("--to", choices=("csv", "jsonl", "table"), help="format on standard output")
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Summarise the outlets of a file; the exit code is 0, or 1 where some of it was lost."""
    if options.to and options.out:
        raise FramingError("--to is for standard output; the ending of -o says a file's format")
    found, lost = _found(options)
    _put(found, options)
    _LOG.info("%s", _summed(found))
    return int(lost)


def _found(options: argparse.Namespace) -> tuple[Sources, bool]:
    """Summarise scores as they are, or score articles on the way; tell whether any were lost."""
    from framing.model import load_model
    from framing.outlets import Tally, sources, summarise
    from framing.outlets.inputs import holds_articles
    from framing.tables import score_files

    model = load_model(options.model)
    if options.format is None and not holds_articles(options.path):
        return sources(options.path, options.by, options.over, model=model), False
    tally = Tally(options.by, options.over, model.layer)
    summary = score_files([options.path], out=tally, format=options.format, model=model)
    return summarise(tally), bool(summary.skipped or summary.failed)


def _put(found: Sources, options: argparse.Namespace) -> None:
    if not options.out and (options.to == "table" or (options.to is None and sys.stdout.isatty())):
        from rich.console import Console

        from framing.outlets.show import show_sources

        show_sources(Console(), found, options.scale)
        return
    with _writer(options) as writer:
        writer.write(found.to_arrow())


def _writer(options: argparse.Namespace) -> AbstractContextManager[Writer]:
    from framing.write import open_file, open_stream

    if options.out:
        return open_file(options.out)
    return open_stream(sys.stdout.buffer, options.to or "csv")


def _summed(found: Sources) -> str:
    articles = counted(sum(row.n for row in found), "article")
    return f"{articles}, {counted(len(found), 'row' if found.over else 'outlet')}"
