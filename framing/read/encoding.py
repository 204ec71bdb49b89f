"""From bytes to numbered lines: which encoding, where it breaks, and no line too long.

A file is UTF-8, with or without a byte order mark; UTF-16 or UTF-32 with a mark, or UTF-16
without one where every other byte is zero, as in Western text; else Windows-1252, which
holds all printable characters of Latin-1. That last step is a guess, so it is reported.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from framing.errors import InputError
from framing.read.problem import Problem, Reporter

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "HEAD",
    "MARKS",
    "MAX_LINE",
    "Opened",
    "Rejoined",
    "empty",
    "is_blank",
    "numbered_lines",
    "open_bytes",
    "refuse_binary",
    "refuse_empty",
]

HEAD = 1 << 16
"""Bytes looked at to tell encoding and format: some ten articles, one read of the disk."""

MAX_LINE = 1 << 24
"""Characters in a line, 16 Mi: a hundred novels in a row of a table. A longer line is no
article but a file without line ends, and to hold it would break the promise of flat memory."""

_PIECE = 1 << 16
"""Characters of an overlong line that are dropped at once."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark opens this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and the encoding that each says."""
_BINARY = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3", "an SQLite database"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\b\x1b\x1f\x01")) + b"\x7f"
"""Control characters that text does not have; the last two left out separate columns in dumps."""
_MOST_CONTROLS = 0.05
"""Share of control characters in text. Random bytes have a tenth, text with a few stray
bytes a hundredth or less."""
_UTF16_ZEROS = 0.7
"""Share of zero bytes in one half of UTF-16 without a mark. Western text has nearly all."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file, its encoding, and its first characters for telling the format."""

    stream: BinaryIO
    encoding: str
    head: str


class Rejoined(io.RawIOBase):
    """A stream with the bytes put back that were taken to look at: works for pipes too."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    @classmethod
    def of(cls, head: bytes, rest: BinaryIO) -> io.BufferedReader:
        """Return a stream of ``head`` and then ``rest``."""
        return io.BufferedReader(cls(head, rest), HEAD)

    def readable(self) -> bool:
        """Tell that it can be read, as ``io`` asks."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer``, from the head as long as there is some of it."""
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def refuse_binary(data: bytes, path: str) -> None:
    """Raise ``InputError`` for bytes that are no text, or none at all."""
    refuse_empty(data, path)
    if not data.startswith(tuple(mark for mark, _ in MARKS)):
        _refuse_known_binary(data, path)
        _refuse_controls(data[:HEAD], path)


def refuse_empty(data: bytes, path: str) -> None:
    """Raise ``InputError`` for bytes that hold nothing."""
    if is_blank(data):
        raise empty(path)


def is_blank(data: bytes) -> bool:
    """Tell bytes that hold nothing."""
    return not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")


def empty(path: str) -> InputError:
    """Return the error of a file that holds nothing."""
    return InputError(Problem(path, None, "the file is empty", "give a file with an article in it"))


def open_bytes(stream: BinaryIO, report: Reporter) -> Opened:
    """Look at the first bytes of ``stream`` and tell its encoding.

    Raises:
        InputError: If there is nothing in it, or nothing that is text.
    """
    head = stream.read(HEAD)
    encoding = _encoding(head, report)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    if len(head) < HEAD and not text.strip():
        raise empty(report.path)
    return Opened(Rejoined.of(head, stream), encoding, text)


def _encoding(head: bytes, report: Reporter) -> str:
    """Name the encoding: by mark, by zero bytes, by what decodes."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    _refuse_known_binary(head, report.path)
    wide = _utf16_without_mark(head)
    if wide:
        return wide
    _refuse_controls(head, report.path)
    if _is_utf8(head):
        return "utf-8"
    report.note(
        None,
        "not UTF-8: read as Windows-1252",
        "if letters look wrong, save the file as UTF-8",
    )
    return "cp1252"


def _utf16_without_mark(head: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes, which stand in every second place."""
    pairs = len(head) // 2
    if not pairs:
        return None
    first, second = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    letters = head[1::2] if first > second else head[0::2]
    if max(first, second) < _UTF16_ZEROS or _controls(letters) > _MOST_CONTROLS:
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _controls(data: bytes) -> float:
    """Return the share of control characters in ``data``."""
    return 1 - len(data.translate(None, _CONTROLS)) / len(data) if data else 0.0


_UNPACK = "unpack or export it first, as text, CSV or JSON Lines"


def _refuse_known_binary(head: bytes, path: str) -> None:
    """Raise ``InputError`` for bytes that begin like a format we know to be no text."""
    kind = next((name for magic, name in _BINARY if head.startswith(magic)), None)
    if kind is not None:
        raise InputError(Problem(path, None, f"binary, not text ({kind})", _UNPACK))


def _refuse_controls(head: bytes, path: str) -> None:
    """Raise ``InputError`` for bytes among which too many are no text."""
    if _controls(head) > _MOST_CONTROLS:
        raise InputError(Problem(path, None, "binary, not text", _UNPACK))


def _is_utf8(head: bytes) -> bool:
    """Tell UTF-8, be it with a few broken bytes, from an encoding of one byte a character."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    broken = sum("\udc80" <= c <= "\udcff" for c in text if c > "\x7f")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return broken == 0 or beyond_ascii - broken >= broken


def numbered_lines(
    opened: Opened, report: Reporter, *, first: int = 1, western: bool | None = None
) -> Iterator[tuple[int, str]]:
    """Yield the lines of ``opened``, line ends included, with their numbers from ``first``.

    ``western`` says whether broken bytes may be Windows-1252; it hangs on the head if not given.

    A line that is too long is reported and skipped without ever being held. Broken bytes
    become U+FFFD, stray zero bytes go, and both are reported by line.
    """
    errors = "surrogateescape" if opened.encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(opened.stream, encoding=opened.encoding, errors=errors, newline="")
    mender = _Mender(report, western=opened.head.isascii() if western is None else western)
    for number, line in enumerate(iter(partial(text.readline, MAX_LINE), ""), first):
        if len(line) >= MAX_LINE and line[-1] not in "\r\n":
            _skip_rest(text)
            report.skip(number, f"line longer than {MAX_LINE:,} characters", "break it into lines")
        elif line.isascii() and "\0" not in line:
            yield number, line
        else:
            yield number, mender.mend(number, line)


def _skip_rest(text: io.TextIOWrapper) -> None:
    """Drop the rest of an overlong line, a piece at a time."""
    for piece in iter(partial(text.readline, _PIECE), ""):
        if piece[-1] in "\r\n":
            return


@dataclass(slots=True)
class _Mender:
    """Mends lines that are not clean text.

    ``western`` stays true while no letter beyond ASCII was read as good UTF-8: broken bytes
    are then taken for Windows-1252, and that is said once; afterwards for damage.
    """

    report: Reporter
    western: bool
    told: bool = False

    def mend(self, number: int, line: str) -> str:
        if "\0" in line:
            self.report.note(number, "zero bytes in the line – left out", "remove them")
            line = line.replace("\0", "")
        try:
            line.encode()
        except UnicodeEncodeError:
            return self._decode(number, line)
        if "\ufffd" in line:
            self._say_damaged(number)
        self.western = self.western and line.isascii()
        return line

    def _decode(self, number: int, line: str) -> str:
        raw = line.encode("utf-8", "surrogateescape")
        if not self.western:
            self._say_damaged(number)
            return raw.decode("utf-8", "replace")
        if not self.told:
            message = "not UTF-8 from this line on: read as Windows-1252"
            self.report.note(number, message, "if letters look wrong, save the file as UTF-8")
            self.told = True
        return raw.decode("cp1252", "replace")

    def _say_damaged(self, number: int) -> None:
        message = "broken characters in the line – shown as \ufffd"
        self.report.note(number, message, "save the file again as UTF-8 from where it came")
