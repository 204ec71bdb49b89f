"""The broken inputs: a name, the files that are made for it, and the arguments of the command.

A case is added by a line; files are made from a mapping of names to bytes, or by a function
of the folder where bytes do not say it all.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from pyarrow import parquet

Maker = Mapping[str, bytes] | Callable[[Path], None]


class Case(NamedTuple):
    """One broken input: ``framing score`` is run with ``arguments`` among the files made."""

    name: str
    make: Maker
    arguments: str
    stdin: bytes = b""


LEAD = "The ferry crews of the islands walked out on Monday."
GOOD = f"headline,lead\nFerries stop again today,{LEAD}\n"
TEXT = f"Ferries stop again today\n\n{LEAD} Talks had failed on Sunday night.\n"
MORE = "Rates rise by a quarter point,\n"


def table(*rows: str, head: str = GOOD, encoding: str = "utf-8") -> bytes:
    return (head + "".join(f"{row}\n" for row in rows)).encode(encoding, "surrogateescape")


def lines(*rows: object) -> bytes:
    """JSON Lines of objects; texts stand as they are."""
    texts = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return "".join(f"{text}\n" for text in texts).encode()


def many(count: int = 3_000) -> bytes:
    """A table of several blocks, few enough rows that nothing is compiled for it."""
    return table(*(f"Rates rise by {n * n} points{' ' * 500}," for n in range(count)))


def cut(data: bytes) -> bytes:
    return data[: len(data) * 9 // 10]


def columns(**values: list) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(pa.table(values), sink)
    return sink.getvalue()


def zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data, asbytes=True)


def _linked(folder: Path) -> None:
    (folder / "news").mkdir()
    (folder / "news" / "a.csv").write_bytes(table())
    (folder / "outside.csv").write_bytes(table())
    (folder / "news" / "b.csv").symlink_to(folder / "outside.csv")


def _emptied(folder: Path) -> None:
    (folder / "news").mkdir()


OBJECT = {"headline": "Ferries stop again today", "lead": LEAD}
PARQUET = columns(headline=[OBJECT["headline"]], lead=[LEAD])

CASES = [
    Case("CSV: empty", {"a.csv": b""}, "a.csv"),
    Case("CSV: a header and no row", {"a.csv": b"headline,lead\n"}, "a.csv"),
    Case("CSV: no column of headlines or leads", {"a.csv": b"kop,n\nFerries,1\n"}, "a.csv"),
    Case("CSV: a column named that is not there", {"a.csv": table()}, "a.csv --lead-column dek"),
    Case("CSV: too many fields in a row", {"a.csv": table("One, two, three", MORE[:-1])}, "a.csv"),
    Case("CSV: too few fields in a row", {"a.csv": table("Rates rise again")}, "a.csv"),
    Case(
        "CSV: a quotation mark never closed",
        {"a.csv": table('"Rates rise by a quarter,', MORE[:-1])},
        "a.csv",
    ),
    Case(
        "CSV: quotation marks within a bare field",
        {"a.csv": table('Mayor says "never" again,')},
        "a.csv",
    ),
    Case("CSV: a zero byte in a headline", {"a.csv": table("Rates ri\0se again,")}, "a.csv"),
    Case(
        "CSV: Windows-1252",
        {"a.csv": table("Café owners protest – again,", encoding="cp1252")},
        "a.csv",
    ),
    Case(
        "CSV: UTF-8 with a broken byte",
        {"a.csv": table("Café opens today,", "Caf\udce9 shuts today,")},
        "a.csv",
    ),
    Case("CSV: UTF-16 without a mark", {"a.csv": table(MORE[:-1], encoding="utf-16-le")}, "a.csv"),
    Case(
        "CSV: once read in a wrong encoding",
        {"a.csv": table("CafÃ© owners saidÂ: â€œNoâ€\x9d today,")},
        "a.csv",
    ),
    Case("CSV: line ends of old Macs", {"a.csv": GOOD.replace("\n", "\r").encode()}, "a.csv"),
    Case(
        "CSV: a line of 17 million characters",
        lambda folder: (folder / "a.csv").write_bytes(table("x" * 17_000_000, MORE[:-1])),
        "a.csv",
    ),
    Case("CSV: two columns of one name", {"a.csv": b"headline,headline\nRates rise,x\n"}, "a.csv"),
    Case("CSV: headlines that say NaN", {"a.csv": table("NaN,", "null,")}, "a.csv"),
    Case(
        "CSV: leads that are none",
        {"a.csv": table("Rates rise today,By Ada Poe", "Rain falls,Accept all cookies")},
        "a.csv",
    ),
    Case("TSV: blanks where tabs should be", {"a.tsv": b"headline lead\nRates rise\n"}, "a.tsv"),
    Case("JSON Lines: a line that is no JSON", {"a.jsonl": lines(OBJECT, "{no")}, "a.jsonl"),
    Case(
        "JSON Lines: cut off in its last line",
        {"a.jsonl": lines(OBJECT, OBJECT)[:-20]},
        "a.jsonl",
    ),
    Case(
        "JSON Lines: a headline that is a number",
        {"a.jsonl": lines({"headline": 7}, OBJECT)},
        "a.jsonl",
    ),
    Case("JSON Lines: a list among objects", {"a.jsonl": lines(OBJECT, [1])}, "a.jsonl"),
    Case(
        "JSON Lines: nested ten thousand deep",
        {"a.jsonl": lines(OBJECT, '{"a":' * 10_000)},
        "a.jsonl",
    ),
    Case(
        "JSON Lines: half a surrogate pair",
        {"a.jsonl": lines({"headline": "Rates rise \ud83d today"})},
        "a.jsonl",
    ),
    Case("JSON Lines: an object without either", {"a.jsonl": lines(OBJECT, {"n": 1})}, "a.jsonl"),
    Case("JSON Lines: no row is any", {"a.jsonl": lines("no", "no")}, "a.jsonl"),
    Case("Parquet: cut off", {"a.parquet": PARQUET[:-100]}, "a.parquet"),
    Case("Parquet: headlines are numbers", {"a.parquet": columns(headline=[1, 2])}, "a.parquet"),
    Case("Parquet: from a pipe", {}, "-", PARQUET),
    Case("Parquet: named .csv", {"a.csv": PARQUET}, "a.csv"),
    Case("gzip: cut off", {"a.csv.gz": cut(gzip.compress(many(), mtime=0))}, "a.csv.gz"),
    Case("gzip: a file of that name that is none", {"a.csv.gz": table()}, "a.csv.gz"),
    Case("zstd: cut off", {"a.csv.zst": cut(zstd(many()))}, "a.csv.zst"),
    Case("bzip2: damaged", {"a.csv.bz2": bz2.compress(many())[:-5] + b"12345"}, "a.csv.bz2"),
    Case("text: a picture of that name", {"a.txt": b"\x89PNG\r\n\x1a\n" + bytes(99)}, "a.txt"),
    Case("text: a menu and no article", {"a.txt": b"Home\nNews\nSport\nLog in\n"}, "a.txt"),
    Case("text: longer than a million characters", {"a.txt": (TEXT * 12_000).encode()}, "a.txt"),
    Case("PDF", {"a.pdf": b"%PDF-1.7 ..."}, "a.pdf"),
    Case("folder: empty", _emptied, "news"),
    Case("folder: one bad file among good", {"n/a.csv": table(), "n/b.pdf": b"%PDF-"}, "n"),
    Case("folder: a link that leaves it", _linked, "news"),
    Case("standard input: empty", {}, "-"),
    Case("standard input: no table, no text", {}, "-", b"\x89PNG\r\n\x1a\n" + bytes(99)),
    Case("a path that is not there", {}, "a.csv"),
    Case("one of two paths is not there", {"a.csv": table()}, "a.csv b.csv"),
]
