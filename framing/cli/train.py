"""``framing train``: build a model folder from labelled data."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

__all__ = ["ABOUT", "add_arguments", "run", "training_packages"]

ABOUT = "Build a model from labelled data."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing train``."""
    parser.add_argument(
        "--data", required=True, type=Path, metavar="FOLDER", help="labelled and raw texts"
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        type=Path,
        metavar="MODEL_FOLDER",
        help="where the model is written; with --compare, the page of figures",
    )
    parser.add_argument(
        "--encoder",
        action="append",
        default=[],
        metavar="PATH",
        help="pretrained encoder that a teacher is built on; may be given again, fastest last; "
        "the same one again is another teacher",
    )
    parser.add_argument(
        "--sentences",
        type=int,
        metavar="N",
        help="body sentences that the teacher labels (default: 65,536)",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(".cache/framing"),
        metavar="FOLDER",
        help="where finished steps are kept (default: %(default)s)",
    )
    parser.add_argument(
        "--ratings-only",
        action="store_true",
        help="learn from ratings alone, without a teacher: quicker, weaker",
    )
    parser.add_argument(
        "--compare",
        action="store_true",
        help="build nothing: compare encoders, passes, seeds and ensembles by folds of outlets",
    )
    parser.add_argument(
        "--seeds",
        type=int,
        default=2,
        metavar="N",
        help="with --compare: runs of each fold (default: %(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    """Train a model; exit code 0, or 2 where a package or the data is missing."""
    _check(options)
    with training_packages():
        (_compare if options.compare else _train)(options)
    return 0


def _train(options: argparse.Namespace) -> None:
    from framing.train import run as train

    train(
        options.data,
        options.out,
        encoders=options.encoder,
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
    if not options.data.is_dir():
        raise FramingError(f"--data {options.data}: no such folder; check the path")
    if options.encoder and options.ratings_only:
        raise FramingError("--encoder is for the teacher, which --ratings-only leaves out")
    if options.seeds < 1:
        raise FramingError(f"--seeds {options.seeds}: give 1 or more")
    if options.compare and not options.encoder:
        raise FramingError("--compare needs what it compares: name encoders with --encoder PATH")


@contextmanager
def training_packages() -> Iterator[None]:
    """Explain a missing package of the ``train`` extra, which scoring does without."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "framing").partition(".")[0] == "framing":
            raise
        raise FramingError(
            f"package {error.name!r} is missing: pip install 'headline-framing[train]'"
        ) from error
