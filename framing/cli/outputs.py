"""Where scores go, and where the files of a command may not lie."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from framing.errors import FramingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    import pyarrow as pa

    from framing.layer import Layer
    from framing.show import Shortlist
    from framing.write import Writer

__all__ = ["check_apart", "kind_of", "open_output"]

_LOG = logging.getLogger("framing")


def check_apart(out: str | None, path: str) -> None:
    """Refuse an output within a folder of input: it would be read as input the next time."""
    if out is None or out == "-" or not Path(path).is_dir():
        return
    if Path(out).resolve().is_relative_to(Path(path).resolve()):
        raise FramingError(
            f"{out} lies in {path} and would be read as input the next time; write it elsewhere"
        )


def kind_of(options: argparse.Namespace) -> str:
    """Say where rows go: a file, standard output in what suits it, or a page alone."""
    if options.out not in (None, "-"):
        return "file"
    if options.to:
        return str(options.to)
    if options.report and options.out is None:
        return "page"
    return "table" if sys.stdout.isatty() and options.out is None else "csv"


@contextmanager
def open_output(options: argparse.Namespace) -> Iterator[Writer]:
    """Open what the scores go to: a page, and a path, standard output or the terminal."""
    kind = kind_of(options)
    with ExitStack() as stack:
        writers: list[Writer] = []
        if options.report:
            writers.append(stack.enter_context(_page(options)))
        # What is opened last is finished first: a page that fails costs no file.
        if kind != "page":
            writers.append(stack.enter_context(_rows(options, kind)))
        yield writers[0] if len(writers) == 1 else _Each(writers)


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
