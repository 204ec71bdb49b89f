"""Copies of training headlines that say what a score must react to, and what it must not.

``renamed`` changes names and keeps the labels. ``baited`` sets a bait behind a plain headline
and raises its labels: real corpora hold few headlines that tell their news plainly and then
sell it (“… – but what he said next will shock you!”), so a model that learns from them alone
takes the first half for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from framing.codebook import OUTPUTS
from framing.train.names import SWAPS, swapped

if TYPE_CHECKING:
    import random

    import numpy as np
    import numpy.typing as npt

__all__ = ["Bait", "baited", "renamed"]

_ONSETS = "B Br Ch D Dr F G Gr H J K Kr L M Mar N P Pr R S San Sch T Tr V W Y Z".split()
_HEARTS = "a e i o u á é ö ü ai ei ou".split()
_JOINTS_OF_NAMES = "b d g k l ll m n nd r rr rs s sh st t v z".split()
_TAILS = "a ada ard eda ei el en er ero es et ev ez i in ini is man o off ov son ski u y".split()
_INVENTED = 30
"""Invented names beside those of ``SWAPS`` that each draw may fall on: about one in four."""


def renamed(text: str, rng: random.Random) -> str:
    """Swap names for others of their kind; people also for people who do not exist.

    So the pieces of words learn that a name never seen before says nothing by itself.

    >>> import random
    >>> renamed("Trump meets Merkel", random.Random(1)).split()[1]
    'meets'
    """
    nobody = (_invented(rng) for _ in range(_INVENTED))
    return swapped(text, rng, ((*SWAPS[0], *nobody), *SWAPS[1:]))


def _invented(rng: random.Random) -> str:
    return "".join(map(rng.choice, (_ONSETS, _HEARTS, _JOINTS_OF_NAMES, _TAILS)))


@dataclass(frozen=True, slots=True)
class Bait:
    """A bait and the codebook ratings (0–4) that a headline ending in it gets at least."""

    text: str
    sensational: float
    clickbait: float


_BAITS = tuple(
    Bait(*bait)
    for bait in (
        ("but what happened next will shock you", 2.5, 3.0),
        ("but her answer will shock you", 2.5, 2.75),
        ("but the reason will shock you", 2.5, 3.0),
        ("but their plans will stun you", 2.25, 2.5),
        ("but his reply will leave you speechless", 2.5, 2.75),
        ("and you won't believe why", 2.25, 3.0),
        ("and you'll never guess who paid for it", 2.0, 3.0),
        ("and the reason will make you furious", 2.5, 2.75),
        ("and what they found will terrify you", 2.75, 3.0),
        ("and it will blow your mind", 2.75, 2.75),
        ("and everyone is losing it", 2.5, 2.25),
        ("and the internet can't cope", 2.0, 2.25),
        ("and the photos are jaw-dropping", 2.5, 2.25),
        ("and it's not what you think", 1.5, 2.75),
        ("but there's a catch nobody is talking about", 1.5, 2.75),
        ("but wait until you see the bill", 1.75, 2.75),
        ("but one detail changes everything", 1.75, 2.75),
        ("this is what really happened", 1.25, 2.5),
        ("what she said next stunned the room", 2.25, 3.0),
        ("his reaction is priceless", 2.0, 2.5),
        ("here's what they don't want you to know", 2.25, 2.75),
        ("the shocking truth revealed", 3.0, 2.5),
        ("you have to see this", 2.0, 3.0),
        ("what it means for you", 0.25, 1.5),
        ("here's what to know", 0.0, 1.25),
        ("here's why", 0.25, 1.5),
    )
)
"""Baits of our own, with ratings that a language model gave them under the codebook."""

_JOINTS = (" – ", " - ", ", ", ": ", ". ", " ... ")
_ENDS = ("", "", "!", "!", "…")


def baited(
    headline: str, target: npt.NDArray[np.float32], rng: random.Random
) -> tuple[str, npt.NDArray[np.float32]]:
    """Return a headline with a bait behind it, and its labels, raised to what the bait gets.

    >>> import random
    >>> import numpy as np
    >>> text, raised = baited("Council opens bridge", np.zeros(26, np.float32), random.Random(2))
    >>> text.startswith("Council opens bridge"), bool(raised[1] > 0.2)
    (True, True)
    """
    bait = rng.choice(_BAITS)
    end = rng.choice(_ENDS)
    raised = target.copy()
    heat = {"sensationalism": bait.sensational + 0.25 * (end == "!"), "clickbait": bait.clickbait}
    for name, rating in heat.items():
        place = OUTPUTS.index(name)
        raised[place] = max(float(raised[place]), min(rating, 4.0) / 4)
    return headline.rstrip(" .!?…") + rng.choice(_JOINTS) + bait.text + end, raised
