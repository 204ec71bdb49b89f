"""Running a case as a user would, and writing down what happened."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from framing.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.broken.cases import Case

MOST_SAID = 3
"""Messages of a case that the table shows."""


class Outcome(NamedTuple):
    """What became of an input."""

    code: int
    kept: int
    said: list[str]


def run(case: Case) -> Outcome:
    """Make the files of a case in an empty folder, and score them there."""
    with TemporaryDirectory() as folder, _inside(Path(folder)):
        _make(case, Path(folder))
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        stdin = io.TextIOWrapper(_Pipe(case.stdin), "utf-8")
        with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", stdin):
            code = main(["score", *case.arguments.split(), "--to", "csv"])
        out.flush()
        rows = csv.DictReader(io.StringIO(out.buffer.getvalue().decode()))
        return Outcome(code, sum(1 for _ in rows), _messages(err.getvalue()))


class _Pipe(io.BytesIO):
    """Bytes that come once, as those of a pipe."""

    def seekable(self) -> bool:
        return False


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)  # so that messages name files and no folders of this machine
    try:
        yield
    finally:
        os.chdir(before)


def _make(case: Case, folder: Path) -> None:
    if callable(case.make):
        case.make(folder)
        return
    for name, content in case.make.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def _messages(text: str) -> list[str]:
    """Return the messages without their labels, the summary, and other libraries' details."""
    said = [line.partition(": ")[2] for line in text.splitlines() if line.startswith(_LABELS)]
    return [_DETAIL.sub(r"\1 (…)", line) for line in said if not line.endswith("(see above)")]


_LABELS = ("warning: ", "error: ")
_DETAIL = re.compile(r"(JSON|file|off|read|table) \(.*?\)(?=: | – )")


def row(case: Case) -> str:
    """Return the line of a case in the table."""
    outcome = run(case)
    more = len(outcome.said) - MOST_SAID
    said = [_cell(line) for line in outcome.said[:MOST_SAID]] + [f"… {more} more"] * (more > 0)
    command = f"`framing score {case.arguments}`"
    cells = (case.name, command, str(outcome.code), str(outcome.kept), "<br>".join(said) or "–")
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
