"""The answers on the disk: a table that is whole after every answer.

Each answer is one line, written and synced before the next article is shown. Undoing cuts the
last line off. A line that a kill left half written is cut off when the file is opened again, so
that nothing is lost but the answer that was being typed.
"""

from __future__ import annotations

import csv
import io
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from framing.errors import FramingError, InputError
from framing.exclusive import exclusive
from framing.read import Problem
from framing.replace import explained

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Answer", "Store"]

_TEXTS = ("id", "source", "headline", "lead")


@dataclass(frozen=True, slots=True)
class Answer:
    """One rater's label of one article; texts as they were read, ``""`` for none."""

    id: str
    source: str
    headline: str
    lead: str
    label: str
    rater: str

    @property
    def article(self) -> tuple[str, str]:
        """What tells articles apart: headline and lead, on one line each."""
        return _one_line(self.headline), _one_line(self.lead)


class Store:
    """The file of answers; ``answers`` are those in it, in their order."""

    def __init__(self, path: Path, name: str, file: IO[bytes]) -> None:
        self._path, self._file = path, file
        self._columns = [*_TEXTS, name, "rater"]
        self._ends: list[int] = []
        self.answers: list[Answer] = []
        self._load()

    @staticmethod
    @contextmanager
    def open(path: Path, name: str) -> Iterator[Store]:
        """Open the file of answers to the question ``name``, or begin it.

        Raises:
            FramingError: Somebody else is labelling into it.
            InputError: It is there and holds other columns.
            OutputError: It cannot be written.
        """
        with explained(path):
            try:
                with exclusive(path.with_name(f".{path.name}.lock"), wait=False):
                    file = path.open("r+b" if path.exists() else "x+b")
                    with file:
                        yield Store(path, name, file)
            except BlockingIOError:
                message = f"{path}: somebody else is labelling into it; wait, or name another file"
                raise FramingError(message) from None

    def add(self, answer: Answer) -> None:
        """Write an answer down; it is on the disk when this returns."""
        texts = [answer.id, answer.source, answer.headline, answer.lead, answer.label, answer.rater]
        self._write([_one_line(text) for text in texts])
        self.answers.append(answer)

    def undo(self, rater: str) -> Answer | None:
        """Take the last answer back; ``None`` where there is none, or it is another rater's."""
        if not self.answers or self.answers[-1].rater != rater:
            return None
        self._ends.pop()
        self._cut(self._ends[-1])
        return self.answers.pop()

    def _load(self) -> None:
        raw = self._file.read()
        whole = raw[: raw.rfind(b"\n") + 1]
        self._cut(len(whole))
        if not whole:
            self._write(self._columns)
            return
        lines = whole.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            self._ends.append((self._ends[-1] if self._ends else 0) + len(line))
            self._take(number, next(csv.reader([line.decode("utf-8", "replace")])))

    def _take(self, number: int, row: list[str]) -> None:
        if number == 1 and row != self._columns:
            message = f"holds the columns {', '.join(row)[:200]}, not {', '.join(self._columns)}"
            raise InputError(Problem(str(self._path), 1, message, "name another file for -o"))
        if number > 1 and len(row) == len(self._columns):
            self.answers.append(Answer(*row))

    def _write(self, row: list[str]) -> None:
        held = io.StringIO()
        csv.writer(held, lineterminator="\n").writerow(row)
        self._file.write(held.getvalue().encode())
        self._sync()
        self._ends.append(self._file.tell())

    def _cut(self, size: int) -> None:
        self._file.truncate(size)
        self._file.seek(size)
        self._sync()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def _one_line(text: str) -> str:
    """Return a text on one line, so that a line of the file is an answer.

    Zero bytes count as blanks: before Python 3.11 the csv module neither writes nor reads them.
    """
    return " ".join(text.replace("\0", " ").split())
