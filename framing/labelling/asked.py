"""What is asked of each article, which keys answer it, and how an answer is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from framing.errors import FramingError
from framing.train.own.labels import ANSWERS, frame_name

__all__ = ["MOST_FRAMES", "MOST_GRADES", "Asked", "Frames", "Grades", "YesNo"]

MOST_GRADES = 10
"""Steps of a scale: a key for each, from 0 to 9."""

MOST_FRAMES = 9
"""Frames that are asked at once: a key for each, from 1 to 9."""


class Asked(Protocol):
    """A question: its ``name`` heads the column of answers."""

    @property
    def name(self) -> str:
        """The column."""

    @property
    def keys(self) -> str:
        """What answers it, in words."""

    @property
    def is_single(self) -> bool:
        """Whether one key is a whole answer."""

    def read(self, typed: str) -> str | None:
        """Return the label that was typed, as it is written down; ``None`` if it is none."""


@dataclass(frozen=True, slots=True)
class Grades:
    """A graded scale from ``low`` to ``high``, in whole steps.

    >>> Grades("alarm", 0, 4).read("3"), Grades("alarm", 0, 4).read("7")
    ('3', None)
    """

    name: str
    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high < MOST_GRADES:
            raise FramingError(
                f"--range {self.low} {self.high}: give two numbers from 0 to {MOST_GRADES - 1}, "
                "the lower first: each step is a key"
            )

    @property
    def keys(self) -> str:
        """The steps."""
        return f"{self.low}–{self.high}"

    @property
    def is_single(self) -> bool:
        """One digit answers."""
        return True

    def read(self, typed: str) -> str | None:
        """Return the step."""
        known = {str(step) for step in range(self.low, self.high + 1)}
        return typed if typed in known else None


@dataclass(frozen=True, slots=True)
class YesNo:
    """A question of yes or no.

    >>> YesNo("quoted").read("y"), YesNo("quoted").read("maybe")
    ('yes', None)
    """

    name: str

    @property
    def keys(self) -> str:
        """The two answers."""
        return "y/n"

    @property
    def is_single(self) -> bool:
        """One letter answers."""
        return True

    def read(self, typed: str) -> str | None:
        """Return ``yes`` or ``no``."""
        said = ANSWERS.get(typed.casefold())
        return None if said is None else ("no", "yes")[int(said)]


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames of which an article has none, one or several: numbers, the most important first.

    >>> frames = Frames("theme", ("politics", "race"))
    >>> frames.read("2 1"), frames.read("0"), frames.read("3")
    ('race;politics', 'none', None)
    """

    name: str
    frames: tuple[str, ...]

    def __post_init__(self) -> None:
        names = {frame_name(frame) for frame in self.frames}
        if not 0 < len(self.frames) <= MOST_FRAMES or len(names - {""}) < len(self.frames):
            raise FramingError(
                f"--frames: give 1 to {MOST_FRAMES} different names: each is a key from 1 on"
            )

    @property
    def keys(self) -> str:
        """The numbers of the frames."""
        numbered = (f"{number} {frame}" for number, frame in enumerate(self.frames, 1))
        return f"{', '.join(numbered)}; 0 none; several as in 21, then Enter"

    @property
    def is_single(self) -> bool:
        """Several keys answer, and Enter."""
        return False

    def read(self, typed: str) -> str | None:
        """Return the frames' names, separated by ``;``."""
        numbers = typed.replace(",", " ").replace(" ", "")
        if numbers == "0":
            return "none"
        known = {str(number): frame for number, frame in enumerate(self.frames, 1)}
        named = [known.get(number) for number in dict.fromkeys(numbers)]
        return ";".join(map(str, named)) if named and None not in named else None
