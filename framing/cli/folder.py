"""``framing score FOLDER -o FOLDER/``: what scores file by file, here or on an engine."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from framing.read import Columns, OnProblem
    from framing.shards import Run
    from framing.shards.run import Spread

__all__ = ["add_arguments", "check", "is_wanted", "score"]


def add_arguments(group: argparse._ArgumentGroup) -> None:
    """Add what only folders of scores take."""
    group.add_argument(
        "--resume",
        action="store_true",
        help="go on with a folder of scores where an earlier run stopped",
    )
    group.add_argument(
        "--engine",
        choices=("dask",),
        help="score the files of a folder on an engine's workers (extra: dask)",
    )
    group.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="the engine's scheduler, as in tcp://HOST:8786; without it, --jobs processes here",
    )


def is_wanted(options: argparse.Namespace) -> bool:
    """Tell whether the output is a folder: it is there as one, or ends in a slash."""
    out = options.out
    return out not in (None, "-") and (out.endswith(("/", os.sep)) or Path(out).is_dir())


def check(options: argparse.Namespace) -> None:
    """Check the options that folders take, and those that they do not."""
    if options.scheduler and not options.engine:
        raise FramingError("--scheduler is an engine's: name that too, with --engine dask")
    if not is_wanted(options):
        _check_file(options)
    elif options.to == "table" or options.report:
        raise FramingError("a folder of scores takes parquet, csv or jsonl, and no --report")
    elif len(options.paths) != 1 or options.paths == ["-"] or Path(options.paths[0]).is_file():
        raise FramingError("a folder of scores (-o FOLDER/) needs one folder of articles")


def _check_file(options: argparse.Namespace) -> None:
    for name in ("resume", "engine"):
        if getattr(options, name):
            raise FramingError(f"--{name} is for a folder of scores: name one with -o FOLDER/")
    if options.to == "parquet":
        raise FramingError("Parquet goes to a file or a folder: -o FILE.parquet, or -o FOLDER/")


def score(options: argparse.Namespace, columns: Columns, on_problem: OnProblem) -> Run:
    """Score a folder to a folder.

    Raises:
        KeyboardInterrupt: It says how to go on.
    """
    from framing.shards import Settings, score_folder

    settings = Settings(
        options.to or "parquet", columns, options.format, options.source, options.without_quotes
    )
    try:
        with _spread(options) as spread, _progress(options) as on_progress:
            return score_folder(
                options.paths[0],
                options.out,
                settings=settings,
                model=options.model,
                n_jobs=1 if options.engine else options.jobs,
                resume=options.resume,
                on_problem=on_problem,
                on_progress=on_progress,
                spread=spread,
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt("what is done stays; go on with --resume") from None


@contextmanager
def _spread(options: argparse.Namespace) -> Iterator[Spread]:
    """Say where shards are scored: here, or by an engine that is started or joined."""
    if not options.engine:
        yield map
        return
    from framing.engines.dask import connect, spread

    with connect(options.scheduler, options.jobs) as client:
        yield spread(client)


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[Callable[[int, int, int], None]]:
    """Open a bar when the shards are counted."""
    from framing.show import Progress

    bars: list[Progress] = []
    with ExitStack() as stack:

        def show(articles: int, done: int, count: int) -> None:
            if not bars:
                bars.append(stack.enter_context(Progress(count, wanted=not options.quiet)))
            bars[0](articles, done)

        yield show
