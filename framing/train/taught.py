"""The documents that the table learns from beside the rated ones: text that teachers label."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS
from framing.train import augment, corpora, teacher
from framing.train.documents import outputs_of, prepared
from framing.train.steps import acronyms, soft_labels, training_posts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from framing.train.documents import Documents, Library
    from framing.train.plan import Plan

__all__ = ["taught"]

Floats = npt.NDArray[np.float32]

_LEAST_WORDS = 8
"""Words of a body sentence: fragments teach little."""

_AS_HEADLINE = 0.5
"""Weight of a body sentence where it stands for a headline."""


@dataclass(frozen=True)
class Unrated:
    """Unrated text, prepared as scoring prepares it.

    ``leads`` are those of ``headlines``, empty for none; ``sentences`` are of bodies.
    """

    headlines: list[str]
    leads: list[str]
    sentences: list[str]


def unrated_text(plan: Plan) -> Unrated:
    """Return unrated text in an order drawn by the seed."""
    rows = corpora.unrated(plan.data).sample(frac=1.0, random_state=plan.seed)
    lines = corpora.sentences(plan.data)
    lines = lines[lines["sentence"].str.split().str.len() >= _LEAST_WORDS]
    lines = lines.sample(min(plan.sentences, len(lines)), random_state=plan.seed)
    return Unrated(
        [prepared(t, "headline") for t in rows["headline"]],
        [prepared(t, "lead") if t else "" for t in rows["lead"]],
        [prepared(t, "lead") for t in lines["sentence"]],
    )


def taught(plan: Plan, library: Library) -> list[Documents]:
    """Return the documents that the teachers label."""
    text = unrated_text(plan)
    upper = acronyms(plan)
    led = [i for i, lead in enumerate(text.leads) if lead]
    titles, bodies = [text.headlines[i] for i in led], [text.leads[i] for i in led]
    headlines = [teacher.marked(t, upper) for t in text.headlines]
    leads = [teacher.marked(t, upper) for t in bodies]
    alone = _labels(plan, headlines)
    pair = _labels(plan, [headlines[i] for i in led], leads)
    lead = _labels(plan, leads)
    lines = _labels(plan, text.sentences)
    # Each output has its label from what it is read from.
    whole = np.where(outputs_of("headline"), alone[led], np.where(outputs_of("lead"), lead, pair))
    return [
        *_with_swaps(plan, library, text.headlines, [""] * len(text.headlines), alone),
        *_with_swaps(plan, library, titles, bodies, whole),
        _with_baits(plan, library, text.headlines, alone),
        library.documents([""] * len(bodies), bodies, lead),
        library.documents(text.sentences, [""] * len(text.sentences), lines, _AS_HEADLINE),
        library.documents([""] * len(text.sentences), text.sentences, lines),
        _by_people(plan, library),
    ]


def _labels(plan: Plan, first: Sequence[str], second: Sequence[str] | None = None) -> Floats:
    """Return the soft labels of the codebook's outputs, shape (texts, outputs)."""
    return soft_labels(plan, first, second)[:, : len(OUTPUTS)]


_PEOPLE = (0.9, -0.1)
"""Slope and shift from people's mean clickbait rating (mean .31, spread .25) to the mean and
spread (.18, .22) of the teacher's labels of the same posts."""


def _by_people(plan: Plan, library: Library) -> Documents:
    """Return the posts of Webis-17's training folds, with people's ratings for clickbait alone.

    Most of them are among the unrated headlines too, with the teacher's labels.
    """
    posts = training_posts(plan)
    target = np.full((len(posts), len(OUTPUTS)), np.nan, np.float32)
    slope, shift = _PEOPLE
    clickbait = OUTPUTS.index("clickbait")
    target[:, clickbait] = (slope * posts["mean"] + shift).clip(0.0, 1.0)
    return library.documents(posts["post"].tolist(), [""] * len(posts), target)


def _with_swaps(
    plan: Plan, library: Library, headlines: list[str], leads: list[str], target: Floats
) -> list[Documents]:
    """Return documents and, for a share of those that name somebody, a copy with other names.

    The copy keeps its labels, so that a name alone moves a score little.
    """
    rng = random.Random(plan.seed)  # noqa: S311 - a draw of names, not a secret
    other = [augment.renamed(h, rng) for h in headlines]
    chosen = [
        i
        for i, (a, b) in enumerate(zip(headlines, other, strict=True))
        if a != b and rng.random() < plan.swaps
    ]
    copies = library.documents(
        [other[i] for i in chosen], [augment.renamed(leads[i], rng) for i in chosen], target[chosen]
    )
    return [library.documents(headlines, leads, target), copies]


def _with_baits(plan: Plan, library: Library, headlines: list[str], target: Floats) -> Documents:
    """Return copies of a share of the headlines that have a bait behind them."""
    rng = random.Random(plan.seed)  # noqa: S311 - a draw of headlines, not a secret
    chosen = [i for i in range(len(headlines)) if rng.random() < plan.baits]
    pairs = [augment.baited(headlines[i], target[i], rng) for i in chosen]
    raised = np.array([t for _, t in pairs], np.float32).reshape(-1, target.shape[1])
    return library.documents([h for h, _ in pairs], [""] * len(pairs), raised)
