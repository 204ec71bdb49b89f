"""The options that say what a labelled file answers, for the commands that read one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse

    from framing.train.own.labels import Question

__all__ = ["add_question", "question"]

_COLUMNS = ("headline", "lead", "source")

_NAME = "own"
"""What heads the columns of frames that were given no name."""


def add_question(group: argparse._ArgumentGroup) -> None:
    """Add the labelled file and what it answers."""
    group.add_argument(
        "labels",
        nargs="?",
        type=Path,
        metavar="LABELS",
        help="table of headlines, leads and labels (CSV, JSON Lines, Parquet)",
    )
    group.add_argument("--scale", metavar="NAME", help="a graded scale, or a yes-or-no question")
    group.add_argument(
        "--frames",
        nargs="+",
        metavar="COLUMN",
        help="frames: one column that names them, separated by ;, or one of 0 and 1 for each",
    )
    group.add_argument("--name", help=f"what heads the columns of frames (default: {_NAME})")
    group.add_argument("--label", metavar="COLUMN", help="the column of labels (default: NAME)")
    group.add_argument(
        "--range", nargs=2, type=float, metavar=("LOW", "HIGH"), help="ends of a graded scale"
    )
    group.add_argument("--rater", metavar="COLUMN", help="the column that says who labelled")
    for name in _COLUMNS:
        other = ["--outlet"] if name == "source" else []
        group.add_argument(
            f"--{name}-column", *other, metavar="COLUMN", help=f"the column of the {name}"
        )


def question(options: argparse.Namespace) -> Question:
    """Return what the options ask."""
    from framing.read import Columns
    from framing.train.own.labels import Question

    if bool(options.scale) == bool(options.frames):
        raise FramingError("say what the labels are: --scale NAME or --frames COLUMN …")
    if not options.labels.is_file():
        raise FramingError(f"{options.labels}: no such file; check the path")
    return Question(
        name=options.scale or options.name or _NAME,
        columns=tuple(options.frames or [options.label or options.scale]),
        frames=bool(options.frames),
        span=tuple(options.range) if options.range else None,
        rater=options.rater,
        where=Columns(**{name: getattr(options, f"{name}_column") for name in _COLUMNS}),
    )
