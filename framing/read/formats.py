"""Which format a file has: by what it surely is, then by its ending, then by its first line."""

from __future__ import annotations

import codecs
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from framing.read.compound import COMPOUND
from framing.read.delimited import looks_delimited
from framing.read.gdelt import is_knowledge_graph
from framing.read.jsonl import looks_like_json
from framing.read.packed import stripped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import PurePath

    from framing.read.columns import Columns

__all__ = ["FORMATS", "TEXTS", "Format", "reader", "sure", "told_by_ending", "told_by_line"]

Format = Literal[
    "text", "csv", "jsonl", "json", "lines", "gkg", "parquet", "arrow", "excel", "html", "feed",
    "warc",
]  # fmt: skip

TEXTS: dict[str, tuple[str, str]] = {
    "text": ("scraped", "read_text"),
    "csv": ("delimited_blocks", "read_delimited_blocks"),
    "jsonl": ("json_blocks", "read_json_blocks"),
    "json": ("documents", "read_documents"),
    "lines": ("headlines", "read_headlines"),
    "gkg": ("gdelt", "read_knowledge_graph"),
}
"""The reader of each format of text, as module and function. ``csv`` finds the separator."""

_FILES: dict[str, tuple[str, str]] = {
    "parquet": ("parquet", "read_parquet"),
    "arrow": ("arrow", "read_arrow"),
    "excel": ("sheets", "read_sheets"),
    "html": ("page", "read_page"),
    "feed": ("feed", "read_feed"),
    "warc": ("archive", "read_archive"),
}
"""The reader of each format that is not plain text, or says its encoding itself."""

FORMATS = (*TEXTS, *_FILES)
"""The formats by name."""

_ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json-lines": "jsonl",
    ".json": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".warc": "warc",
}
"""Formats that cannot always be told by content, since text is told by what it says and the
first record of an archive may be damaged. All others can, so their endings say nothing."""


def reader(name: str) -> Callable[..., Any]:
    """Return the function that reads a format, whose module is loaded only now."""
    module, function = (TEXTS | _FILES)[name]
    found: Callable[..., Any] = getattr(import_module(f"framing.read.{module}"), function)
    return found


_MAGIC = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),
    (b"WARC/", "warc"),
    (COMPOUND, "excel"),
)
_ZIP = b"PK\x03\x04"
_IN_WORKBOOKS = (b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")


def sure(head: bytes) -> str | None:
    """Tell a format by signs that nothing else has; ``None`` leaves it to the ending."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head.startswith(_ZIP) and any(sign in head for sign in _IN_WORKBOOKS):
        return "excel"
    text = _decoded(head)
    return _markup(text) or _json(text) or ("gkg" if is_knowledge_graph(text) else None)


def _decoded(head: bytes) -> str:
    """Decode the head well enough to see what it is: signs of formats are ASCII."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


_PROLOGUE = re.compile(
    r"\s+|<\?[^>]{0,500}\?>|<!--.{0,20000}?-->|<!doctype\s[^<>\[]{0,500}"
    r"(?:\[[^\]]{0,20000}\])?[^<>\[]{0,100}>",
    re.IGNORECASE | re.DOTALL,
)
"""What may stand before the first element of a page or a feed. The limits bound the search."""
_ELEMENT = re.compile(r"<([a-z][a-z0-9:]{0,30})(?=[\s/>])", re.IGNORECASE)
_ROOTS = {
    **dict.fromkeys(("html", "head", "body"), "html"),
    **dict.fromkeys(("rss", "feed", "rdf:rdf"), "feed"),
}


def _markup(text: str) -> str | None:
    """Tell a page or a feed by its doctype or its first element."""
    if not text[:1000].lstrip().startswith("<"):
        return None
    at = 0
    while found := _PROLOGUE.match(text, at):
        if found[0][:14].casefold() == "<!doctype html":
            return "html"
        at = found.end()
    element = _ELEMENT.match(text, at)
    known = _ROOTS.get(element[1].casefold()) if element else None
    return known or ("feed" if text.lstrip().startswith("<?xml") else None)


def _json(text: str) -> str | None:
    """Tell JSON; a text may begin with a bracket, and only its ending says that it is none."""
    if not looks_like_json(text):
        return None
    from framing.read.documents import is_document

    if is_document(text):
        return "json"
    return None if text.lstrip().startswith("[") else "jsonl"


def told_by_ending(path: PurePath) -> str | None:
    """Tell a format by the ending of the name, behind that of the packing left aside."""
    return _ENDINGS.get(stripped(path).suffix.casefold())


def told_by_line(head: str, columns: Columns) -> Format:
    """Tell JSON, a table or running text by the first line."""
    if looks_like_json(head):
        return "jsonl"
    return "csv" if looks_delimited(head, columns) else "text"
