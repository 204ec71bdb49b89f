"""``framing evaluate``: judge a model against labelled data and its floors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.train import training_packages
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "add_arguments", "run"]

ABOUT = "Judge a model against labelled data."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing evaluate``."""
    parser.add_argument(
        "--data", required=True, type=Path, metavar="FOLDER", help="labelled texts to judge by"
    )
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help="model to judge (default: the built-in one)"
    )
    parser.add_argument(
        "-o", "--out", type=Path, metavar="PATH", help="where the figures are written"
    )
    parser.add_argument(
        "--floors", type=Path, metavar="FILE", help="figures that the model must not fall below"
    )
    parser.add_argument(
        "--allow-regression",
        action="store_true",
        help="lower the floors to the figures where they fall below",
    )


def run(options: argparse.Namespace) -> int:
    """Evaluate a model; the exit code is the evaluation's own, or 2 for misuse."""
    _check(options)
    with training_packages():
        from framing.train.evaluate import run as evaluate

        return evaluate(
            options.data,
            model=options.model,
            out=options.out,
            floors=options.floors,
            allow_regression=options.allow_regression,
        )


def _check(options: argparse.Namespace) -> None:
    """Check the options against each other and against the disk."""
    if not options.data.is_dir():
        raise FramingError(f"--data {options.data}: no such folder; check the path")
    if options.allow_regression and not options.floors:
        raise FramingError("--allow-regression needs --floors FILE")
