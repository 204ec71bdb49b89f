"""How the input is to be read, for the commands that read articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.read import FORMATS

if TYPE_CHECKING:
    from argparse import ArgumentParser, _ArgumentGroup, _MutuallyExclusiveGroup

__all__ = ["add_format"]


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
