"""Named cues: what a reader would point at, each one small function of the tokens.

A cue marks the tokens that trigger it; its value for a text is their number over the square
root of the text's rows, the same measure as the word vectors it stands beside. Word lists
are closed classes or newsroom idiom, not topics. They name no outlet, person or country.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from framing.lexicon import BITS
from framing.tokens import LETTERS, MARK, NUMBER, Tokens

__all__ = ["CUES", "KICKER_WORDS", "LEAST_SHOUT", "MOST_LISTED", "marks"]

Mask = npt.NDArray[np.bool_]
Cue = Callable[[Tokens], Mask]


def _listed(tokens: Tokens, name: str) -> Mask:
    """Return which tokens stand in a list of ``framing.lexicon``."""
    found: Mask = tokens.lists & BITS[name] != 0
    return found


def _place(tokens: Tokens) -> npt.NDArray[np.int64]:
    """Return each token's place in its own text, from nought."""
    first = np.searchsorted(tokens.text, tokens.text, side="left")
    return np.arange(len(tokens.text)) - first


def _following(tokens: Tokens, mask: Mask, steps: int = 1) -> Mask:
    """Return where the token ``steps`` later in the same text is in ``mask``."""
    out = np.zeros_like(mask)
    if len(mask) > steps:
        out[:-steps] = mask[steps:] & (tokens.text[steps:] == tokens.text[:-steps])
    return out


def exclamation(tokens: Tokens) -> Mask:
    """Exclamation marks."""
    return _listed(tokens, "exclamation")


def question(tokens: Tokens) -> Mask:
    """Question marks."""
    return _listed(tokens, "question")


def ellipsis(tokens: Tokens) -> Mask:
    """Trailing or pausing dots."""
    return _listed(tokens, "ellipsis")


LEAST_SHOUT = 3
"""Letters of a shouted word: two letters in capitals are almost always initials."""


def shouting(tokens: Tokens) -> Mask:
    """Words in capitals where the rest is not (acronyms are unmarked before)."""
    shouted: Mask = tokens.capital & (tokens.end - tokens.start >= LEAST_SHOUT)
    return shouted


def second_person(tokens: Tokens) -> Mask:
    """The reader addressed: you, your."""
    return _listed(tokens, "second")


def first_person(tokens: Tokens) -> Mask:
    """The writer speaking: I, my, we, our."""
    return _listed(tokens, "first")


def forward_reference(tokens: Tokens) -> Mask:
    """Words that point to what the text withholds: this, these, here, what happened next.

    Source: Blom and Hansen (2015), “Click bait: Forward-reference as lure in online news
    headlines”.
    """
    return _listed(tokens, "pointing") | _listed(tokens, "withheld")


def opening_question(tokens: Tokens) -> Mask:
    """A question word or turned verb as the first word."""
    opening: Mask = (_place(tokens) == 0) & _listed(tokens, "opener")
    return opening


MOST_LISTED = 3
"""Characters of a number that counts a list: longer ones are years, sums, and casualties."""


def list_number(tokens: Tokens) -> Mask:
    """A count that opens a list: “10 things …”, “The 7 best …”, not “8 killed”."""
    place = _place(tokens)
    number = (tokens.kind == NUMBER) & (tokens.end - tokens.start <= MOST_LISTED)
    after_opener = np.zeros_like(number)
    after_opener[1:] = (_listed(tokens, "before_number") & (place == 0))[:-1]
    opens = (place == 0) | ((place == 1) & after_opener)
    word_next = _following(tokens, tokens.kind == LETTERS)
    counted = _following(tokens, _listed(tokens, "counted"))
    counted |= _following(tokens, _listed(tokens, "counted"), 2)
    listed: Mask = number & opens & word_next & ~counted
    return listed


KICKER_WORDS = 2
"""The most words of a kicker."""


def kicker(tokens: Tokens) -> Mask:
    """One or two words and a colon at the start: “Breaking:”, “Watch live:”."""
    place = _place(tokens)
    colon = _listed(tokens, "colon") & (place > 0) & (place <= KICKER_WORDS)
    whole: Mask = colon | _following(tokens, colon) | _following(tokens, colon, KICKER_WORDS)
    return whole


def attribution(tokens: Tokens) -> Mask:
    """Words that give a statement to its source: says, according, officials."""
    return _listed(tokens, "saying")


def superlative(tokens: Tokens) -> Mask:
    """Words that allow no more: most, worst, ever, never, everything."""
    return _listed(tokens, "extreme")


def quotation(tokens: Tokens) -> Mask:
    """Words inside quotation marks."""
    inside: Mask = tokens.quoted & (tokens.kind != MARK)
    return inside


CUES: Mapping[str, Cue] = MappingProxyType(
    {
        cue.__name__: cue
        for cue in (
            exclamation,
            question,
            ellipsis,
            shouting,
            second_person,
            first_person,
            forward_reference,
            opening_question,
            list_number,
            kicker,
            attribution,
            superlative,
            quotation,
        )
    }
)
"""Every cue by name, in the order of the model's arrays."""


def marks(tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Return which tokens trigger which cue, shape (cues, tokens)."""
    return np.stack([cue(tokens) for cue in CUES.values()])
