"""Notes: when a score is withheld, and when it is given with a warning.

Thresholds were measured on held-out ratings and on text in other languages; the model's
header carries the values and ``docs/method.md`` the tables they were read from.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from framing.tokens import LETTERS, Tokens, key

__all__ = ["NOT_ENGLISH", "TOO_SHORT", "UNKNOWN", "foreign", "strange_words"]

TOO_SHORT = 2
"""Counted tokens below which a text is too short to judge."""

UNKNOWN = 0.5
"""Share of words outside the vocabulary from which scores are weak."""

NOT_ENGLISH = 0.6
"""Share of unknown or foreign words from which a text is not English."""

Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

_FOREIGN = np.array(
    [
        key(word)
        for word in (
            "der die das und ist nicht ein eine einen dem den des mit von für auf im zu zum zur "
            "sich auch wird nach bei aus wie "
            "le la les des et est une un dans pour que qui sur avec pas au aux du ce cette ses "
            "el los las del y una por con para su se más es lo al como "
            "il lo gli di della dei delle che è per con una nel alla sono più "
            "o os as da do dos em um uma não com para mais na no ao pela "
            "het een van de en niet dat met op voor zijn aan bij naar "
            "och att det som är på för med av till den inte om ett har "
            "nie się na jest że do z w od po dla jak ve bir bu için ile da di yang dan ini"
        ).split()
        if word
        not in (
            "no",
            "do",
            "as",
            "die",
            "den",
            "a",
            "on",
            "an",
            "he",
            "as",
            "en",
            "con",
            "per",
            "un",
            "la",
            "le",
            "el",
            "de",
            "del",
            "los",
            "san",
            "van",
            "al",
            "y",
            "o",
            "z",
            "w",
            "om",
            "bin",
            "das",
            "met",
            "sur",
            "para",
            "ist",
            "dan",
            "pas",
            "dos",
            "com",
            "ve",
            "im",
            "di",
            "da",
            "os",
            "em",
            "na",
            "se",
            "es",
            "su",
            "ce",
            "lo",
            "il",
            "av",
            "har",
            "aux",
            "ses",
        )
    ],
    np.uint64,
)
"""Words of grammar of languages in Latin letters that are not also common in English headlines."""


def foreign(tokens: Tokens) -> Bools:
    """Return which tokens are words of another language's grammar."""
    found: Bools = np.isin(tokens.key, _FOREIGN) & ~tokens.capital
    return found


def strange_words(tokens: Tokens, unknown: npt.NDArray[np.int32]) -> tuple[Counts, Counts, Counts]:
    """Return for each text the number of words, of unknown ones, of unknown or foreign ones."""
    words = tokens.kind == LETTERS
    missing = np.zeros(len(words), np.bool_)
    missing[unknown] = True
    odd = missing | (words & foreign(tokens))
    counts = [np.bincount(tokens.text[m], minlength=tokens.count) for m in (words, missing, odd)]
    return counts[0], counts[1], counts[2]
