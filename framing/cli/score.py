"""``framing score``: score files, folders, standard input or one headline."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from framing.cli import folder
from framing.cli.inputs import add_format, settle_paths
from framing.cli.lean import without_pandas
from framing.cli.outputs import check_apart
from framing.codebook import SCALES
from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    import pyarrow as pa

    from framing.layer import Layer
    from framing.model import Model
    from framing.read import Columns, Problem
    from framing.show import Shortlist
    from framing.tables import Summary
    from framing.write import Writer

__all__ = ["ABOUT", "add_arguments", "run"]

_LOG = logging.getLogger("framing")

ABOUT = "Score how headlines and leads are worded and framed."

MOST_PROBLEMS = 20
"""Problems that are printed one by one: a screenful; the rest is counted."""

_COLUMNS = ("headline", "lead", "source", "id")

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
    group.add_argument(
        "--model", type=Path, metavar="FOLDER", help="model folder (default: the built-in one)"
    )
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
    group.add_argument("--headline", type=_text, metavar="TEXT", help="one headline to score")
    group.add_argument("--lead", type=_text, metavar="TEXT", help="its lead, or a lead alone")
    group.add_argument("--source", metavar="NAME", help="the outlet of articles that name none")
    add_format(group)
    for name in _COLUMNS:
        group.add_argument(
            f"--{name}-column", metavar="NAME", help=f"the column that holds the {name}"
        )


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


def _text(argument: str) -> str:
    """Repair bytes that the terminal's encoding could not read."""
    return argument.encode(errors="surrogateescape").decode(errors="replace")


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
    reading = ["format", *(f"{name}_column" for name in _COLUMNS)]
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
    if _kind(options) == "table" and not options.report:
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
    with _output(options) as out:
        score_articles([article], out=out, model=model, without_quotes=options.without_quotes)


def _score_files(options: argparse.Namespace) -> int:
    if options.is_process:
        without_pandas()
    from framing.model import load_model
    from framing.show import Progress
    from framing.tables import score_files

    _keep_memory_low()
    problems = _Problems(verbose=options.verbose)
    progress = Progress(len(options.paths), wanted=_wants_progress(options))
    with _output(options) as out, progress:
        summary = score_files(
            options.paths,
            out=out,
            columns=_columns(options),
            format=options.format,
            source=options.source,
            model=load_model(options.model),
            n_jobs=options.jobs,
            without_quotes=options.without_quotes,
            on_problem=problems,
            on_progress=progress,
        )
    problems.finish()
    return _conclude(summary)


def _score_folder(options: argparse.Namespace) -> int:
    from framing.tables import Summary

    _keep_memory_low()
    problems = _Problems(verbose=options.verbose)
    run = folder.score(options, _columns(options), problems)
    problems.finish()
    if run.kept:
        _LOG.info("%s of %s were done before", f"{run.kept:,}", _count(run.shards, "file"))
    return _conclude(Summary(run.articles, run.withheld, run.skipped, run.failed))


def _keep_memory_low() -> None:
    """Give memory back to the system at once: Arrow's own pool keeps some fifty megabytes."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def _columns(options: argparse.Namespace) -> Columns:
    from framing.read import Columns

    return Columns(**{name: getattr(options, f"{name}_column") for name in _COLUMNS})


def _kind(options: argparse.Namespace) -> str:
    """Say where rows go: a file, standard output in what suits it, or a page alone."""
    if options.out not in (None, "-"):
        return "file"
    if options.to:
        return str(options.to)
    if options.report and options.out is None:
        return "page"
    return "table" if sys.stdout.isatty() and options.out is None else "csv"


def _wants_progress(options: argparse.Namespace) -> bool:
    """A bar would run through rows that go to the same terminal."""
    from framing.write import STREAMED

    rows_on_terminal = _kind(options) in STREAMED and sys.stdout.isatty()
    return not (options.quiet or rows_on_terminal)


@contextmanager
def _output(options: argparse.Namespace) -> Iterator[Writer]:
    """Open what the scores go to: a page, and a path, standard output or the terminal."""
    kind = _kind(options)
    with ExitStack() as stack:
        writers: list[Writer] = []
        if options.report:
            writers.append(stack.enter_context(_page(options)))
        # What is opened last is written first: a page that fails costs no file.
        if kind != "page":
            writers.append(stack.enter_context(_rows(options, kind)))
        yield _Each(writers)


class _Each:
    """Hands tables to several writers."""

    def __init__(self, writers: list[Writer]) -> None:
        self._writers = writers

    def write(self, table: pa.Table) -> None:
        for writer in self._writers:
            writer.write(table)


@contextmanager
def _page(options: argparse.Namespace) -> Iterator[Writer]:
    from framing.model import load_model
    from framing.report import open_report

    with open_report(options.report, model=load_model(options.model)) as page:
        yield page
    _LOG.info("%s written: open it in a browser", options.report)


@contextmanager
def _rows(options: argparse.Namespace, kind: str) -> Iterator[Writer]:
    from framing.model import load_model
    from framing.write import open_file, open_stream

    if kind == "table":
        with _terminal(load_model(options.model).layer) as shortlist:
            yield shortlist
        return
    opened = open_file(options.out) if kind == "file" else open_stream(sys.stdout.buffer, kind)
    with opened as writer:
        yield _cells(writer) if options.safe_cells else writer


def _cells(writer: Writer) -> Writer:
    from framing.cells import SafeCells

    return SafeCells(writer)


@contextmanager
def _terminal(layer: Layer | None) -> Iterator[Shortlist]:
    """Collect what a terminal shows and show it at the end."""
    from rich.console import Console

    from framing.show import Shortlist, show_table

    shortlist = Shortlist(layer)
    yield shortlist
    show_table(Console(), shortlist)


class _Problems:
    """Prints the first problems and counts the rest, or prints all of them."""

    def __init__(self, *, verbose: bool) -> None:
        self._most = sys.maxsize if verbose else MOST_PROBLEMS
        self._met = 0

    def __call__(self, problem: Problem) -> None:
        self._met += 1
        if self._met <= self._most:
            _LOG.warning("%s", problem)

    def finish(self) -> None:
        """Say how many were not printed."""
        unsaid = self._met - self._most
        if unsaid > 0:
            _LOG.warning("%s not shown: --verbose prints all", _count(unsaid, "more problem"))


def _conclude(summary: Summary) -> int:
    """Say at the end what became of the input; return the exit code."""
    lost = bool(summary.skipped or summary.failed)
    parts = [f"{_count(summary.articles, 'article')} scored"]
    if summary.withheld:
        parts.append(f"{summary.withheld:,} of them without a score (their note says why)")
    if summary.skipped:
        parts.append(f"{_count(summary.skipped, 'row')} skipped (see above)")
    if summary.failed:
        parts.append(f"{_count(summary.failed, 'input')} not read (see above)")
    _LOG.log(logging.WARNING if lost else logging.INFO, "%s", ", ".join(parts))
    return int(lost)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
