"""``framing label``: label headlines in a terminal."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli.inputs import add_format, settle_paths
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from framing.article import Article
    from framing.labelling import Asked

__all__ = ["ABOUT", "add_arguments", "run"]

_LOG = logging.getLogger("framing")

ABOUT = "Label headlines in a terminal, for a scale or frames of your own."

_EXAMPLES = """\
examples:
  framing label articles.csv --scale alarm --range 0 4 -o labels.csv --rater ada
  framing label articles.csv --yes-no quoted -o labels.csv
  framing label articles.csv --frames politics,race,safety --name gun -o labels.csv
  framing label articles.csv --scale alarm --range 0 4 -o labels.csv --order informative --model alarm/
  framing train labels.csv --scale alarm --range 0 4 --rater rater -o alarm/

keys: the answers; s skip, u undo, q quit. Every answer is on the disk before the next article is
shown, and the same command goes on where it was left. Labels from standard input are lines.
"""  # noqa: E501 - a command stands on one line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing label``."""
    parser.epilog = _EXAMPLES
    parser.add_argument("paths", nargs=1, metavar="PATH", help="articles, as for framing score")
    add_format(parser)
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="LABELS.csv", help="where answers are kept"
    )
    _add_question(parser.add_argument_group("what is asked"))
    _add_sitting(parser.add_argument_group("the sitting"))


def _add_question(group: argparse._ArgumentGroup) -> None:
    what = group.add_mutually_exclusive_group(required=True)
    what.add_argument("--scale", metavar="NAME", help="a graded scale")
    what.add_argument("--yes-no", metavar="NAME", help="a question of yes or no")
    what.add_argument("--frames", metavar="A,B,C", help="frames of which several may apply")
    group.add_argument(
        "--range", nargs=2, type=int, default=(0, 4), metavar=("LOW", "HIGH"),
        help="ends of the scale (default: 0 4)",
    )  # fmt: skip
    group.add_argument("--name", default="frames", help="column of the frames (%(default)s)")


def _add_sitting(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--rater", default="", metavar="NAME", help="who labels")
    group.add_argument(
        "--order", choices=("random", "informative"), default="random",
        help="random, the same for every rater; or what the model is least sure of first",
    )  # fmt: skip
    group.add_argument("--seed", type=int, default=0, help="of the random order")
    group.add_argument(
        "--model", type=Path, metavar="FOLDER", help="model for the informative order"
    )
    group.add_argument("--most", type=int, metavar="N", help="end after N answers")
    group.add_argument("--show-source", action="store_true", help="show the outlet, which biases")


def run(options: argparse.Namespace) -> int:
    """Hold a sitting; exit code 0 however far it came."""
    from framing.labelling import Session, Store
    from framing.labelling.agreement import agreement
    from framing.labelling.keys import answers

    settle_paths(options, "nothing to label: name a file")
    asked = _asked(options)
    articles = _articles(options, asked)
    with Store.open(options.out, asked.name) as store, answers(single=asked.is_single) as read:
        show = _shower(options, asked)
        session = Session(articles, asked, store, options.rater, show, read, _say)
        done = session.run(options.most)
        _LOG.info("%d labelled now, %d left; kept in %s", done.given, done.left, options.out)
        told = agreement(store.answers, asked)
    if told:
        _LOG.info("%s", told)
    return 0


def _asked(options: argparse.Namespace) -> Asked:
    from framing.labelling import Frames, Grades, YesNo
    from framing.layer import check_name

    name = options.scale or options.yes_no or options.name
    try:
        check_name(name)
    except ValueError as error:
        raise FramingError(str(error)) from error
    if options.scale:
        return Grades(name, *options.range)
    if options.yes_no:
        return YesNo(name)
    return Frames(name, tuple(frame.strip() for frame in options.frames.split(",")))


def _articles(options: argparse.Namespace, asked: Asked) -> list[Article]:
    from framing.labelling import informative, shuffled
    from framing.read import read

    found = [a for a in read(options.paths[0], format=options.format) if a.headline or a.lead]
    if not found:
        raise FramingError(f"{options.paths[0]}: no article with a headline or a lead to label")
    if options.order == "random":
        return shuffled(found, options.seed)
    from framing.model import load_model

    return informative(found, asked.name, load_model(options.model))


def _shower(options: argparse.Namespace, asked: Asked) -> Callable[[Article, int, int], None]:
    from rich.console import Console

    from framing.show import plain

    console = Console(stderr=not sys.stdout.isatty(), highlight=False)

    def show(article: Article, number: int, count: int) -> None:
        console.rule(f"{number:,} of {count:,}", align="left")
        if options.show_source:
            console.print(plain(article.source or ""), style="dim", markup=False)
        console.print(plain(article.headline or "–"), style="bold", markup=False)
        if article.lead:
            console.print(plain(article.lead), markup=False)
        console.print(f"{asked.name}: {asked.keys}", style="dim", markup=False)

    return show


def _say(line: str) -> None:
    _LOG.warning("%s", line)
