"""Speed of the readers of web pages and archives: ``python benchmarks/readers.py`` prints a table.

Pages are generated, 35 to 95 kB each, most of it menus, scripts and links; half of them say
headline, outlet and date as JSON-LD, a quarter as OpenGraph, a quarter nothing. The same files
are read by trafilatura alone, by trafilatura behind the archive reader, and by ours, in one
process, round after round.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import REPEATS, Times, rounds
from benchmarks.invented import sentences
from benchmarks.machine import busy, conditions

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = 400
_SENTENCES = 50
BAR = 0.9
_MENU = 150
"""Links of a page's menus and lists, twice over, in the middle; half as many to half as more."""


def page(number: int, told: list[str], draw: random.Random) -> str:
    """Return one page of a news site, made of ``told`` sentences."""
    title = f"{told[0]} {number}"
    paragraphs = [". ".join(told[k : k + 4]) + "." for k in range(1, 49, 4)]
    links = [
        f'<li class="menu-item"><a href="/section/{k}/story-{draw.random()}" data-track="nav:{k}">'
        f"{draw.choice(told)}</a></li>"
        for k in range(draw.randint(_MENU // 2, 3 * _MENU // 2))
    ]
    script = f"<script>window.ads = {json.dumps([draw.random() for _ in range(400)])};</script>"
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Ostrel Post'
        f"</title>{_metadata(number, title)}{script}</head><body><nav><ul>{''.join(links)}</ul>"
        f'</nav><main><article><h1>{title}</h1><p class="byline">By Jane Doe</p>{body}</article>'
        f"</main><aside><ul>{''.join(links)}</ul></aside><footer>All rights reserved</footer>"
        "</body></html>"
    )


def _metadata(number: int, title: str) -> str:
    day = f"2024-05-{number % 28 + 1:02}"
    if number % 4 < 2:  # noqa: PLR2004 - half of the pages
        block = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title}
        block |= {"datePublished": day, "publisher": {"name": "Ostrel Post"}}  # type: ignore[dict-item]
        return f'<script type="application/ld+json">{json.dumps(block)}</script>'
    if number % 4 == 2:  # noqa: PLR2004 - a quarter
        tags = {"og:title": title, "og:site_name": "Ostrel Post", "article:published_time": day}
        return "".join(f'<meta property="{k}" content="{v}">' for k, v in tags.items())
    return ""


def pages(count: int) -> list[bytes]:
    """Return ``count`` pages, the same each time."""
    draw = random.Random(0)  # noqa: S311 - no secret
    told = list(sentences(_SENTENCES * count))
    each = (told[_SENTENCES * n : _SENTENCES * (n + 1)] for n in range(count))
    return [page(n, some, draw).encode() for n, some in enumerate(each)]


def write(folder: Path, texts: list[bytes]) -> Path:
    """Write the pages as files below ``folder`` and as an archive beside; return the archive."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    (folder / "pages").mkdir()
    for number, text in enumerate(texts):
        (folder / "pages" / f"{number:05}.html").write_bytes(text)
    archive = folder / "news.warc.gz"
    http = [("Content-Type", "text/html; charset=utf-8")]
    with archive.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, text in enumerate(texts):
            record = writer.create_warc_record(
                f"https://ostrel.example/{number}",
                "response",
                payload=BytesIO(text),
                http_headers=StatusAndHeaders("200 OK", http, protocol="HTTP/1.1"),
            )
            writer.write_record(record)
            record.raw_stream.close()  # a temporary file, which the writer leaves open
    return archive


def _alone(text: bytes, *, with_metadata: bool) -> object:
    """Extract one page as our reader does, by trafilatura's one call for all of it."""
    from trafilatura import bare_extraction

    return bare_extraction(
        text,
        include_comments=False,
        with_metadata=with_metadata,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": None,  # none: today, but 2.0 wants it named
        },
    )


def files_alone(folder: Path, *, with_metadata: bool) -> int:
    """Read the folder with trafilatura alone."""
    return sum(
        _alone(path.read_bytes(), with_metadata=with_metadata) is not None
        for path in sorted(folder.iterdir())
    )


def archive_alone(archive: Path, *, with_metadata: bool) -> int:
    """Read the archive with fastwarc and trafilatura alone."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    count = 0
    with archive.open("rb") as stream:
        records = ArchiveIterator(
            stream, record_types=WarcRecordType.response, auto_decode="all", fsspec_args=False
        )
        for record in records:
            count += _alone(record.reader.read(), with_metadata=with_metadata) is not None
    return count


def ours(path: Path) -> int:
    """Read a folder or an archive as ``framing.read`` does."""
    from framing import read

    return sum(article.lead is not None for article in read(path))


def measure(count: int, repeats: int) -> dict[str, Times]:
    """Return the times of every way, in turn; all of them must find every article."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = pages(count)
        print(f"- {count} pages of {min(map(len, texts)):,} to {max(map(len, texts)):,} bytes")
        archive = write(folder, texts)
        ways: dict[str, Callable[[], int]] = {
            "pages, framing": lambda: ours(folder / "pages"),
            "pages, trafilatura": lambda: files_alone(folder / "pages", with_metadata=True),
            "pages, trafilatura without metadata": lambda: files_alone(
                folder / "pages", with_metadata=False
            ),
            "archive, framing": lambda: ours(archive),
            "archive, trafilatura": lambda: archive_alone(archive, with_metadata=True),
            "archive, trafilatura without metadata": lambda: archive_alone(
                archive, with_metadata=False
            ),
        }
        for way, call in ways.items():
            found = call()
            if found != count:
                raise SystemExit(f"{way}: {found} of {count} articles found")
        return rounds({way: (call, count) for way, call in ways.items()}, repeats)


def main(count: int = PAGES, repeats: int = REPEATS) -> None:
    """Print the table."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    times = measure(count, repeats)
    print("\n".join(f"- {line}" for line in conditions()), f"- load: {busy()}\n", sep="\n")
    print("| input | reader | pages/s | framing to it | bar |")
    print("| --- | --- | --- | --- | --- |")
    for way, taken in times.items():
        kind, _, reader = way.partition(", ")
        ratio = times[f"{kind}, framing"].rate / taken.rate
        met = "met" if ratio >= BAR else "missed"
        bar = f"≥ {BAR} ×: {met}" if reader == "trafilatura" else ""
        print(f"| {kind} | {reader} | {taken.rate:.1f} | {ratio:.2f} × | {bar} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
