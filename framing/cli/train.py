"""``framing train``: a scale or frames of one's own from labels, or a whole model from data."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.labels import add_question, question
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

__all__ = ["ABOUT", "add_arguments", "run", "training_packages"]

_LOG = logging.getLogger("framing")

ABOUT = "Learn a scale or frames of your own from labels, or build a whole model."

_EXAMPLES = """\
examples:
  framing train labels.csv --scale alarm -o alarm/           graded, or yes and no
  framing train labels.csv --scale alarm --label rating --range 0 4 --rater who -o alarm/
  framing train labels.csv --frames themes --name gun -o gun/    one column: politics;race
  framing train labels.csv --frames conflict money -o mine/      a column of 0 and 1 each
  framing score articles/ --model alarm/ -o scores.csv           adds the columns
  framing train --data DATA --encoder ENCODER -o models/mine     a whole model

The folder holds card.md: agreement of the raters, figures by fold, learning curve, confusion,
and what to be cautious about. See docs/own.md.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing train``."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        type=Path,
        metavar="MODEL_FOLDER",
        help="where the model is written; with --compare, the page of figures",
    )
    _add_own(parser.add_argument_group("a scale or frames of your own"))
    _add_whole(parser.add_argument_group("a whole model"))


def _add_own(group: argparse._ArgumentGroup) -> None:
    add_question(group)
    group.add_argument(
        "--model", type=Path, metavar="FOLDER", help="parent model (default: the built-in one)"
    )


def _add_whole(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--data", type=Path, metavar="FOLDER", help="labelled and raw texts")
    group.add_argument(
        "--encoder",
        action="append",
        default=[],
        metavar="PATH",
        help="pretrained encoder that a teacher is built on; may be given again; the same one "
        "again is another teacher",
    )
    group.add_argument(
        "--shares",
        type=float,
        nargs="+",
        default=[],
        metavar="S",
        help="what each teacher weighs in the mean of their labels (default: all alike)",
    )
    group.add_argument(
        "--sentences",
        type=int,
        metavar="N",
        help="body sentences that the teacher labels (default: 65,536)",
    )
    group.add_argument(
        "--cache",
        type=Path,
        default=Path(".cache/framing"),
        metavar="FOLDER",
        help="where finished steps are kept (default: %(default)s)",
    )
    group.add_argument(
        "--ratings-only",
        action="store_true",
        help="learn from ratings alone, without a teacher: quicker, weaker",
    )
    _add_comparison(group)


def _add_comparison(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--compare",
        action="store_true",
        help="build nothing: compare encoders, passes, seeds and ensembles by folds of outlets",
    )
    group.add_argument(
        "--seeds",
        type=int,
        default=2,
        metavar="N",
        help="with --compare: runs of each fold (default: %(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    """Train a model; exit code 0, or 2 where a package or the data is missing."""
    if options.labels is not None:
        return _own(options)
    _check(options)
    with training_packages():
        (_compare if options.compare else _train)(options)
    return 0


def _own(options: argparse.Namespace) -> int:
    """Fit a layer, print its card; exit code 1 where rows could not be read."""
    if options.data is not None:
        raise FramingError("name labels, or --data FOLDER for a whole model, not both")
    with training_packages("labels"):
        from framing.train.own import train

        report = train(options.labels, options.out, question(options), parent=options.model)
    sys.stdout.write(report.markdown())
    _LOG.info("%s written: framing score … --model %s adds its columns", options.out, options.out)
    return int(report.refused > 0)


def _train(options: argparse.Namespace) -> None:
    from framing.train import run as train

    train(
        options.data,
        options.out,
        encoders=options.encoder,
        shares=options.shares,
        ratings_only=options.ratings_only,
        sentences=options.sentences,
        cache=options.cache,
    )


def _compare(options: argparse.Namespace) -> None:
    from framing.train import compare

    compare(
        options.data,
        options.out,
        encoders=options.encoder,
        seeds=options.seeds,
        cache=options.cache,
    )


def _check(options: argparse.Namespace) -> None:
    """Check the options against each other and against the disk."""
    if options.data is None:
        raise FramingError("name a labelled file, or --data FOLDER to build a whole model")
    if not options.data.is_dir():
        raise FramingError(f"--data {options.data}: no such folder; check the path")
    if options.encoder and options.ratings_only:
        raise FramingError("--encoder is for the teacher, which --ratings-only leaves out")
    if options.seeds < 1:
        raise FramingError(f"--seeds {options.seeds}: give 1 or more")
    if options.compare and not options.encoder:
        raise FramingError("--compare needs what it compares: name encoders with --encoder PATH")


@contextmanager
def training_packages(extra: str = "train") -> Iterator[None]:
    """Explain a missing package of an extra, which scoring does without."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "framing").partition(".")[0] == "framing":
            raise
        raise FramingError(
            f"package {error.name!r} is missing: pip install 'headline-framing[{extra}]'"
        ) from error
