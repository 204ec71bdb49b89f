"""Inputs made of seeds: bytes changed, cut, doubled, spliced, and what is known to hurt put in.

The same seed of the generator gives the same inputs on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

__all__ = ["HURTFUL", "mutated"]

HURTFUL: tuple[bytes, ...] = tuple(
    text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for text in (
        "", "\0", "\n", "\r", "\r\n", "\t", '"', '""', "'", ",", ";", "|", "\\", "{", "}", "[", "]",
        ":", "<", ">", "&", "&amp;", "&#0;", "&#x110000;", "&nbsp;", "\x1b[31m", "\x1b]0;t\x07",
        "\u202e", "\u200d", "\ufeff", "\ufffd", "\u0130", "\u1e9e", "\ud800", "\U0001f468\u200d",
        "a\u0301\u0301\u0301", "\u0085", "\u2028", "=1+1", "@SUM(A1)", "-2+3", "+4", "null", "NaN",
        "-0", "1e999", "9" * 400, "true", '{"headline": ', '"lead": null', "headline,lead",
        "2024-13-45", "0000-00-00", "http://", "http://[", "mailto:x", "| The Daily", " - ", "...",
        "“", "”", "‘", "’", "–", "!!!", "???", "A" * 300, " " * 300, "\n" * 50, "'" * 50,
        '"' * 51, "{" * 200, "[" * 200, "<" * 200, "&" * 200, "- " * 100, ". " * 100, "a'" * 100,
        b"\xff", b"\xfe", b"\xff\xfe", b"\xfe\xff", b"\xc0\x80", b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x80", b"\x80", b"PAR1", b"\x1f\x8b", b"BZh9", b"PK\x03\x04", b"\x28\xb5\x2f\xfd",
        b"%PDF", b"\x00\x00\xfe\xff", b"<!DOCTYPE", b"<html>", b"<script>", b"<?xml ", b"]]>",
    )
)  # fmt: skip
"""Pieces that have broken programs before, ours among them."""

MOST = 4096
"""Bytes of an input: enough for some rows, few enough for a million inputs."""

_MOST_CHANGES = 6


def mutated(draw: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Return a seed with one to six changes, or a few bytes of nothing but chance."""
    if draw.random() < 0.05:
        return draw.randbytes(draw.randrange(64))
    data = draw.choice(seeds)
    for _ in range(draw.randint(1, _MOST_CHANGES)):
        data = draw.choice(_CHANGES)(draw, data, seeds)[:MOST]
    return data


Change = "Callable[[random.Random, bytes, Sequence[bytes]], bytes]"


def _place(draw: random.Random, data: bytes) -> int:
    return draw.randint(0, len(data))


def _flip(draw: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = draw.randrange(len(data))
    return data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]


def _hurt(draw: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(draw, data)
    return data[:at] + draw.choice(HURTFUL) + data[at:]


def _cut(draw: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = sorted((_place(draw, data), _place(draw, data)))
    return data[:start] + data[end:] if draw.random() < 0.5 else data[:end]


def _double(draw: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = sorted((_place(draw, data), _place(draw, data)))
    return data[:end] + data[start:end] * draw.choice((1, 1, 2, 9)) + data[end:]


def _splice(draw: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = draw.choice(seeds)
    return data[: _place(draw, data)] + other[_place(draw, other) :]


def _shuffle(draw: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines)


def _recode(draw: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    encoding = draw.choice(("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


_OFTEN = (_flip, _flip, _hurt, _hurt, _hurt, _cut, _cut)
_CHANGES = (*_OFTEN, _double, _splice, _shuffle, _recode)
