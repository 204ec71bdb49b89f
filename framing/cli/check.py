"""``framing check``: read files, folders or standard input without scoring, and say what is in."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from framing.cli.inputs import add_columns, add_format, add_model, named_columns, settle_paths
from framing.cli.lean import without_pandas
from framing.cli.messages import MOST_PROBLEMS

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "add_arguments", "run"]

ABOUT = (
    "Read without scoring and say what was found: formats, gaps, languages, duplicates, bad rows."
)

_EXAMPLES = """\
examples:
  framing check articles/               a table, then what could not be read, by file and line
  framing check articles.csv --json     the same for programs
  cat feed.jsonl | framing check -

exit codes: 0 all was read · 1 a row or a file was not · 2 misuse · 130 interrupted
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing check``."""
    parser.epilog = _EXAMPLES
    parser.add_argument("paths", nargs="*", metavar="PATH", help="as for framing score")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    add_format(parser)
    add_columns(parser)
    add_model(parser)


def run(options: argparse.Namespace) -> int:
    """Check what the options name; the exit code is 0, or 1 where something was not read."""
    if options.is_process:
        without_pandas()
    from framing.checking import check
    from framing.model import load_model

    settle_paths(options, "nothing to check: name a file or folder, or -")
    found = check(
        *options.paths,
        columns=named_columns(options),
        format=options.format,
        model=load_model(options.model),
    )
    if options.json:
        from framing.show_findings import as_json

        sys.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n")
    else:
        from rich.console import Console

        from framing.show_findings import show_findings

        most = sys.maxsize if options.verbose else MOST_PROBLEMS
        show_findings(Console(), found, most)
    return int(not found.is_whole)
