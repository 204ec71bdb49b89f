"""Web pages: what the page says of itself, and the first paragraph that trafilatura finds.

The page is parsed once. Its own metadata comes first; trafilatura's, which is found by looking
at titles, addresses and dates all over the page, only fills what they leave open.
"""

from __future__ import annotations

import codecs
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from framing.errors import InputError
from framing.read.encoding import MARKS, refuse_binary
from framing.read.extras import needed
from framing.read.metadata import Told, told, without_site
from framing.read.problem import Problem
from framing.read.prose import key
from framing.read.text import find_lead, first_sentences, labelled
from framing.read.values import host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.article import Article
    from framing.read.job import Job
    from framing.read.packed import Packed
    from framing.read.problem import Reporter

__all__ = ["MAX_PAGE", "Page", "Pages", "page_text", "read_page"]

MAX_PAGE = 1 << 23
"""Bytes of a page that are read, 8 MiB: a hundred times a long one. Pages grow by scripts and
pictures within, which stand behind the article as often as before it."""


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page, ``None`` for what was not found; ``url`` as the page says."""

    headline: str | None
    lead: str | None
    source: str | None
    url: str | None
    published: str | None


def read_page(packed: Packed, job: Job) -> Iterator[Article]:
    """Yield the one article of a web page."""
    report = job.report
    pages = Pages(report.path)
    data = packed.stream.read(MAX_PAGE + 1)
    refuse_binary(data, report.path)
    if len(data) > MAX_PAGE:
        message = f"page longer than {MAX_PAGE:,} bytes – only its start is read"
        report.note(None, message, "save the page without pictures in it")
    found = pages.page(page_text(data[:MAX_PAGE], None, report))
    if found is None:
        message = "no HTML could be made out"
        raise InputError(Problem(report.path, None, message, "save the page again, as HTML"))
    if found.headline is None and found.lead is None:
        message = "no headline and no paragraph found – kept without"
        report.note(None, message, "check that the file holds an article, not only a menu")
    yield job.plain(
        None,
        headline=found.headline,
        lead=found.lead,
        source=found.source,
        url=found.url,
        published=found.published,
    )


# --- from bytes to text ----------------------------------------------------------------------

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE
)
_DECLARED_WITHIN = 4096
"""Bytes in which a page declares its encoding. The standard says 1024; pages do not keep to it."""
_ALSO_WESTERN = ("ascii", "iso8859-1")
"""What browsers take for Windows-1252, which holds more printable characters."""


def page_text(data: bytes, charset: str | None, report: Reporter) -> str:
    """Decode a page: by its mark, as UTF-8 where it is that, else as it or its server declares.

    Args:
        data: The page.
        charset: The encoding that came with it, as in HTTP's ``Content-Type``.
        report: Told where the encoding had to be guessed.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    named = charset or (declared and declared[1].decode("ascii"))
    known = _known(named) if named else None
    try:
        # A page cut at its limit may end within a character.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        if known in (None, "utf-8"):
            report.note(
                None, "not UTF-8: read as Windows-1252", "if letters look wrong, save it anew"
            )
    return data.decode("cp1252" if known in (None, "utf-8") else known, "replace")


def _known(name: str) -> str | None:
    """Return Python's name of a text encoding, ``None`` for what is none."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    if not found._is_text_encoding:  # noqa: SLF001 - rot13, base64 and the like are codecs too
        return None
    return "cp1252" if found.name in _ALSO_WESTERN else found.name


# --- from text to article --------------------------------------------------------------------


class Pages:
    """Extracts articles from pages, with trafilatura loaded once."""

    def __init__(self, path: str) -> None:
        self._library = needed("trafilatura", "web", "a web page", path)
        for name in ("trafilatura", "htmldate"):
            # What they discard we say ourselves, with the file's name.
            logging.getLogger(name).addHandler(logging.NullHandler())

    def page(self, text: str, url: str | None = None) -> Page | None:
        """Return what a page holds, ``None`` where the text is no HTML.

        Args:
            text: The page.
            url: Where it was fetched, if that is known.
        """
        tree = self._library.load_html(text)
        if tree is None:
            return None
        own = told(tree)
        guessed = self._guessed(tree, own, url)
        sites = (*own.sites, *_names(guessed, own.url or url))
        title = own.headline or (guessed and guessed.title) or None
        headline = without_site(title, sites) if title else None
        return Page(
            headline,
            self._lead(tree, headline) or own.description or (guessed and guessed.description),
            next(iter(own.sites), None) or _site(guessed),
            own.url or url or (guessed and guessed.url) or None,
            own.published or (guessed and guessed.date) or None,
        )

    def _guessed(self, tree: Any, own: Told, url: str | None) -> Any:
        """Let trafilatura find what the page does not say; that costs as much as its text."""
        if own.headline and own.published and own.sites:
            return None
        return self._library.extract_metadata(tree, default_url=url, extensive=False)

    def _lead(self, tree: Any, headline: str | None) -> str | None:
        """Return the first paragraph of the article's text."""
        found = self._library.bare_extraction(tree, include_comments=False)
        if found is None or found.body is None:
            return None
        lines = labelled(_opening(found.body))
        same = [i for i, x in enumerate(lines) if headline and key(x.text) == key(headline)]
        at = find_lead(lines, same[0] + 1 if same else 0)
        return None if at is None else first_sentences(lines[at].text)


def _site(guessed: Any) -> str | None:
    """Return the site's name that trafilatura found, if it is more than a part of the address."""
    name = guessed.sitename if guessed else None
    return name if name and name.casefold() not in (guessed.url or "").casefold() else None


_OPENING = 1 << 12
"""Characters of an article's text among which its lead is looked for."""


def _opening(body: Any) -> str:
    """Return the first blocks of an extracted text, a line each."""
    blocks: list[str] = []
    size = 0
    for block in body:
        text = " ".join("".join(block.itertext()).split())
        blocks.append(text)
        size += len(text)
        if size > _OPENING:
            break
    return "\n\n".join(blocks)[: 2 * _OPENING]


def _names(guessed: Any, url: str | None) -> tuple[str, ...]:
    """Return the further names that a site may have behind a headline."""
    name = host(url) if url else None
    site = guessed.sitename if guessed else None
    return tuple(each for each in (name, site) if each)
