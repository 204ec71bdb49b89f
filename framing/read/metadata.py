"""What a web page says of itself: JSON-LD and OpenGraph, and the tags that came before them.

JSON-LD (schema.org's ``Article`` and its kinds) is written by the newsroom's own system and
goes first; then OpenGraph (ogp.me), which is written for shared links; then plain meta tags.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from framing.read.values import present

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Told", "told", "without_site"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of its article; ``sites`` are all names that it gives its site."""

    headline: str | None
    description: str | None
    sites: tuple[str, ...]
    url: str | None
    published: str | None


def told(tree: Any) -> Told:
    """Collect what a page says of itself.

    Args:
        tree: The page as parsed by lxml.
    """
    ours: Mapping[str, Any] = next(_articles(_json_ld(tree)), {})
    tags = _meta_tags(tree)
    sites = (tags.get("og:site_name"), _name(ours.get("publisher")), tags.get("application-name"))
    return Told(
        _text(ours.get("headline")) or _text(ours.get("name")) or tags.get("og:title"),
        tags.get("og:description") or tags.get("description") or _text(ours.get("description")),
        tuple(dict.fromkeys(name for name in sites if name)),
        _address(_canonical(tree), tags.get("og:url"), _text(ours.get("url")), _page_of(ours)),
        _text(ours.get("datePublished"))
        or tags.get("article:published_time")
        or tags.get("datepublished"),
    )


# --- JSON-LD ---------------------------------------------------------------------------------

_KINDS = ("Article", "Posting", "Report")
"""Ends of the names of schema.org's kinds of article: NewsArticle, BlogPosting, Report …"""
_DEEPEST = 5
"""Objects in objects that are looked into: a graph, its page, the page's main entity."""


def _json_ld(tree: Any) -> list[Any]:
    """Return the JSON-LD blocks of a page; what is no JSON is passed over."""
    found = []
    for script in tree.iter("script"):
        if script.get("type", "").strip().casefold() == "application/ld+json" and script.text:
            try:
                found.append(json.loads(script.text, strict=False))
            except (ValueError, RecursionError):
                continue
    return found


def _articles(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the articles in JSON-LD that have a headline, wherever they stand in it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        if _is_article(value):
            yield value
        yield from _articles([value.get("@graph"), value.get("mainEntity")], depth + 1)


def _is_article(value: Mapping[str, Any]) -> bool:
    kinds = value.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    named = _text(value.get("headline")) or _text(value.get("name"))
    return bool(named) and any(isinstance(kind, str) and kind.endswith(_KINDS) for kind in kinds)


def _page_of(article: Mapping[str, Any]) -> str | None:
    page = article.get("mainEntityOfPage")
    return _text(page.get("@id") if isinstance(page, dict) else page)


def _name(value: Any) -> str | None:
    """Return the name of an organisation, which may be one of several, or a text."""
    if isinstance(value, list):
        return next((name for each in value if (name := _name(each))), None)
    return _text(value.get("name") if isinstance(value, dict) else value)


def _text(value: Any) -> str | None:
    """Return a value as one line of text; JSON in a page is often escaped for HTML once more."""
    return present(" ".join(unescape(value).split())) if isinstance(value, str) else None


# --- tags ------------------------------------------------------------------------------------


def _meta_tags(tree: Any) -> dict[str, str]:
    """Return the content of all meta tags by name, that of the first where a name comes twice."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = present(" ".join((tag.get("content") or "").split()))
        if name and content:
            found.setdefault(name.casefold(), content)
    return found


def _canonical(tree: Any) -> str | None:
    links = (link for link in tree.iter("link") if "canonical" in link.get("rel", "").split())
    return next((link.get("href") for link in links if link.get("href")), None)


def _address(*candidates: str | None) -> str | None:
    """Return the first that is a whole address."""
    whole = (url.strip() for url in candidates if url)
    return next((url for url in whole if url.startswith(("https://", "http://"))), None)


# --- the site's name in a headline -----------------------------------------------------------

_RULE = re.compile(r"\s+(?:\||-|–|—|·|»|:|•)\s+")
_LONGEST_NAME = 60
"""Characters of a site's name behind a rule; longer is part of the headline."""


def without_site(headline: str, sites: Iterable[str]) -> str:
    """Take “ | Daily Bugle” off a headline where that is what the site calls itself.

    >>> without_site("Ferries stop - again - Daily Bugle", ["Daily Bugle"])
    'Ferries stop - again'
    """
    names = {_key(site) for site in sites} - {""}
    rules = [
        rule for rule in _RULE.finditer(headline) if len(headline) - rule.end() < _LONGEST_NAME
    ]
    for rule in rules:
        if rule.start() and _key(headline[rule.end() :]) in names:
            return headline[: rule.start()]
    return headline


def _key(name: str) -> str:
    """Fold a name: “The Daily Bugle”, “DailyBugle” and “dailybugle.com” are one."""
    folded = re.sub(r"\.(?:com|org|net|co\.uk|[a-z]{2})$", "", name.casefold().strip())
    return re.sub(r"[\W_]+", "", re.sub(r"^(?:the\s|www\.)", "", folded))
