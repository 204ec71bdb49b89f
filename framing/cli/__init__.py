"""The command line: one parser, one module a sub-command, wired by a table."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from framing import __doc__ as about
from framing import __version__
from framing.cli import check, compare, evaluate, explain, label, score, sources, train
from framing.cli.completion import SHELLS, PrintCompletion
from framing.cli.ending import TerminatedError, ended_by_signals, give_streams
from framing.errors import FramingError, InputError, OutputError
from framing.replace import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["COMMANDS", "main", "parse_args"]

_LOG = logging.getLogger("framing")


class Command(NamedTuple):
    """A sub-command: its line in the help, what it takes, what it does."""

    about: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


COMMANDS = {
    "score": Command(score.ABOUT, score.add_arguments, score.run),
    "check": Command(check.ABOUT, check.add_arguments, check.run),
    "sources": Command(sources.ABOUT, sources.add_arguments, sources.run),
    "compare": Command(compare.ABOUT, compare.add_arguments, compare.run),
    "explain": Command(explain.ABOUT, explain.add_arguments, explain.run),
    "label": Command(label.ABOUT, label.add_arguments, label.run),
    "train": Command(train.ABOUT, train.add_arguments, train.run),
    "evaluate": Command(evaluate.ABOUT, evaluate.add_arguments, evaluate.run),
}

_EXAMPLES = """\
examples:
  framing score articles/                  a folder of pages, texts or tables, on the terminal
  framing score news.csv -o scores.parquet
  framing sources scores.parquet           outlets side by side, with intervals
  framing compare articles/                how each outlet words the same event
  framing explain "You won't BELIEVE it!"  the words that made a score

framing COMMAND --help says more of each.
"""

SOME_FAILED, MISUSE, FAULT, INTERRUPTED, PIPE_CLOSED = 1, 2, 70, 130, 141
"""Exit codes beside 0; from 70 on they are those that shells and ``sysexits.h`` use."""

SIGNALLED = 128
"""What a shell adds to a signal's number."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: The arguments; those of the process if not given.
    """
    give_streams()
    try:
        options = parse_args(argv)
    except SystemExit as end:  # argparse has printed the help, the version or the mistake
        return int(end.code or 0)
    options.is_process = argv is None
    with _logging(options), ended_by_signals():
        return _run(options)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the arguments; raises ``SystemExit`` as argparse does."""
    parser = argparse.ArgumentParser(
        "framing",
        description=about,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"framing {__version__}")
    parser.add_argument("--debug", action="store_true", help="on an error, print the trace")
    parser.add_argument(
        "--print-completion",
        choices=SHELLS,
        action=PrintCompletion,
        help="print a script that completes commands and options in your shell",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        each = commands.add_parser(
            name,
            help=command.about,
            description=command.about,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(each)
        _add_common(each)
        each.set_defaults(run=command.run)
    return parser.parse_args(argv)


def _add_common(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("messages (all on standard error)")
    loudness = group.add_mutually_exclusive_group()
    loudness.add_argument("-v", "--verbose", action="store_true", help="say everything")
    loudness.add_argument(
        "-q", "--quiet", action="store_true", help="say only what went wrong; no progress bar"
    )
    # Suppressed, so that what was said before the command is not unsaid.
    group.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="on an error, print the trace; also before the command",
    )


def _run(options: argparse.Namespace) -> int:
    """Run the command; every way that it can end has its exit code."""
    try:
        code: int = options.run(options)
        with explained("standard output"):
            sys.stdout.flush()
    except FramingError as error:
        _LOG.error("%s", error, exc_info=options.debug)
        if isinstance(error, OutputError):
            _drop_output()
        return SOME_FAILED if isinstance(error, InputError) else MISUSE
    except BrokenPipeError:
        return _pipe_closed()
    except OSError as error:
        _LOG.error("%s; check the path and its permissions", error, exc_info=options.debug)
        return MISUSE
    except (KeyboardInterrupt, TerminatedError) as ended:
        return _stopped(ended)
    except Exception as error:  # noqa: BLE001 - a fault of ours ends in a sentence too
        _LOG.error("%s: %s", type(error).__name__, error, exc_info=options.debug)
        _LOG.info("this is a fault of the program: please report it with the trace of --debug")
        return FAULT
    return code


def _stopped(ended: KeyboardInterrupt | TerminatedError) -> int:
    """Say that the program was told to end, and what became of the output."""
    number = ended.number if isinstance(ended, TerminatedError) else None
    what = "interrupted" if number is None else "terminated"
    _LOG.error("%s: no output file was written or changed", what)
    return INTERRUPTED if number is None else SIGNALLED + number


def _pipe_closed() -> int:
    """End quietly when nobody reads on, as after ``| head``."""
    _drop_output()
    return PIPE_CLOSED


def _drop_output() -> None:
    """Drop what standard output still holds: Python flushes it once more, which must not fail."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Stderr(logging.Handler):
    """Writes to what ``sys.stderr`` is at that moment: a progress bar may stand in for it."""

    def emit(self, record: logging.LogRecord) -> None:
        # Where messages cannot be written, the work still can.
        with suppress(OSError, ValueError):
            sys.stderr.write(self.format(record) + "\n")


class _Sentence(logging.Formatter):
    """“warning: …”: information has no label, and file content cannot steer the terminal."""

    def format(self, record: logging.LogRecord) -> str:
        from framing.show import plain

        label = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return label + plain(record.getMessage()) + trace


@contextmanager
def _logging(options: argparse.Namespace) -> Iterator[None]:
    """Send the package's log to standard error while a command runs."""
    handler = _Stderr()
    handler.setFormatter(_Sentence())
    before = _LOG.level
    _LOG.addHandler(handler)
    _LOG.setLevel(_level(options))
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        _LOG.setLevel(before)


def _level(options: argparse.Namespace) -> int:
    if options.verbose or options.debug:
        return logging.DEBUG
    return logging.WARNING if options.quiet else logging.INFO
