"""Leads that are none: captions, bylines, cookie banners, sign-up boxes, labels.

Exports put into a lead's column whatever stood first on the page. Precision goes before
recall: a paragraph about cookies, newsletters or photographs is a lead. Of the 39,605 leads of
a corpus of American outlets 2.6 % are none by these rules, nearly all of them captions of
agencies' pictures.
"""

from __future__ import annotations

import re

import pyarrow as pa
from pyarrow import compute

from framing.read.chrome import furniture, is_caption
from framing.read.prose import has_dateline

__all__ = ["no_lead", "suspects"]

_LABEL = 60
"""Bytes below which a lead may be a label: a byline, a date, a section, a button."""

_NOTICE = re.compile(
    r"""\W{0,4}(?:
    we\ use\ cookies | (?:this|our)\ (?:web)?site\ uses\ cookies | cookies\ help\ us
    | we\ and\ our\ partners
    | by\ (?:continuing\ to|signing\ up|subscribing|using\ (?:this|our)\ (?:web)?site)
    | by\ clicking\ .{0,40}\byou\b
    | sign\ up\ (?:for\ (?:our|the|free)|to\ (?:our|receive|get)|here|now)
    | subscribe\ (?:to\ (?:our|the|my|us)|here|now|for)
    | get\ (?:our|all\ the\ latest|the\ latest)\b
    | join\ (?:our|us\ on) | follow\ us | download\ (?:our|the)\ app
    | listen\ to\ (?:this|the)\ (?:article|story)
    | please\ (?:enable|log\ ?in|sign\ in|enter\ your) | your\ browser\ (?:does|is)
    | you\ (?:must|need\ to)\ (?:be\ logged|log\ in|enable)
    | already\ (?:a\ subscriber|have\ an\ account)
    | this\ article\ is\ for\ subscribers | to\ continue\ reading | enter\ your\ e-?mail
    | (?:copyright|©)\W.{0,60}\ball\ rights\ reserved | all\ rights\ reserved
    ) | .{0,300}?(?:
    \bwe\ use\ cookies\b | \bsite\ uses\ cookies\b | \baccept\ (?:all|our)\ cookies\b
    | \bsign\ up\ (?:here|below)\b | \bsubscribe\ (?:here|below)\b
    | \b(?:to|in)\ your\ inbox\b | \bour\ (?:free\ |daily\ |weekly\ )?newsletter\b
    | \benable\ javascript\b | \bjavascript\ enabled\b
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""The site speaks to its reader."""

_HINT = (
    "cookie inbox newsletter sign.up subscrib javascript logged continu latest partners browser "
    "join.(?:our|us) follow.us (?:our|the).app listen.to please rights clicking using.(?:this|our) "
    "photo pic image credit file getty /reuters /ap /afp /epa /bloomberg"
).replace(" ", "|")
"""Without one of these, and longer than a label, a lead is not looked at any closer."""
_HINTED = re.compile(_HINT, re.IGNORECASE | re.DOTALL)


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
    if _is_short(text):
        kind = furniture(text)
        if kind not in (None, "notice"):
            return "caption" if kind == "caption" else "label"
    if _HINTED.search(text) is None:
        return None
    if _NOTICE.match(text) and not has_dateline(text):
        return "notice"
    return "caption" if is_caption(text) else None


def _is_short(text: str) -> bool:
    return len(text) < _LABEL and len(text.encode()) < _LABEL


def suspects(column: pa.Array) -> list[int]:
    """Return the rows of a column of leads at which ``no_lead`` must look."""
    if column.null_count == len(column):
        return []
    short = compute.less(compute.binary_length(column), _LABEL)
    hinted = compute.match_substring_regex(column, f"(?is){_HINT}")
    rows: list[int] = compute.indices_nonzero(compute.or_(short, hinted)).to_pylist()
    return rows
