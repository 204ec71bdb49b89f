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
from pyarrow import feather, parquet

from framing.read.compound import COMPOUND

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


def twice(name: str, *values: str) -> bytes:
    """Parquet of columns that all have one name."""
    sink = io.BytesIO()
    parquet.write_table(pa.table([[value] for value in values], [name] * len(values)), sink)
    return sink.getvalue()


def zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data, asbytes=True)


def arrow(**values: list) -> bytes:
    """An Arrow file, its texts as they are, so that they can be damaged by place."""
    sink = io.BytesIO()
    feather.write_feather(pa.table(values), sink, compression="uncompressed")
    return sink.getvalue()


def record(body: bytes, status: str = "200 OK") -> bytes:
    """A record of WARC that answers with a page."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://ostrel.example/1\r\n"
        "WARC-Date: 2024-05-01T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def feed(entries: str, before: str = "") -> bytes:
    head = f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>Ostrel Post</title>'
    return f"{head}{entries}</channel></rss>".encode()


def _without_headlines(folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["kop", "n"])
    book.active.append(["Ferries", 1])
    book.save(folder / "a.xlsx")


def _workbook_cut_off(folder: Path) -> None:
    _without_headlines(folder)
    whole = (folder / "a.xlsx").read_bytes()
    (folder / "a.xlsx").write_bytes(cut(whole))


def _workbook_of_far_corners(folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["headline"])
    book.active.append([OBJECT["headline"]])
    far = book.create_sheet("Far")
    far["A1"] = far["XFD1048576"] = "a corner"
    book.save(folder / "a.xlsx")


def _linked(folder: Path) -> None:
    (folder / "news").mkdir()
    (folder / "news" / "a.csv").write_bytes(table())
    (folder / "outside.csv").write_bytes(table())
    (folder / "news" / "b.csv").symlink_to(folder / "outside.csv")


def _emptied(folder: Path) -> None:
    (folder / "news").mkdir()


OBJECT = {"headline": "Ferries stop again today", "lead": LEAD}
PAGE = (
    "<html><head><title>Ferries stop again today</title></head><body><article>"
    f"<p>{LEAD} Talks had failed on Sunday night.</p></article></body></html>"
)
MENU = "<html><body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav></body></html>"
ITEM = f"<item><title>Ferries stop again today</title><description>{LEAD}</description></item>"
BILLION = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ARCHIVE = record(PAGE.encode())
ARROW = arrow(headline=[OBJECT["headline"]], lead=[LEAD])
PARQUET = columns(headline=[OBJECT["headline"]], lead=[LEAD])
PARQUET_OF_NONE = columns(headline=pa.array([], pa.string()))

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
    Case(
        "CSV: two columns of one name, told apart by the caller",
        {"a.csv": b"headline,headline,title\nRates rise,x,Rain falls\n"},
        "a.csv --headline-column title",
    ),
    Case(
        "CSV: two columns of one name that is carried",
        {"a.csv": b"headline,desk,desk\nRates rise,home,away\n"},
        "a.csv",
    ),
    Case("CSV: two ways to write one name", {"a.csv": b"Title,title\nRates rise,x\n"}, "a.csv"),
    Case(
        "Parquet: two columns of one name",
        {"a.parquet": twice("headline", "Rates rise", "x")},
        "a.parquet",
    ),
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
    Case("Parquet: empty", {"a.parquet": b""}, "a.parquet --format parquet"),
    Case("Parquet: no row", {"a.parquet": PARQUET_OF_NONE}, "a.parquet"),
    Case("Parquet: from a pipe", {}, "-", PARQUET),
    Case("Parquet: named .csv", {"a.csv": PARQUET}, "a.csv"),
    Case("Arrow: empty", {"a.arrow": b""}, "a.arrow --format arrow"),
    Case("Arrow: cut off", {"a.arrow": ARROW[:-40]}, "a.arrow"),
    Case(
        "Arrow: an offset that leads out of the data",
        {"a.arrow": ARROW.replace(len(LEAD).to_bytes(4, "little"), b"\xff\xff\xff\x7f")},
        "a.arrow",
    ),
    Case(
        "JSON array: cut off",
        {"a.json": json.dumps([OBJECT, OBJECT], indent=1).encode()[:-20]},
        "a.json",
    ),
    Case("JSON array: no element", {"a.json": b"[]"}, "a.json"),
    Case("JSON array: no element is any", {"a.json": b"[1, 2]"}, "a.json"),
    Case("JSON Lines: blank lines only", {"a.jsonl": b"\n \n"}, "a.jsonl"),
    Case("lines: empty", {"a.txt": b""}, "a.txt --lines"),
    Case(
        "lines: blank ones between",
        {"a.txt": b"Ferries stop again today\n\n \t\nRates rise by a quarter point\n"},
        "a.txt --lines",
    ),
    Case("HTML: empty", {"a.html": b"\n"}, "a.html"),
    Case("HTML: an empty page", {"a.html": b"<html></html>"}, "a.html"),
    Case("HTML: a menu and no article", {"a.html": MENU.encode()}, "a.html"),
    Case(
        "HTML: declares a wrong encoding",
        {
            "a.html": PAGE.replace("<head>", "<head><meta charset='utf-8'>")
            .replace("Ferries", "Caf\xe9s")
            .encode("cp1252")
        },
        "a.html",
    ),
    Case(
        "HTML: nested twenty thousand deep",
        {"a.html": b"<html><body>" + b"<div>" * 20_000 + LEAD.encode()},
        "a.html",
    ),
    Case("feed: broken XML", {"a.xml": feed(ITEM + "<item><title>Rates & <b")}, "a.xml"),
    Case(
        "feed: entities that grow",
        {"a.xml": feed(ITEM.replace("again", "&b;"), BILLION)},
        "a.xml",
    ),
    Case(
        "feed: an entity that names a file",
        {"a.xml": feed(ITEM.replace("again", "&a;"), OUTSIDE)},
        "a.xml",
    ),
    Case("feed: empty", {"a.xml": b""}, "a.xml"),
    Case("feed: no entry", {"a.xml": feed("")}, "a.xml"),
    Case("feed: XML that is none", {"a.xml": b"<?xml version='1.0'?><menu/>"}, "a.xml"),
    Case(
        "WARC: packed and cut off",
        {"a.warc.gz": gzip.compress(ARCHIVE, mtime=0) + cut(gzip.compress(ARCHIVE, mtime=0))},
        "a.warc.gz",
    ),
    Case(
        "WARC: a damaged record",
        {"a.warc": ARCHIVE + ARCHIVE.replace(b"WARC/1.0", b"WARX/1.0") + ARCHIVE},
        "a.warc",
    ),
    Case(
        "WARC: an answer that is no page",
        {"a.warc": record(MENU.encode(), "404 Not Found")},
        "a.warc",
    ),
    Case("WARC: empty", {"a.warc": b""}, "a.warc"),
    Case("WARC: empty, packed", {"a.warc.gz": gzip.compress(b"", mtime=0)}, "a.warc.gz"),
    Case("WARC: three bytes", {"a.warc": b"WAR"}, "a.warc"),
    Case("WARC: packed as a whole and cut off", {"a.warc.zst": zstd(ARCHIVE)[:-9]}, "a.warc.zst"),
    Case("Excel: empty", {"a.xlsx": b""}, "a.xlsx --format excel"),
    Case("Excel: no column of headlines or leads", _without_headlines, "a.xlsx"),
    Case("Excel: cut off", _workbook_cut_off, "a.xlsx"),
    Case("Excel: a sheet of half a terabyte", _workbook_of_far_corners, "a.xlsx"),
    Case("Excel: an old workbook of chance", {"a.xls": COMPOUND + bytes(range(256)) * 4}, "a.xls"),
    Case("Excel: another file of that name", {"a.xlsx": b"PK\x03\x04" + bytes(99)}, "a.xlsx"),
    Case(
        "gzip: a bomb",
        lambda folder: (folder / "a.csv.gz").write_bytes(
            gzip.compress(GOOD.encode() + b"x" * (80 << 20), mtime=0)
        ),
        "a.csv.gz",
    ),
    Case("gzip: cut off", {"a.csv.gz": cut(gzip.compress(many(), mtime=0))}, "a.csv.gz"),
    Case("gzip: cut off, from a pipe", {}, "-", cut(gzip.compress(many(), mtime=0))),
    Case("gzip: nothing in it", {"a.csv.gz": gzip.compress(b"", mtime=0)}, "a.csv.gz"),
    Case(
        "gzip: a wrong sum",
        {"a.csv.gz": gzip.compress(many(), mtime=0)[:-8] + b"12345678"},
        "a.csv.gz",
    ),
    Case("gzip: a file of that name that is none", {"a.csv.gz": table()}, "a.csv.gz"),
    Case("zstd: cut off", {"a.csv.zst": cut(zstd(many()))}, "a.csv.zst"),
    Case("bzip2: cut off", {"a.csv.bz2": cut(bz2.compress(many(), 1))}, "a.csv.bz2"),
    Case("bzip2: damaged", {"a.csv.bz2": bz2.compress(many())[:-5] + b"12345"}, "a.csv.bz2"),
    Case("text: empty", {"a.txt": b""}, "a.txt"),
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
