"""``framing evaluate``: judge a model against labelled data and its floors."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.labels import add_question, question
from framing.cli.train import training_packages
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "add_arguments", "run"]

ABOUT = "Judge a model against labelled data."

_EXAMPLES = """\
examples:
  framing evaluate labels.csv --scale sensationalism --label rating --range 0 4
  framing evaluate labels.csv --scale alarm --range 0 4 --model alarm/ --rivals -o judged.html
  framing evaluate labels.csv --frames themes --name gun --model gun/ -o judged.json
  framing evaluate --data DATA --floors floors.json      the card's figures, from the corpora
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing evaluate``."""
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help="model to judge (default: the built-in one)"
    )
    parser.add_argument(
        "-o", "--out", type=Path, metavar="PATH", help="where the figures are written"
    )
    own = parser.add_argument_group("by a labelled file")
    add_question(own)
    own.add_argument(
        "--threshold", type=float, metavar="SHARE", help="share of the range that counts as yes"
    )
    own.add_argument("--rivals", action="store_true", help="beside the mean and TF-IDF")
    whole = parser.add_argument_group("by the corpora")
    whole.add_argument("--data", type=Path, metavar="FOLDER", help="corpora to judge by")
    whole.add_argument(
        "--floors", type=Path, metavar="FILE", help="figures that the model must not fall below"
    )
    whole.add_argument(
        "--allow-regression",
        action="store_true",
        help="lower the floors to the figures where they fall below",
    )


def run(options: argparse.Namespace) -> int:
    """Evaluate a model; the exit code is the evaluation's own, or 2 for misuse."""
    _check(options)
    if options.labels:
        return _judge(options)
    with training_packages():
        from framing.train.evaluate import run as evaluate

        return evaluate(
            options.data,
            model=options.model,
            out=options.out,
            floors=options.floors,
            allow_regression=options.allow_regression,
        )


def _judge(options: argparse.Namespace) -> int:
    """Judge by a labelled file: a table on the terminal, or what the ending of --out says."""
    output = options.scale or options.name or ""
    asked = replace(question(options), name="judged")
    with training_packages("labels"):
        from framing.model import load_model
        from framing.train.judge import judge, markdown, write
        from framing.train.judge.told import check

        if options.out:
            check(options.out)
        model = load_model(options.model)
        found = judge(
            options.labels,
            asked,
            output,
            model,
            threshold=options.threshold,
            rivals=options.rivals,
        )
    if options.out:
        write(found, options.out, model)
    else:
        sys.stdout.write(markdown(found))
    return 0


def _check(options: argparse.Namespace) -> None:
    """Check the options against each other and against the disk."""
    if bool(options.labels) == bool(options.data):
        raise FramingError("name a labelled file, or --data FOLDER")
    if options.labels and options.floors:
        raise FramingError("--floors is for --data")
    if options.data and not options.data.is_dir():
        raise FramingError(f"--data {options.data}: no such folder; check the path")
    if options.allow_regression and not options.floors:
        raise FramingError("--allow-regression needs --floors FILE")
