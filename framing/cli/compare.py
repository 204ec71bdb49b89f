"""``framing compare``: the same event in several outlets, side by side."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

from framing.cli.inputs import add_format, add_model
from framing.cli.outputs import check_apart
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse

    from framing.events import Comparison
    from framing.model import Model

__all__ = ["ABOUT", "add_arguments", "run"]

_LOG = logging.getLogger("framing")

ABOUT = "Group articles by event and set the outlets side by side."

_EXAMPLES = """\
examples:
  framing compare articles/                      events and outlets on the terminal
  framing compare articles.csv -o events.jsonl   an event a line, then an outlet a line
  framing compare articles/ --report page.html   a page: outlets side by side, charts
  framing compare articles.jsonl -o events.json  one object; also .csv, .parquet: a row an article

Events are found by the rare words and names that headline and lead share, within days of each
other: a date for each article helps much. An event whose dates are missing or far apart says so.

exit codes: 0 done · 1 the input, or some rows, could not be read · 2 misuse · 130 interrupted
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing compare``."""
    parser.epilog = _EXAMPLES
    parser.add_argument("path", metavar="PATH", help="a file or folder, as for framing score")
    parser.add_argument("--source", metavar="NAME", help="the outlet of articles that name none")
    add_format(parser)
    parser.add_argument(
        "-o", "--out", metavar="FILE", help=".json, .jsonl, or a table: .csv, .tsv, .parquet"
    )
    parser.add_argument(
        "--report",
        metavar="PAGE",
        help="page.html to write for people to read, instead of standard output or beside -o",
    )
    parser.add_argument("--to", choices=("jsonl", "table"), help="format on standard output")
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Compare the articles of a path; the exit code is 0, or 1 where some of them were lost."""
    from framing.model import load_model

    _check(options)
    model = load_model(options.model)
    found, lost = _found(options, model)
    _put(found, options)
    if options.report:
        _write_page(found, options.report, model)
    events, outlets = len(found.events), len(found.source_effects)
    _LOG.info("articles %d, events %d, outlets in them %d", found.articles, events, outlets)
    return int(lost)


def _check(options: argparse.Namespace) -> None:
    """Refuse before any work what could not be written in the end."""
    if options.to and options.out:
        raise FramingError("--to is for standard output; the ending of -o says a file's format")
    check_apart(options.out, options.path)
    check_apart(options.report, options.path)
    if options.report:
        from framing.report import check_page

        check_page(options.report)


def _found(options: argparse.Namespace, model: Model) -> tuple[Comparison, bool]:
    """Compare what the path holds; tell whether any of it was lost."""
    from framing.events import compare
    from framing.read import read
    from framing.read.problem import Problem, log_problem

    lost: list[Problem] = []

    def on_problem(problem: Problem) -> None:
        log_problem(problem)
        lost.extend([problem] * bool(problem.lost))

    articles = read(
        options.path, format=options.format, source=options.source, on_problem=on_problem
    )
    return compare(articles, model=model), bool(lost)


def _put(found: Comparison, options: argparse.Namespace) -> None:
    from framing.events.save import lines, save

    if options.out:
        save(found, options.out)
    elif options.report and not options.to:
        return
    elif options.to == "table" or (options.to is None and sys.stdout.isatty()):
        from rich.console import Console

        from framing.events.show import show_comparison

        show_comparison(Console(), found)
    else:
        for line in lines(found):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_page(found: Comparison, path: str, model: Model) -> None:
    from framing.report import write_comparison

    write_comparison(path, found, model=model)
    _LOG.info("%s written: open it in a browser", path)
