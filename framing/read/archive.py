"""WARC, as Common Crawl's news archive and wget write it: its pages, a record at a time.

Only answers with status 200 that are HTML are pages; requests, redirects, pictures and the
rest are passed over. A record that is damaged is named by its place and costs no other: the
search for the next one begins behind it, which needs a file and cannot be done in a pipe.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from framing.read.extras import needed
from framing.read.packed import GZIP
from framing.read.page import MAX_PAGE, Pages, page_text
from framing.read.values import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed

__all__ = ["read_archive"]

_HTML = ("text/html", "application/xhtml+xml")
_OK = 200
_ENCODINGS = ("Content-Encoding", "Transfer-Encoding")
_CUT = "cut off"


@dataclass(frozen=True, slots=True)
class _Answer:
    """A page as it was fetched: ``data`` is cut at ``MAX_PAGE`` bytes."""

    place: int
    id: str
    url: str
    charset: str | None
    data: bytes


def read_archive(packed: Packed, job: Job) -> Iterator[Article]:
    """Yield an article for every page in an archive."""
    pages = Pages(job.report.path)
    job.report.unit = "record"
    count = 0
    for answer in _Archive(packed, job).answers():
        article = _article(answer, pages, job)
        if article is not None:
            count += 1
            yield article
    job.report.finish(count)
    if not count and not job.report.skipped:
        message = "no HTML page with status 200 in the archive"
        job.report.note(None, message, "check that it holds responses, not only requests")


def _article(answer: _Answer, pages: Pages, job: Job) -> Article | None:
    where = f"record at byte {answer.place:,}"
    try:
        text = page_text(answer.data, answer.charset, job.report)
        page = pages.page(text, answer.url)
    except Exception as error:  # noqa: BLE001 - pages are hostile, and parsers have faults of their own
        job.report.skip(None, f"{where}: page cannot be parsed ({error!r})", "look at the page")
        return None
    if page is None:
        job.report.skip(None, f"{where}: no HTML, though it says so", "look at the page")
        return None
    return job.plain(
        answer.place,
        id=answer.id,
        headline=page.headline,
        lead=page.lead,
        source=page.source,
        url=answer.url or page.url,
        published=page.published,
    )


class _Archive:
    """The records of an archive, and the way on behind those that are damaged."""

    def __init__(self, packed: Packed, job: Job) -> None:
        self._warc = needed("fastwarc.warc", "web", "a web archive", job.report.path)
        self._report = job.report
        self._magic = packed.magic
        self._is_searchable = packed.file.seekable() and packed.magic in (None, GZIP)
        # fastwarc unpacks members itself, which keeps the places of records.
        self._stream: Any = packed.file if self._is_searchable else _Counted(packed.stream)

    def answers(self) -> Iterator[_Answer]:
        """Yield every page; report what is damaged."""
        start: int | None = 0
        doubt = ""
        while start is not None:
            at = last = -1
            why = ""
            try:
                for record in self._records(start):
                    at = record.stream_pos
                    answer = self._answer(record)
                    last, doubt = at, self._said(doubt)
                    if answer is not None:
                        yield answer
            except OSError as error:
                why = str(error)
            following = self._following(max(start, at))
            if at > last or (last < 0 and (why or start)):
                doubt = self._said(_damaged(f"at byte {max(start, at):,}", why))
            elif why or following is not None:
                doubt = _damaged(f"behind the one at byte {max(last, 0):,}", why)
            start = following
        self._said(doubt)

    def _said(self, doubt: str) -> str:
        """Report damage whose place was in doubt until the next record was read."""
        if doubt:
            self._report.skip(None, doubt, "fetch the archive again")
        return ""

    def _records(self, start: int) -> Iterator[Any]:
        if self._is_searchable:
            self._stream.seek(start)
        return iter(self._warc.ArchiveIterator(self._stream, parse_http=False, fsspec_args=False))

    def _following(self, place: int) -> int | None:
        """Return where the next record behind ``place`` begins, if that can be found out."""
        return next_record(self._stream, place + 1, self._magic) if self._is_searchable else None

    def _answer(self, record: Any) -> _Answer | None:
        """Return the page in a record, ``None`` where it holds none; ``OSError`` if it is cut."""
        if record.headers.get("Content-Length") is None:
            raise OSError(_CUT)
        if record.record_type != self._warc.WarcRecordType.response:
            return None
        record.parse_http(auto_decode="all")
        headers = record.http_headers
        if headers is None or headers.status_code != _OK or record.http_content_type not in _HTML:
            return None
        size = record.content_length
        data = record.reader.read(MAX_PAGE + 1)
        if len(data) < size and not any(headers.get(name) for name in _ENCODINGS):
            raise OSError(_CUT)
        url = clean(record.headers.get("WARC-Target-URI") or "").strip("<>")
        name = (record.record_id or "").strip("<>")
        return _Answer(record.stream_pos, name, url, record.http_charset, data[:MAX_PAGE])


def _damaged(where: str, why: str) -> str:
    return f"record {where} is damaged ({why or _CUT})"


class _Counted:
    """A stream that cannot be searched in, with the place that it has come to."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._place += len(data)
        return data

    def tell(self) -> int:
        return self._place


# --- the way on behind damage ----------------------------------------------------------------

_PIECE = 1 << 20
_PLAIN_START = re.compile(rb"(?<=\r\n)WARC/1\.\d\r\n")
_PACKED_START = re.compile(rb"\x1f\x8b\x08")
_LONGEST_START = 16
"""Bytes of a start that two pieces may share."""
_LOOK = 1 << 12
"""Bytes of a member that are unpacked to see whether a record begins in it."""


def next_record(stream: BinaryIO, start: int, magic: bytes | None) -> int | None:
    """Return the place of the first record that begins at ``start`` or behind it."""
    pattern = _PLAIN_START if magic is None else _PACKED_START
    begin = max(start - _LONGEST_START, 0)
    stream.seek(begin)
    held = b""
    while piece := stream.read(_PIECE):
        held += piece
        for found in pattern.finditer(held):
            place = begin + found.start()
            if place >= start and (magic is None or _is_member(stream, place)):
                return place
        passed = max(len(held) - _LONGEST_START, 0)
        begin, held = begin + passed, held[passed:]
        stream.seek(begin + len(held))
    return None


def _is_member(stream: BinaryIO, place: int) -> bool:
    """Tell a packed record from bytes that look like the start of one."""
    back = stream.tell()
    stream.seek(place)
    try:
        return zlib.decompressobj(wbits=31).decompress(stream.read(_LOOK), 5) == b"WARC/"
    except zlib.error:
        return False
    finally:
        stream.seek(back)
