"""A sitting: articles are shown, answers are read and kept, until all are labelled or it ends."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from framing.labelling.store import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from framing.article import Article
    from framing.labelling.asked import Asked
    from framing.labelling.store import Store

__all__ = ["Done", "Session"]

SKIP, UNDO, QUIT = "s", "u", "q"


@dataclass(frozen=True, slots=True)
class Done:
    """What a sitting came to: answers given, less those taken back, and articles still to label."""

    given: int
    left: int


class Session:
    """One rater's sitting over articles in their order.

    Args:
        articles: What is to be labelled; those that this rater has labelled are passed over.
        asked: The question.
        store: Where answers are kept.
        rater: Who labels; may be empty.
        show: Shows an article, its number and how many there are.
        read: Returns what was typed, ``None`` at the end of input.
        say: Says one line.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        asked: Asked,
        store: Store,
        rater: str,
        show: Callable[[Article, int, int], None],
        read: Callable[[], str | None],
        say: Callable[[str], None],
    ) -> None:
        self._asked, self._store, self._rater = asked, store, rater
        self._show, self._read, self._say = show, read, say
        self._known = {_answer(article, rater).article: article for article in articles}
        done = {answer.article for answer in store.answers if answer.rater == rater}
        self._left = deque(a for text, a in self._known.items() if text not in done)
        self._given = 0

    def run(self, most: int | None = None) -> Done:
        """Ask until all is labelled, ``most`` answers are given, or the rater ends."""
        skipped = 0
        while self._left and (most is None or self._given < most):
            self._show(self._left[0], len(self._known) - len(self._left) + 1, len(self._known))
            typed = self._read()
            command = QUIT if typed is None else typed.strip().casefold()
            if command == QUIT:
                break
            if command == SKIP:
                self._left.popleft()
                skipped += 1
            else:
                self._take(command)
        return Done(self._given, len(self._left) + skipped)

    def _take(self, command: str) -> None:
        """Take an answer, or take the last one back."""
        label = self._asked.read(command)
        if command == UNDO:
            self._undo()
        elif label is None:
            self._say(f"{self._asked.keys} · {SKIP} skip · {UNDO} undo · {QUIT} quit")
        else:
            self._store.add(_answer(self._left.popleft(), self._rater, label))
            self._given += 1

    def _undo(self) -> None:
        taken = self._store.undo(self._rater)
        if taken is None:
            self._say("nothing of yours to undo")
            return
        self._given -= 1
        if taken.article in self._known:
            self._left.appendleft(self._known[taken.article])


def _answer(article: Article, rater: str, label: str = "") -> Answer:
    return Answer(
        article.id, article.source or "", article.headline or "", article.lead or "", label, rater
    )
