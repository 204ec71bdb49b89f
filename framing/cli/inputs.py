"""What is to be read, and how, for the commands that read articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import FramingError
from framing.read import FORMATS
from framing.read.remote import is_remote

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup, _MutuallyExclusiveGroup

__all__ = ["add_format", "settle_paths"]


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
