"""Keys that items share which must not be parted: those of one outlet, and near-duplicates."""

from __future__ import annotations

import re

__all__ = ["near_key", "outlet_key"]


def outlet_key(outlet: str) -> str:
    """Fold an outlet's spellings to one key.

    >>> outlet_key("New York Times - News"), outlet_key("The New York Times (Online News)")
    ('newyorktimes', 'newyorktimes')
    >>> outlet_key("The Guardian"), outlet_key("theguardian.com"), outlet_key("Fox News Opinion")
    ('guardian', 'guardian', 'fox')
    """
    name = outlet.lower().strip()
    name = re.sub(r"\(.*?\)| - .*$|^www\.", "", name)
    name = re.sub(r"\.(com|org|net|co|uk|in|au|ca|rss|tv|news|us|nz|za|ie)\b", "", name)
    name = re.sub(r"[^a-z0-9]", "", name)
    name = re.sub(r"^the", "", name)
    name = re.sub(r"(online|news|opinion|editorial)+$", "", name) or name
    return _ALIASES.get(name, name)


_ALIASES = {
    "nytimes": "newyorktimes",
    "nyt": "newyorktimes",
    "wsj": "wallstreetjournal",
    "toi": "timesofindia",
    "timesofindiaindiatimes": "timesofindia",
    "mtimesofindia": "timesofindia",
    "economictimesindiatimes": "economictimes",
    "latimes": "losangelestimes",
    "washtimes": "washingtontimes",
    "huffingtonpost": "huffpost",
    "ap": "associatedpress",
}
"""The same outlet under its host name: joined so that a split cannot part them."""


def near_key(text: str) -> str:
    """Fold a text so that near-duplicates (case, marks, numbers, suffix) share a key."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return " ".join(words[:9])
