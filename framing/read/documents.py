"""JSON documents: an array of articles, an answer that holds one, or objects over many lines.

News interfaces answer ``{"status": …, "articles": […]}``, exports are one array, scrapers write
an object a file. All are read through a window that moves along the text, an article at a
time. An element that is no JSON costs itself: reading goes on where an element begins as the
others do.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO, cast

from framing.errors import InputError
from framing.read.columns import fold_name
from framing.read.encoding import HEAD, MAX_LINE, Opened
from framing.read.objects import Placed, Record, kind, read_objects, why_not
from framing.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job

__all__ = ["is_document", "read_documents"]

_LISTS = frozenset(
    "articles results items docs documents entries stories news records posts hits data".split()
)
"""Keys under which interfaces and exports keep the list of articles: NewsAPI and GDELT
``articles``, Media Cloud ``stories``, JSON Feed ``items``, and what others say."""
_ENVELOPES = frozenset(("response", "result", "data", "feed", "hits", "body"))
"""Keys of objects in which such a list may stand."""

_SPACE = re.compile(r"[ \t\n\r]*")
_FIRST_KEY = re.compile(r'\{\s*("(?:[^"\\]|\\.){0,200}")\s*:')
_DECODER = json.JSONDecoder(strict=False)
_NEARLY_ALL = 16
"""Characters before the end of the window in which an error may only say that more is to come:
the longest is a word or an escape that was cut, such as ``-Infinity``."""


def is_document(head: str) -> bool:
    """Tell one JSON document from JSON Lines by the first characters of a file."""
    window = Window(io.StringIO())
    window.text = head.lstrip()
    try:
        return _is_document(window)
    except (ValueError, RecursionError):  # broken, or longer than the head
        return False


def _is_document(window: Window) -> bool:
    if window.peek() == "[":
        window.take("[")
        return window.peek() in ("{", "]", "")
    window.take("{")
    while window.peek() == '"':
        key = str(window.value())
        if "\n" in window.text[: window.at]:
            return True  # an object over several lines
        window.take(":")
        sign = window.peek()
        envelope = sign == "{" and fold_name(key) in _ENVELOPES
        if envelope or (sign == "[" and _is_list(window, key)):
            return True
        window.value()
        if window.peek() == ",":
            window.take(",")
    return False


def _is_list(window: Window, key: str) -> bool:
    """Tell a list of articles that opens at the window's place."""
    inner = _SPACE.match(window.text, window.at + 1)
    behind = window.text[inner.end() :][:1] if inner else ""
    return fold_name(key) in _LISTS and behind in ("{", "]")


class _CutError(ValueError):
    """The text ended before the value did."""


@dataclass(slots=True)
class Window:
    """A part of a text that moves along it, and the line that it has come to."""

    stream: TextIO
    text: str = ""
    at: int = 0
    line: int = 1
    ended: bool = False
    broken: bool = False
    _counted: int = field(default=0, init=False)

    def more(self) -> bool:
        """Drop what was passed and read on; false at the end of the text."""
        self.here()
        rest = self.text[self.at :]
        # As much as there is, so that a long value is looked at only a few times.
        piece = "" if self.ended else self.stream.read(max(HEAD, len(rest)))
        self.ended = not piece
        self.broken = self.broken or "\ufffd" in piece
        self.text, self.at, self._counted = rest + piece, 0, 0
        return bool(piece)

    def here(self) -> int:
        """Return the line of the window's place."""
        self.line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self.line

    def peek(self) -> str:
        """Return the next character that is no white space, nothing at the end."""
        while True:
            space = _SPACE.match(self.text, self.at)
            self.at = space.end() if space else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, sign: str) -> None:
        """Pass ``sign``, which must come next."""
        found = self.peek()
        if found != sign:
            message = f"{sign!r} expected, {found!r} found" if found else "the file ends too early"
            raise ValueError(message)
        self.at += 1

    def value(self) -> Any:
        """Pass the next value and return it.

        Raises:
            ValueError: It is no JSON; the window stays before it.
        """
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error):
                    raise
            else:
                if end < len(self.text) or self.ended:
                    self.at = end
                    return found
            if not self.more() and self.at >= len(self.text):
                raise _CutError("the file ends too early")

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Tell an error that may come from the window's end only."""
        cut = error.msg.startswith("Unterminated") or error.pos >= len(self.text) - _NEARLY_ALL
        return cut and not self.ended and len(self.text) - self.at < MAX_LINE

    def skip_to(self, start: re.Pattern[str]) -> bool:
        """Pass everything up to the next match of ``start``; false where there is none."""
        self.at += 1
        while True:
            found = start.search(self.text, self.at)
            if found:
                self.at = found.start()
                return True
            # What the window's end cuts in two must be seen whole.
            self.at = max(self.at, len(self.text) - HEAD)
            if not self.more():
                return False


def read_documents(opened: Opened, job: Job) -> Iterator[Article]:
    """Yield an article for every element that can be read; say the others at the end."""
    text = io.TextIOWrapper(opened.stream, encoding=opened.encoding, errors="replace")
    window = Window(cast("TextIO", text))
    yield from read_objects(_Document(window, job).placed(), job)
    if window.broken:
        message = "broken characters in the file – shown as \ufffd"
        job.report.note(None, message, "save the file again as UTF-8 from where it came")


class _Document:
    """What stands in a JSON document, object by object."""

    def __init__(self, window: Window, job: Job) -> None:
        self._window = window
        self._job = job
        self._number = 0
        self._listed = False
        self._keys: set[str] = set()

    def placed(self) -> Iterator[Placed]:
        """Yield the objects of all values, one after the other."""
        while sign := self._window.peek():
            yield from self._kept_going(self._elements() if sign == "[" else self._object())

    def _kept_going(self, found: Iterator[Placed]) -> Iterator[Placed]:
        """Pass on what is found in a value; where it is broken, go to what may come next."""
        try:
            yield from found
        except (ValueError, RecursionError) as error:
            self._say_broken(error)
            self._resume(r"\n")

    def _say_broken(self, error: Exception) -> None:
        """Report what is neither array nor object; raise where nothing was read before it."""
        line, message = self._window.here(), f"not JSON ({_reason(error)})"
        remedy = "write it again as JSON"
        if not self._number:
            raise InputError(Problem(self._job.report.path, line, message, remedy)) from error
        self._job.report.skip(line, message, remedy)

    def _object(self) -> Iterator[Placed]:
        """Yield the articles listed in an object, or the object as an article."""
        line = self._window.here()
        own: Record = {}
        self._listed = False
        yield from self._walk(own)
        if own and not self._listed:
            self._number += 1
            self._keys.update(list(own)[:1])
            yield Placed(line, own, self._number)

    def _walk(self, own: Record) -> Iterator[Placed]:
        """Pass an object: yield what its lists of articles hold, put all else into ``own``."""
        window = self._window
        window.take("{")
        while window.peek() == '"':
            key = str(window.value())
            window.take(":")
            sign = window.peek()
            if sign == "[" and self._is_list(key):
                self._listed = True
                yield from self._elements()
            elif sign == "{" and fold_name(key) in _ENVELOPES:
                yield from self._envelope(key, own)
            else:
                own[key] = window.value()
            if window.peek() == ",":
                window.take(",")
        window.take("}")

    def _envelope(self, key: str, own: Record) -> Iterator[Placed]:
        inner: Record = {}
        yield from self._walk(inner)
        if not self._listed:
            own[key] = inner

    def _is_list(self, key: str) -> bool:
        if self._window.at + HEAD > len(self._window.text):
            self._window.more()
        return _is_list(self._window, key)

    def _elements(self) -> Iterator[Placed]:
        """Yield the objects of an array; skip what is no object, and what is no JSON."""
        window = self._window
        window.take("[")
        while (sign := window.peek()) not in ("]", ""):
            self._number += 1
            if sign == ",":
                window.take(",")
                self._number -= 1
                continue
            found = self._element()
            if found is not None:
                yield found
        if not sign:
            self._job.report.note(window.here(), "the list is never closed", "check its end")
            return
        window.take("]")

    def _element(self) -> Placed | None:
        window, report = self._window, self._job.report
        line, name = window.here(), f"element {self._number}"
        try:
            value = window.value()
        except (ValueError, RecursionError) as error:
            report.skip(line, f"{name}: not JSON ({_reason(error)})", "write it again as JSON")
            self._resume(",")
            return None
        if isinstance(value, dict):
            self._keys.update(list(value)[:1])
            return Placed(line, value, self._number)
        found = f"{name}: a JSON {kind(value)} where an object should be"
        report.skip(line, found, 'write {"headline": …, "lead": …}')
        return None

    def _resume(self, sign: str) -> None:
        """Go to where an object begins behind ``sign`` as those before it did, or this one."""
        window = self._window
        own = _FIRST_KEY.match(window.text, window.at)
        keys = {json.dumps(key, ensure_ascii=False) for key in self._keys}
        keys |= {own[1]} if own else set()
        names = "|".join(map(re.escape, sorted(keys))) if keys else '"'
        if not window.skip_to(re.compile(rf"{sign}\s*\{{\s*(?:{names})")):
            window.at = len(window.text)


def _reason(error: Exception) -> str:
    """Say why, without a place: it would be the window's."""
    return error.msg if isinstance(error, json.JSONDecodeError) else why_not(error)
