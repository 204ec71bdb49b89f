"""What is fuzzed: bytes in; an exception out, but for those this package raises on purpose.

Every reader of ``framing.read.FORMATS`` is a target by itself, as soon as it is in that table.
To give it seeds, put a file or two in ``corpus/<its name>/``.
"""

from __future__ import annotations

import bz2
import gzip
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from framing.article import Article
from framing.errors import FramingError
from framing.fold import fold
from framing.model import load_model
from framing.predict import predict_by_reference
from framing.read import FORMATS, Problem, read
from framing.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from framing.model import Model

__all__ = ["TARGETS", "LostRowError", "seeds"]

CORPUS = Path(__file__).parent / "corpus"


@lru_cache(maxsize=1)
def _place() -> Path:
    """A folder in memory, where there is one: a million files are written there."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, with a name of our own
    where = memory if os.access(memory, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="framing-fuzz-", dir=where))


def _read(data: bytes, name: str, format_: str | None) -> list[Article]:
    """Read bytes as a file; hold what comes to what ``Article`` promises."""
    path = _place() / name
    path.write_bytes(data)
    problems: list[Problem] = []
    try:
        articles = list(read(path, format=format_, on_problem=problems.append))
    except FramingError as error:
        _check_message(str(error))
        return []
    for article in articles:
        _check_article(article)
    for problem in problems:
        _check_message(str(problem))
    return articles


def _check_message(message: str) -> None:
    assert "\n" not in message  # one line of a log each


def _check_article(article: Article) -> None:
    assert isinstance(article, Article)
    assert article.id
    assert article.source
    texts = [article.id, article.source, article.headline, article.lead, article.url]
    for text in [*texts, article.published, *article.extra, *article.extra.values()]:
        assert text is None or isinstance(text, str)
        if text:
            text.encode()  # no half of a character: every writer can take it


def _reader(format_: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        _read(data, f"input.{format_}", format_)

    return target


def _told_by_content(data: bytes) -> None:
    _read(data, "input", None)


def _packed(data: bytes) -> None:
    """The first byte says how the rest is packed, and where it is damaged."""
    kind, rest = data[:1] or b"\0", data[1:]
    packers = (gzip.compress, bz2.compress, _zstd, bytes)
    packed = bytearray(packers[kind[0] % len(packers)](rest))
    if packed and kind[0] >= 128:
        packed[(kind[0] * 7919) % len(packed)] ^= kind[0]
    _read(bytes(packed), "input.csv.gz", None)


def _zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, "zstd", asbytes=True))


def _texts(data: bytes) -> list[str]:
    """Texts as a caller may pass them: halves of characters and zero bytes among them."""
    return data.decode("utf-8", "surrogatepass" if data[:1] < b"\x80" else "replace").split("\0")


def _any_texts(data: bytes) -> list[str]:
    try:
        return _texts(data)
    except UnicodeDecodeError:
        return data.decode("latin-1").split("\0")


def _tokenise(data: bytes) -> None:
    texts = [fold(text).text for text in _any_texts(data)]
    tokens = tokenise(texts)
    for text, start, end in zip(tokens.text, tokens.start, tokens.end, strict=True):
        assert 0 <= start <= end <= len(texts[text])
    assert (np.diff(tokens.text) >= 0).all()


@lru_cache(maxsize=1)
def _model() -> Model:
    return load_model()


def _score(data: bytes) -> None:
    """Score by both paths: the same to the last bit, and every number in its range."""
    texts = _any_texts(data)
    heads, leads = texts[::2], texts[1::2]
    leads += [""] * (len(heads) - len(leads))
    slow = predict_by_reference(heads, leads, _model())
    _check_scores(slow.share, slow.low, slow.high)
    if any("\ud800" <= c <= "\udfff" for text in texts for c in text):
        return  # Arrow holds no halves of characters
    fast = _fast(heads, leads)
    assert np.array_equal(slow.share, fast)


def _fast(heads: Sequence[str], leads: Sequence[str]) -> np.ndarray:
    from framing.kernel.engine import engine
    from framing.kernel.texts import Texts

    sides = (Texts.of_arrow(pa.array(texts, pa.string())) for texts in (heads, leads))
    return engine(_model()).predict(*sides).share


def _check_scores(share: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    assert np.isfinite(share).all()
    assert ((share >= 0) & (share <= 1)).all()
    within = share[:, : low.shape[1]]
    assert ((low >= 0) & (low <= within) & (within <= high) & (high <= 1)).all()


class LostRowError(AssertionError):
    """A bad row cost good ones."""


_GOOD_ROWS = 100
_LONGEST_ROW = 200
"""Bytes of a bad row: beside the good ones few enough that the file stays text."""

_ROWS: dict[str, tuple[str, str]] = {
    "csv": ("headline,lead\n", "Harbour bridge reopens for the {}th time,It was closed.\n"),
    "jsonl": ("", '{{"headline": "Harbour bridge reopens for the {}th time", "lead": "Shut."}}\n'),
}
"""The header of a table, and a good row."""


def _rows(format_: str) -> Callable[[bytes], None]:
    """Put the bytes as one row among good ones, all of which must come back."""
    header, good = _ROWS[format_]
    rows = [good.format(number).encode() for number in range(_GOOD_ROWS)]
    wanted = {f"Harbour bridge reopens for the {number}th time" for number in range(_GOOD_ROWS)}

    def target(data: bytes) -> None:
        bad = data[:_LONGEST_ROW].replace(b"\n", b"").replace(b"\r", b"")
        at = 1 + len(data) % (_GOOD_ROWS - 1)
        whole = header.encode() + b"".join([*rows[:at], bad + b"\n", *rows[at:]])
        found = {article.headline for article in _read(whole, f"rows.{format_}", format_)}
        lost = len(wanted - found)
        if lost:
            raise LostRowError(f"{lost} good rows lost")

    return target


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"read {name}": _reader(name) for name in FORMATS},
    **{f"rows {name}": _rows(name) for name in _ROWS},
    "read anything": _told_by_content,
    "read packed": _packed,
    "tokenise": _tokenise,
    "score": _score,
}
"""Every target by name."""


def seeds(target: str) -> list[bytes]:
    """Return the seeds of a target: those of its format; for the others, all of text."""
    own = CORPUS / target.rpartition(" ")[2]
    kinds = [own] if own.is_dir() else sorted(CORPUS.iterdir())
    if target in ("tokenise", "score"):
        kinds = [CORPUS / "words"]
    found = [path.read_bytes() for kind in kinds for path in sorted(kind.iterdir())]
    return found or [b"headline\n"]
