"""Leads that are none: captions, bylines, cookie banners, sign-up boxes, labels.

Exports put into a lead's column whatever stood first on the page. Precision goes before
recall: a paragraph about cookies, newsletters or photographs is a lead. Of the 39,605 leads of
a corpus of American outlets 2.8 % are none by these rules, most of them captions of
agencies' pictures; ``docs/reading.md`` says how many of them were none in truth.

A lead shows what it is at its start or in its last words, so only these are looked at, which
makes whole columns cheap.
"""

from __future__ import annotations

import re

import pyarrow as pa
from pyarrow import compute

from framing.read.chrome import furniture, is_caption
from framing.read.prose import has_dateline

__all__ = ["no_lead", "suspects"]

_LABEL = 40
"""Bytes below which a lead may be a label: a byline, a date, a section, a button."""

_REACH = 120
"""Bytes at the end of a lead in which a credit or an invitation stands: two lines."""

_OPENINGS = (
    r"we use cookies|(?:this|our) (?:web)?site uses cookies|cookies help us|we and our partners",
    r"by (?:continuing to|signing up|subscribing|using (?:this|our) (?:web)?site)",
    r"by clicking [^.]{0,40}\byou\b",
    r"sign up (?:for (?:our|the|free)|to (?:our|receive|get)|here|now)\b",
    r"subscribe (?:to (?:our|the|my|us)|here|now|for)\b|get (?:our|all the latest|the latest)\b",
    r"join (?:our|us on)\b|follow us\b|download (?:our|the) app|listen to (?:this|the) (?:ar|st)",
    r"please (?:enable|log ?in|sign in|enter your)\b|your browser (?:does|is)\b",
    r"you (?:must|need to) (?:be logged|log in|enable)\b|already a subscriber",
    r"already have an account|this article is for subscribers|to continue reading",
    r"enter your e-?mail|all rights reserved",
)
_OPENING = rf"(?i)^[^A-Za-z0-9]{{0,4}}(?:{'|'.join(_OPENINGS)})"
"""How the site, and not the report, begins to speak."""

_BYLINE = r"(?:by|written by|reporting by|photo(?:graph)? by) "
"""How bylines begin, and many a sentence: ``furniture`` decides."""

_INVITATION = (
    r"(?i)(?:we|site) uses? cookies|accept (?:all|our) cookies|sign up (?:here|below)\b"
    r"|subscribe (?:here|below)\b|(?:to|in) your inbox|our (?:free |daily |weekly )?newsletter"
    r"|enable javascript|javascript enabled|all rights reserved"
)
"""How the site ends."""

_CREDIT = (
    r"(?i)[.(\[|]\s?(?:photo|image|picture|credit|pic)|[(\[](?:ap|afp|reuters)?\s?(?:photo|file)"
    r"|/(?:getty|reuters|ap|afp|epa|bloomberg)"
)
"""Without one of these a long text is no caption; with one, ``is_caption`` decides."""

_OPENED = re.compile(_OPENING)
_SIGNED = re.compile(_BYLINE, re.IGNORECASE)
_INVITED = re.compile(_INVITATION)
_CREDITED = re.compile(_CREDIT)


def no_lead(text: str) -> str | None:
    """Say what a lead is that is none: ``caption``, ``notice``, or a ``label`` such as a byline.

    >>> no_lead("Crews at the quay on Monday. (AP Photo/Ada Poe)")
    'caption'
    >>> no_lead("This site uses cookies to remember you.")
    'notice'
    >>> no_lead("By Ada Poe, Political Correspondent")
    'label'
    >>> no_lead("The mayor wrote on her newsletter's page that cookies would be banned.") is None
    True
    """
    encoded = text.encode()
    if len(encoded) < _LABEL or _SIGNED.match(text):
        kind = furniture(text)
        if kind not in (None, "notice"):
            return "caption" if kind == "caption" else "label"
    tail = encoded[-_REACH:].decode(errors="ignore")
    if _CREDITED.search(tail) and is_caption(text):
        return "caption"
    spoken = _OPENED.match(text) or _INVITED.search(tail)
    return "notice" if spoken and not has_dateline(text) else None


_FIRST_WORDS = (
    "we use|we and|this site|this website|our site|our website|cookies help|by |sign up|subscribe|"
    "get our|get all|get the|join |follow us|download |listen to|please |your browser|you must|"
    "you need|already |this article|to continue|enter your|all rights|written by|reporting by|photo"
)
_BEGUN = rf"(?i)^[^A-Za-z0-9]{{0,4}}(?:{_FIRST_WORDS})"
"""What ``_OPENING`` and ``_BYLINE`` begin with: Arrow makes an expression anew for each column, and
a short one in a third of the time."""
_ENDED = f"{_CREDIT}|{_INVITATION.removeprefix('(?i)')}"


def suspects(column: pa.Array) -> list[int]:
    """Return the rows of a column of leads at which ``no_lead`` must look."""
    if column.null_count == len(column):
        return []
    short = compute.less(compute.binary_length(column), _LABEL)
    begun = compute.match_substring_regex(column, _BEGUN)
    tails = compute.binary_slice(column.cast(pa.binary()), -_REACH)
    ended = compute.match_substring_regex(tails, _ENDED)
    rows: list[int] = compute.indices_nonzero(
        compute.or_(compute.or_(short, begun), ended)
    ).to_pylist()
    return rows
