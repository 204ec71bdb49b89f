"""Options that several commands take: what is to be read and how, and by which model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import FramingError
from framing.read import FORMATS
from framing.read.remote import is_remote

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup, _MutuallyExclusiveGroup

    from framing.read import Columns

__all__ = [
    "COLUMNS",
    "add_columns",
    "add_format",
    "add_model",
    "named_columns",
    "settle_paths",
    "typed_text",
]

COLUMNS = ("headline", "lead", "source", "id")
"""The fields whose columns can be named."""


def add_format(parser: ArgumentParser | _ArgumentGroup) -> None:
    """Add ``--format``, and ``--lines`` for the one format that is never told by itself."""
    group: _MutuallyExclusiveGroup = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--format",
        choices=list(FORMATS),
        metavar="FORMAT",
        help=f"input format, where it is not plain: {', '.join(FORMATS)}",
    )
    group.add_argument(
        "--lines",
        dest="format",
        action="store_const",
        const="lines",
        help="plain text is a list of headlines, one a line (--format lines)",
    )


def add_columns(parser: ArgumentParser | _ArgumentGroup) -> None:
    """Add an option for each of ``COLUMNS``."""
    for name in COLUMNS:
        parser.add_argument(
            f"--{name}-column", metavar="NAME", help=f"the column that holds the {name}"
        )


def named_columns(options: Namespace) -> Columns:
    """Return the columns that the options name."""
    from framing.read import Columns

    return Columns(**{name: getattr(options, f"{name}_column") for name in COLUMNS})


def add_model(parser: ArgumentParser | _ArgumentGroup) -> None:
    """Add ``--model``."""
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help="model folder (default: the built-in one)"
    )


def typed_text(argument: str) -> str:
    """Return a text from the command line, with what its encoding could not read repaired."""
    return argument.encode(errors="surrogateescape").decode(errors="replace")


def settle_paths(options: Namespace, nothing: str) -> None:
    """Read standard input where no path is named; raise ``FramingError`` for what is not there.

    ``nothing`` says what to do where no path is named and standard input is a terminal.
    """
    if not options.paths and sys.stdin.isatty():
        raise FramingError(nothing)
    options.paths = options.paths or ["-"]
    if options.paths.count("-") > 1:
        raise FramingError("standard input (-) can be read only once")
    for path in options.paths:
        if path != "-" and not is_remote(path) and not Path(path).exists():
            raise FramingError(f"{path}: no such file or folder; check the path")
