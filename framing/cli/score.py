"""``framing score``: score files, folders, standard input or one headline."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from framing.cli import folder
from framing.cli.inputs import (
    COLUMNS,
    add_columns,
    add_format,
    add_model,
    named_columns,
    settle_paths,
    typed_text,
)
from framing.cli.lean import without_pandas
from framing.cli.messages import Problems, conclude, counted
from framing.cli.outputs import check_apart, kind_of, open_output
from framing.codebook import SCALES
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse

    from framing.model import Model

__all__ = ["ABOUT", "add_arguments", "run"]

_LOG = logging.getLogger("framing")

ABOUT = "Score how headlines and leads are worded and framed."

_EXAMPLES = """\
examples:
  framing score articles/                        a table on the terminal
  framing score articles.csv -o scores.parquet   to a file; also .csv, .tsv, .jsonl, .csv.gz …
  framing score pages/ feed.xml news.warc.gz      web pages, feeds, web archives
  framing score headlines.txt --lines            plain text, one headline a line
  framing score articles.csv --report page.html  a page: sources, charts, words, all articles
  framing score articles/ -o scores/             each file to one of its own; --resume goes on
  framing score feed.jsonl --source "Daily Bugle" --headline-column kop
  cat articles.csv | framing score - --to jsonl | head
  framing score --headline "Central bank raises interest rates" --lead "The bank said …"

output:
  On a terminal, a table: all articles, or the 40 most sensational where there are more.
  Into a pipe, CSV. With --report alone, the page only. To a file with -o, the format of its
  ending. To a folder with -o FOLDER/, a Parquet file (--to csv, --to jsonl) for each file of
  the input, and _manifest.json, which says what became of each.
  A file or page appears when it is whole, and one that was there stays as it is until then.
  Each scale has its lower and upper end (80 % interval), each frame its probability, each
  withheld score its note.

exit codes:
  0    every input was scored (a score may be withheld: its note says why)
  1    some inputs failed, a row or a file, and the others were scored; or all failed, and
       nothing was written
  2    misuse: wrong options, a path that is not there, a model that cannot be loaded, or
       an output that cannot be written
  70   a fault of the program itself
  130  interrupted; no file was half written
  141  the reader of the output closed the pipe
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``framing score``."""
    parser.epilog = f"{_meanings()}\n\n{_EXAMPLES}"
    _add_input(parser.add_argument_group("input"))
    _add_output(parser.add_argument_group("output"))
    group = parser.add_argument_group("model")
    add_model(group)
    group.add_argument(
        "-j",
        "--jobs",
        type=int,
        default=-1,
        metavar="N",
        help="threads that score (default: one for each core); the scores hang on no number",
    )


def _meanings() -> str:
    """Say what each scale means, in the codebook's words."""
    width = max(len(scale.name) for scale in SCALES)
    lines = [f"  {s.name:<{width}}  {s.low:>2g} to {s.high:g}  {s.question}" for s in SCALES]
    return "\n".join(["scales:", *lines])


def _add_input(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files (text, web pages, feeds, WARC, CSV, JSON, Parquet, Arrow, Excel; packed with "
        "gzip, zstd or bzip2 too), folders of them, addresses (s3://…), or - for standard input, "
        "which is also read where nothing is named and it is no terminal",
    )
    group.add_argument("--headline", type=typed_text, metavar="TEXT", help="one headline to score")
    group.add_argument("--lead", type=typed_text, metavar="TEXT", help="its lead, or a lead alone")
    group.add_argument("--source", metavar="NAME", help="the outlet of articles that name none")
    add_format(group)
    add_columns(group)


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        help="file to write, its ending says how; - for a pipe; FOLDER/ for a file each",
    )
    group.add_argument(
        "--report",
        metavar="PAGE",
        help="page.html to write for people to read, instead of standard output or beside -o",
    )
    group.add_argument(
        "--safe-cells",
        action="store_true",
        help="put an apostrophe before texts that a spreadsheet would take for formulas",
    )
    group.add_argument(
        "--to",
        choices=("csv", "jsonl", "table", "parquet"),
        help="format on standard output, or of the files of a folder",
    )
    group.add_argument(
        "--without-quotes",
        action="store_true",
        help="add the headline scales as they would be without what stands in quotation marks: "
        "as columns of rows, and for one headline",
    )
    folder.add_arguments(group)


def run(options: argparse.Namespace) -> int:
    """Score what the options name; the exit code is 0, or 1 where some inputs failed."""
    _check(options)
    if _is_single(options):
        return _score_one(options)
    if folder.is_wanted(options):
        return _score_folder(options)
    return _score_files(options)


def _is_single(options: argparse.Namespace) -> bool:
    return options.headline is not None or options.lead is not None


def _check(options: argparse.Namespace) -> None:
    """Check the options against each other and against the disk."""
    if options.jobs == 0 or options.jobs < -1:
        raise FramingError("--jobs takes a number of threads, or -1 for one on each core")
    folder.check(options)
    if options.to and options.out not in (None, "-") and not folder.is_wanted(options):
        raise FramingError("--to is for standard output; the ending of -o says a file's format")
    if options.to == "table" and options.out:
        raise FramingError("a table is for the terminal: leave out -o, or --to table")
    if _is_single(options):
        _check_single(options)
    else:
        _check_paths(options)


def _check_single(options: argparse.Namespace) -> None:
    if options.paths:
        raise FramingError("--headline and --lead score one text: leave out them or the paths")
    reading = ["format", *(f"{name}_column" for name in COLUMNS)]
    for name in reading:
        if getattr(options, name):
            raise FramingError(f"--{name.replace('_', '-')} is for files, not for --headline")


def _check_paths(options: argparse.Namespace) -> None:
    settle_paths(options, "nothing to score: name a file or folder, - or --headline TEXT")
    for path in options.paths:
        check_apart(options.out, path)
        check_apart(options.report, path)


def _score_one(options: argparse.Namespace) -> int:
    from framing.model import load_model

    model = load_model(options.model)
    if kind_of(options) == "table" and not options.report:
        _show_one(options, model)
    else:
        _write_one(options, model)
    return 0


def _show_one(options: argparse.Namespace, model: Model) -> None:
    from rich.console import Console

    from framing.scoring import score
    from framing.show import show_card

    scored = score(
        options.headline,
        options.lead,
        source=options.source or "",
        model=model,
        without_quotes=options.without_quotes,
    )
    show_card(Console(), scored, model.layer)


def _write_one(options: argparse.Namespace, model: Model) -> None:
    if options.is_process:
        without_pandas()
    from framing.article import Article
    from framing.tables import score_articles

    article = Article("1", options.source or "", options.headline, options.lead)
    with open_output(options) as out:
        score_articles([article], out=out, model=model, without_quotes=options.without_quotes)


def _score_files(options: argparse.Namespace) -> int:
    if options.is_process:
        without_pandas()
    from framing.model import load_model
    from framing.show import Progress
    from framing.tables import score_files

    _keep_memory_low()
    problems = Problems(verbose=options.verbose)
    progress = Progress(len(options.paths), wanted=_wants_progress(options))
    with open_output(options) as out, progress:
        summary = score_files(
            options.paths,
            out=out,
            columns=named_columns(options),
            format=options.format,
            source=options.source,
            model=load_model(options.model),
            n_jobs=options.jobs,
            without_quotes=options.without_quotes,
            on_problem=problems,
            on_progress=progress,
        )
    problems.finish()
    return conclude(summary)


def _score_folder(options: argparse.Namespace) -> int:
    from framing.tables import Summary

    _keep_memory_low()
    problems = Problems(verbose=options.verbose)
    run = folder.score(options, named_columns(options), problems)
    problems.finish()
    if run.kept:
        _LOG.info("%s of %s were done before", f"{run.kept:,}", counted(run.shards, "file"))
    return conclude(Summary(run.articles, run.withheld, run.skipped, run.failed))


def _keep_memory_low() -> None:
    """Give memory back to the system at once: Arrow's own pool keeps some fifty megabytes."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def _wants_progress(options: argparse.Namespace) -> bool:
    """A bar would run through rows that go to the same terminal."""
    from framing.write import STREAMED

    rows_on_terminal = kind_of(options) in STREAMED and sys.stdout.isatty()
    return not (options.quiet or rows_on_terminal)
