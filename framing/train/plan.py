"""What a training run does: every setting, with how it was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RATINGS_ONLY", "Plan", "Settings"]


@dataclass(frozen=True)
class Settings:
    """How the table and its heads are fitted, as explored on the calibration outlets.

    A row has ``width`` numbers, a head ``hidden`` units (``article_hidden`` that of the article).
    A word or pair gets a row if it occurs ``least_word`` or ``least_pair`` times, of ``most_rows``
    in all; ``pieces``, a power of two, is the number of rows that pieces of words share.
    ``word_dropout`` is the share of known words that are read by their pieces alone, ``dropout``
    that of hidden units left out, ``start`` the deviation of the first numbers. ``rate`` is the
    highest rate of rows, ``head_rate`` of heads, ``meaning_rate`` of the encoder's map, ``decay``
    the heads' weight decay; ``size`` documents are a batch, ``passes`` go over all.
    ``scale_weight`` is the weight of a scale against that of a frame.

    What mattered, by one or two runs each, in falling order: the encoder's vectors of words, more
    hidden units, and for the rows higher rates and more steps than the first prototypes had.
    Width, more rows, more dropout (of words, own rows or pairs), a squared loss, heavier heightened
    headlines and more than two passes moved figures by no more than runs differ. The heads are the
    smallest that hold the accuracy, as they take a third of the time that scoring takes.
    """

    width: int = 64
    hidden: int = 128
    article_hidden: int = 96
    least_word: int = 3
    least_pair: int = 6
    most_rows: int = 110_000
    pieces: int = 1 << 15
    word_dropout: float = 0.1
    dropout: float = 0.1
    start: float = 0.01
    rate: float = 5e-3
    head_rate: float = 2e-3
    meaning_rate: float = 5e-4
    decay: float = 1e-4
    size: int = 256
    passes: int = 3
    scale_weight: float = 4.0
    seed: int = 0


RATINGS_ONLY = Settings(passes=12, least_word=2, least_pair=3)
"""Settings where there are thousands of texts, not hundreds of thousands."""

SENTENCES = 65_536
"""Body sentences that are labelled. Mean r of the seven scales on the calibration outlets, one
run each: .718 with 4,000 (and no baits), .730 with 65,000, .728 with 94,000."""


@dataclass(frozen=True)
class Plan:
    """What a training run does.

    Each of ``encoders`` becomes a teacher and their labels are averaged, weighed by ``shares``
    (alike if not given). An encoder that is named again becomes another teacher, from the next
    seed. Without encoders the table learns from the ratings alone.

    ``posts`` of Webis-17 teach the teachers, which label ``sentences`` of bodies beside all
    unrated headlines and leads. ``swaps`` is the share of the texts with names that are repeated
    with other names, ``baits`` the share of headlines that are repeated with a bait;
    ``rated_weight`` is the weight of a rated item against that of a labelled one.
    """

    data: Path
    cache: Path
    encoders: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    posts: int = 3000
    sentences: int = SENTENCES
    swaps: float = 0.5
    baits: float = 0.04
    rated_weight: float = 1.0
    settings: Settings = field(default_factory=Settings)
    seed: int = 0
