"""WARC: pages in archives as warcio writes them, and records that are damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import sys

import pytest

from framing.errors import InputError
from framing.read import archive as archives
from framing.read import read

pytest.importorskip("trafilatura")
pytest.importorskip("fastwarc")
writer = pytest.importorskip("warcio.warcwriter")
headers = pytest.importorskip("warcio.statusandheaders")

LEAD = (
    "The ferry crews of the northern islands walked out on Monday morning, and left some 4,000 "
    "passengers on the quays of Ostrel, the port authority said."
)


def html(title):
    body = f"<body><h1>{title}</h1><p>{LEAD}</p></body>"
    return f"<html><head><title>{title}</title></head>{body}</html>"


class InMemory(writer.WARCWriter):
    """warcio's writer, without the temporary files that it never closes."""

    def _create_temp_file(self):
        return io.BytesIO()


class Archive:
    """An archive under way, and where its records begin."""

    def __init__(self, *, packed):
        self.out = io.BytesIO()
        self.writer = InMemory(self.out, gzip=packed)
        self.places = []

    def add(
        self, content, url="https://ostrel.example/a", status="200 OK", kind="response", **fields
    ):
        content = content.encode() if isinstance(content, str) else content
        fields = {"Content-Type": "text/html; charset=utf-8", **fields}
        http = headers.StatusAndHeaders(
            status,
            [(name.replace("_", "-"), value) for name, value in fields.items()],
            protocol="HTTP/1.1",
        )
        self.places.append(self.out.tell())
        self.writer.write_record(
            self.writer.create_warc_record(
                url, kind, payload=io.BytesIO(content), http_headers=http
            )
        )
        return self

    @property
    def raw(self):
        return self.out.getvalue()


def five(packed):
    archive = Archive(packed=packed)
    for number in range(5):
        archive.add(html(f"Ferries stop for day {number}"), f"https://ostrel.example/{number}")
    return archive


@pytest.fixture
def reads(tmp_path):
    """Write an archive and read it: headlines, and the messages of problems."""

    def run(raw, name="a.warc.gz", **options):
        path = tmp_path / name
        path.write_bytes(raw)
        problems = []
        articles = list(read(path, on_problem=problems.append, **options))
        return articles, [problem.message for problem in problems]

    return run


def days(articles):
    return [int(article.headline[-1]) for article in articles]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a"])
def test_pages_and_nothing_else(reads, packed, name):
    archive = Archive(packed=packed)
    archive.add("GET / HTTP/1.1", kind="request")
    archive.add(html("Ferries stop again"), "https://www.ostrel.example/1")
    archive.add(html("Moved"), status="301 Moved Permanently")
    archive.add(html("Gone"), status="404 Not Found")
    archive.add(b"\x89PNG", **{"Content-Type": "image/png"})
    archive.add('{"title": "A"}', **{"Content-Type": "application/json"})
    (article,), problems = reads(archive.raw, name)
    assert (article.headline, article.lead) == ("Ferries stop again", LEAD)
    assert (article.url, article.source) == ("https://www.ostrel.example/1", "ostrel.example")
    assert article.id.startswith("urn:uuid:")
    assert problems == []


def test_the_charset_of_http(reads):
    archive = Archive(packed=True)
    content = html("Fähren stehen").encode("iso-8859-2")
    archive.add(content, **{"Content-Type": "text/html; charset=ISO-8859-2"})
    (article,), problems = reads(archive.raw)
    assert (article.headline, problems) == ("Fähren stehen", [])


def test_what_the_server_packed(reads):
    archive = Archive(packed=True)
    archive.add(gzip.compress(html("Ferries stop").encode()), **{"Content-Encoding": "gzip"})
    text = html("Rates rise").encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text)
    archive.add(chunked, **{"Transfer-Encoding": "chunked"})
    articles, problems = reads(archive.raw)
    assert [a.headline for a in articles] == ["Ferries stop", "Rates rise"]
    assert problems == []


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("at", [0, 1, 4])
def test_a_damaged_record_costs_itself_only(reads, packed, at):
    archive = five(packed)
    raw = bytearray(archive.raw)
    begin = archive.places[at] + (60 if packed else 0)
    raw[begin : begin + 8] = b"\xee" * 8
    if at == 0 and not packed:
        raw[:8] = b"WARC/1.x"
    articles, problems = reads(bytes(raw))
    assert days(articles) == [n for n in range(5) if n != at]
    # Where the damage hides the record's start, it is named by the record before it.
    named = {archive.places[at], archive.places[max(at - 1, 0)]}
    assert any(f"byte {place:,} " in problems[0] for place in named)
    assert "damaged" in problems[0]
    assert problems[-1] == "1 of 5 records skipped"


@pytest.mark.parametrize("packed", [True, False])
def test_a_length_that_is_too_short_costs_itself_only(reads, packed):
    archive = five(packed=False)
    raw = archive.raw.replace(b"Content-Length: ", b"Content-Length: 1\r\nX-Was: ", 2)
    articles, problems = reads(gzip.compress(raw) if packed else raw)
    assert days(articles)[-3:] == [2, 3, 4] or packed
    assert any("damaged" in message for message in problems)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("cut", [10, 60, 250])
def test_an_archive_that_is_cut_off(reads, packed, cut):
    archive = five(packed)
    articles, problems = reads(archive.raw[:-cut])
    assert days(articles)[:4] == [0, 1, 2, 3]
    if cut > 10:
        assert len(articles) == 4
        assert "cut off" in problems[0]


def test_a_pipe_and_other_packing(reads, monkeypatch):
    archive = five(packed=False)
    assert days(reads(bz2.compress(archive.raw), "a.warc.bz2")[0]) == [0, 1, 2, 3, 4]

    class Pipe:
        buffer = io.BytesIO(gzip.compress(archive.raw))

    Pipe.buffer.seekable = lambda: False
    monkeypatch.setattr(sys, "stdin", Pipe)
    assert days(read("-")) == [0, 1, 2, 3, 4]


def test_a_damaged_record_in_a_pipe_ends_the_reading(reads):
    archive = five(packed=False)
    raw = bytearray(archive.raw)
    raw[archive.places[2] : archive.places[2] + 8] = b"\xee" * 8
    articles, problems = reads(bz2.compress(bytes(raw)), "a.warc.bz2")
    assert days(articles) == [0, 1]
    assert f"behind the one at byte {archive.places[1]:,}" in problems[0]


def test_no_page_at_all(reads):
    assert reads(Archive(packed=True).add("x", kind="request").raw) == (
        [],
        ["no HTML page with status 200 in the archive"],
    )


def test_a_page_that_breaks_the_parser_costs_itself_only(reads, monkeypatch):
    import trafilatura

    whole = trafilatura.load_html

    def breaks(text):
        if "day 2" in text:
            raise RecursionError("too deep")
        return whole(text)

    monkeypatch.setattr(trafilatura, "load_html", breaks)
    archive = five(packed=True)
    articles, problems = reads(archive.raw)
    assert days(articles) == [0, 1, 3, 4]
    assert problems[0].startswith(f"record at byte {archive.places[2]:,}: page cannot be parsed")


@pytest.mark.parametrize("packed", [True, False])
def test_records_are_found_wherever_pieces_end(packed, monkeypatch):
    archive = five(packed)
    stream, magic = io.BytesIO(archive.raw), b"\x1f\x8b" if packed else None
    for piece in (1 << 20, 97, 31):
        monkeypatch.setattr(archives, "_PIECE", piece)
        found, place = [], archives.next_record(stream, 1, magic)
        while place is not None:
            found.append(place)
            place = archives.next_record(stream, place + 1, magic)
        assert found == archive.places[1:]


def test_without_fastwarc(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(five(packed=True).raw)
    with pytest.raises(
        InputError, match=r"a.warc.gz: a web archive .*fastwarc.*headline-framing\[web\]"
    ):
        list(read(path))
