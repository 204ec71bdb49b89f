"""Strangers' text and numbers as the page shows them."""

from __future__ import annotations

import html

from framing.show import plain

__all__ = ["clean", "narrow", "number", "piece", "shorten", "signed", "words"]


def clean(text: str | None) -> str:
    r"""Return text on one line, with entities read and nothing that turns the writing about.

    Markup in it stays text: the template escapes it.

    >>> clean("Fish &amp; <b>chips</b>\u202e\n now")
    'Fish & <b>chips</b> now'
    """
    return plain(html.unescape(text or ""))


def piece(text: str) -> str:
    """Clean a piece of text, and keep a blank at its ends."""
    return " " * text[:1].isspace() + clean(text) + " " * (text[1:][-1:].isspace())


def shorten(text: str | None, most: int) -> str:
    """Return the beginning of a text, cut at a word.

    >>> shorten("The bank held its rates on Thursday", 20)
    'The bank held its …'
    """
    # White space and controls may be most of a text: enough of it is cleaned, not all.
    shown = clean((text or "")[: 4 * most])
    return shown if len(shown) <= most else shown[:most].rsplit(" ", 1)[0] + " …"


def number(value: float | None) -> str:
    """Return a score to two decimals, with a true minus; a dash where it is withheld.

    >>> number(-0.123), number(-0.001), number(None)
    ('−0.12', '0.00', '–')
    """
    # Adding nought makes “-0.00” “0.00”.
    return "–" if value is None else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def signed(value: float | None) -> str:
    """Return a number with its sign.

    >>> signed(0.25), signed(-0.25), signed(0.0)
    ('+0.25', '−0.25', '0.00')
    """
    shown = number(value)
    return f"+{shown}" if value is not None and round(value, 2) > 0 else shown


def words(name: str) -> str:
    """Return a column's name as words.

    >>> words("lead_loaded")
    'lead loaded'
    """
    return name.replace("_", " ")


def narrow(name: str) -> str:
    """Return a column's head that may break within its longest word."""
    return words(name).replace("sensationalism", "sensation\u00adalism")
