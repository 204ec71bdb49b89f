"""What went wrong while reading, as a record, and the counter that says it all at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

__all__ = ["OnProblem", "Problem", "Reporter", "log_problem", "problem_of"]

_LOG = logging.getLogger("framing")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read as it stood.

    ``line`` is ``None`` where the whole file is meant. ``message`` says what was found and
    what became of it, ``remedy`` what to do. ``lost`` is what is missing from the articles for
    it: a ``row``, a ``file``, or nothing.

    >>> print(Problem("articles.csv", 17, "row has 5 fields – row skipped", "quote the commas"))
    articles.csv:17: row has 5 fields – row skipped: quote the commas
    """

    path: str
    line: int | None
    message: str
    remedy: str
    lost: Literal["row", "file"] | None = None

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.message}: {self.remedy}"


def problem_of(error: Exception, path: str) -> Problem:
    """Return the problem that an error carries, or make one of it: a file is lost."""
    carried = error.args[0] if error.args else error
    if not isinstance(carried, Problem):
        message = f"cannot be read ({carried})"
        carried = Problem(path, None, message, "check the path and the file")
    return replace(carried, lost="file")


OnProblem = Callable[[Problem], None]


def log_problem(problem: Problem) -> None:
    """Log ``problem`` as a warning: what ``read`` does where no ``on_problem`` is given."""
    _LOG.warning("%s", problem)


@dataclass(slots=True)
class Reporter:
    """Hands on the problems of one file and counts the rows (or lines) that were skipped.

    ``told`` says whether there was any problem.
    """

    path: str
    on_problem: OnProblem = log_problem
    unit: str = "row"
    skipped: int = field(default=0, init=False)
    told: bool = field(default=False, init=False)

    def note(self, line: int | None, message: str, remedy: str) -> None:
        """Report something that was read all the same."""
        self._tell(Problem(self.path, line, message, remedy))

    def skip(self, line: int | None, message: str, remedy: str) -> None:
        """Report a row, record or line that was not read, and count it."""
        self.skipped += 1
        lost: Literal["row"] | None = None if self.unit == "line" else "row"
        said = f"{message} – {self.unit} skipped"
        self._tell(Problem(self.path, line, said, remedy, lost))

    def finish(self, read: int) -> None:
        """Say at the end of a table how many rows were skipped, if any were."""
        if self.skipped:
            total = read + self.skipped
            self.note(
                None,
                f"{self.skipped:,} of {total:,} {self.unit}s skipped",
                "each is named in a message above; mend them and read again",
            )

    def _tell(self, problem: Problem) -> None:
        self.told = True
        self.on_problem(problem)
