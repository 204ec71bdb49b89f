"""RSS and Atom from a file: an article an entry, its markup taken off.

feedparser reads all versions, broken XML too. Declarations of a document type, and with them
every entity that could grow or fetch something, are dropped before the XML is parsed.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from framing.errors import InputError
from framing.read.encoding import refuse_binary
from framing.read.extras import needed
from framing.read.metadata import without_site
from framing.read.problem import Problem
from framing.read.text import find_lead_in_body
from framing.read.values import clean, present

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed

__all__ = ["MAX_FEED", "read_feed"]

MAX_FEED = 1 << 26
"""Bytes of a feed, 64 MiB: a newspaper's whole archive. It is held in memory as a tree."""


def read_feed(packed: Packed, job: Job) -> Iterator[Article]:
    """Yield an article for every entry of a feed."""
    parsed = _parsed(packed, job.report.path)
    error = parsed.get("bozo_exception")
    if parsed.get("bozo") and hasattr(error, "getLineNumber"):
        message = f"broken XML ({error.getMessage()}) – read as far as possible"
        job.report.note(error.getLineNumber(), message, "fetch the feed again")
    if not parsed.entries:
        job.report.note(None, "no entry in the feed", "check that it is the feed of articles")
    outlet = _line(parsed.feed, "title")
    for number, entry in enumerate(parsed.entries, 1):
        yield _article(number, entry, outlet, job)


def _parsed(packed: Packed, path: str) -> Any:
    """Parse a feed; raise where there is none."""
    library = needed("feedparser", "web", "a feed", path)
    data = packed.stream.read(MAX_FEED + 1)
    refuse_binary(data, path)
    if len(data) > MAX_FEED:
        message = f"feed larger than {MAX_FEED:,} bytes"
        raise InputError(Problem(path, None, message, "split it, or write it as JSON Lines"))
    try:
        # A stream, never a text: feedparser would take a text for an address to fetch.
        parsed = library.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # its parsers of old encodings and broken XML have faults
        message = f"broken beyond reading ({error})"
        raise InputError(Problem(path, None, message, "fetch the feed again")) from error
    if not parsed.version and not parsed.entries:
        message = "neither RSS nor Atom"
        remedy = "give a feed, or the articles as CSV or JSON Lines"
        raise InputError(Problem(path, None, message, remedy))
    return parsed


def _article(number: int, entry: Mapping[str, Any], outlet: str | None, job: Job) -> Article:
    source = _line(entry.get("source") or {}, "title") or outlet
    headline = _line(entry, "title")
    return job.plain(
        number,
        id=_value(entry, "id") or _value(entry, "link"),
        source=source,
        headline=without_site(headline, [source]) if headline and source else headline,
        lead=_lead(entry),
        url=_value(entry, "link"),
        published=_value(entry, "published") or _value(entry, "updated"),
    )


def _value(entry: Mapping[str, Any], name: str) -> str | None:
    # feedparser's own ``get`` gives ``published`` for ``updated``, and warns.
    value = dict.get(entry, name)  # type: ignore[call-overload]
    return present(clean(value)) if isinstance(value, str) else None


def _line(entry: Mapping[str, Any], name: str) -> str | None:
    """Return a title as one line of text."""
    value = _value(entry, name)
    return present(" ".join(_stripped(value).split())) if value else None


def _lead(entry: Mapping[str, Any]) -> str | None:
    """Return the summary; what has several paragraphs is an article, and its lead is found."""
    contents = entry.get("content") or [{}]
    html = _value(entry, "summary") or _value(contents[0], "value")
    text = present(_stripped(html)) if html else None
    return find_lead_in_body(text) if text and "\n" in text else text


_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|&[#\w]{1,10};")
_ENDS = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|tr|figure)\b|<br\b", re.IGNORECASE)
"""Where a line of text ends in HTML."""
_READ = ".//text()[not(ancestor::script or ancestor::style)]"


def _stripped(html: str) -> str:
    """Return HTML as text, a line a paragraph."""
    if not _MARKUP.search(html):
        return html
    from lxml import etree
    from lxml import html as parser

    # Line ends of the source are white space; those of the text are put in.
    text = _ENDS.sub(r"\n\g<0>", " ".join(html.split()))
    try:
        tree = parser.fromstring(f"<div>{text}</div>")
    except (etree.ParserError, ValueError):  # nothing in it, or characters that XML forbids
        return html
    lines = (" ".join(line.split()) for line in "".join(tree.xpath(_READ)).split("\n"))
    return "\n".join(line for line in lines if line)
