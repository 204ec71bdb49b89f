"""Teachers and what they say, each step cached, seeded and resumable.

A teacher is trained once; labelling is cached chunk by chunk (joblib.Memory), so an interrupted
run goes on where it stopped. What is cached is known by this module's name and the source text of
``_label_chunk`` and ``_vector_chunk``: change either, and everything is labelled anew.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
import numpy.typing as npt

from framing.codebook import SCALES
from framing.train import corpora, teacher
from framing.train.documents import prepared
from framing.train.measures import correlation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from framing.train.plan import Plan
    from framing.train.vocabulary import Corpus

__all__ = [
    "acronyms",
    "by_side",
    "correlations",
    "meanings",
    "scales_read",
    "soft_labels",
    "teacher_figures",
    "teacher_items",
    "teacher_predictions",
    "training_posts",
]

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

_CHUNK = 4096
"""Texts labelled at once: about half a minute's work for the large encoder on two cores."""


def train_teacher(plan: Plan, encoder: str) -> Path:
    """Fine-tune a teacher once and return the folder with its weights."""
    recipe = teacher.recipe(encoder)
    folder = plan.cache / _teacher_name(plan, encoder, recipe)
    if (folder / "teacher.safetensors").exists():
        return folder
    model, tokeniser = teacher.load(encoder, plan.seed)
    items = teacher_items(plan)
    data = teacher.examples(items[items["part"] == "train"], teacher_posts(plan))
    teacher.fit(model, tokeniser, data, recipe, seed=plan.seed)
    teacher.save(model, folder)
    return folder


_TAUGHT_BY = ("ratings.parquet", "contrast.parquet", "webis17.parquet", "unlabelled.parquet")
"""The files that make a teacher what it is; of the last, the words that are mostly in capitals."""


def _teacher_name(plan: Plan, encoder: str, recipe: teacher.Recipe) -> str:
    """Name a teacher's folder by all that it hangs on, the data too."""
    said = f"{encoder} {recipe} {plan.posts} {plan.seed} {corpora.digest(plan.data, _TAUGHT_BY)}"
    return f"teacher-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def teacher_items(plan: Plan) -> pd.DataFrame:
    """Return the rated items (see ``framing.train.corpora.rated``) with shouted words marked."""
    items = corpora.rated(plan.data)
    upper = acronyms(plan)
    for column in ("headline", "lead"):
        items[column] = [teacher.marked(t, upper) for t in items[column]]
    return items


def acronyms(plan: Plan) -> frozenset[str]:
    """Return the words (lower case) that unrated headlines write in capitals as a rule."""
    return corpora.acronyms(corpora.unrated(plan.data)["headline"])


def teacher_posts(plan: Plan) -> pd.DataFrame:
    """Return the Webis-17 posts that teachers learn from: a draw of ``training_posts``."""
    posts = training_posts(plan)
    return posts.sample(min(plan.posts, len(posts)), random_state=plan.seed)


def training_posts(plan: Plan) -> pd.DataFrame:
    """Return the Webis-17 posts of the training folds, but for fragments."""
    posts = corpora.webis(plan.data)
    return posts[(posts["part"] == "train") & (posts["post"].str.len() >= corpora.LEAST_TEXT)]


def soft_labels(plan: Plan, first: Sequence[str], second: Sequence[str] | None = None) -> Floats:
    """Return the teachers' mean probabilities for texts, shape (texts, ``teacher.HEADS``).

    ``second`` goes with ``first`` as a lead with its headline. Logits are averaged by the plan's
    shares, then turned to probabilities; every chunk of each is cached.
    """
    second = second if second is not None else [""] * len(first)
    each = [_logits(p, e, first, second) for p, e in _seeded(plan)]
    logits = np.average(each, axis=0, weights=plan.shares or None)
    probabilities: Floats = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return probabilities


def _seeded(plan: Plan) -> Iterator[tuple[Plan, str]]:
    """Yield each teacher's plan and encoder; one that is named again has the next seed."""
    for place, encoder in enumerate(plan.encoders):
        yield replace(plan, seed=plan.seed + plan.encoders[:place].count(encoder)), encoder


def _logits(plan: Plan, encoder: str, first: Sequence[str], second: Sequence[str]) -> Floats:
    lazy = _LazyTeacher(encoder, train_teacher(plan, encoder))
    chunk = joblib.Memory(plan.cache, verbose=0).cache(_label_chunk, ignore=["reader"])

    def read(part: slice) -> Halves:
        given: Halves = chunk(lazy.digest, list(first[part]), list(second[part]), lazy.label)
        return given

    return _by_chunks("labelled %d of %d", len(first), read)


def _by_chunks(said: str, count: int, read: Callable[[slice], Halves]) -> Floats:
    parts = []
    for start in range(0, count, _CHUNK):
        parts.append(read(slice(start, start + _CHUNK)))
        log.info(said, min(start + _CHUNK, count), count)
    return np.concatenate(parts).astype(np.float32)


def word_vectors(plan: Plan, words: Sequence[str]) -> Floats:
    """Return the vectors that the first encoder gives single words, shape (words, width).

    Cached chunk by chunk.
    """
    lazy = _LazyTeacher(plan.encoders[0], train_teacher(plan, plan.encoders[0]))
    chunk = joblib.Memory(plan.cache, verbose=0).cache(_vector_chunk, ignore=["reader"])

    def read(part: slice) -> Halves:
        given: Halves = chunk(lazy.digest, list(words[part]), lazy.vectors)
        return given

    return _by_chunks("read %d of %d words", len(words), read)


def meanings(plan: Plan, corpus: Corpus) -> Floats | None:
    """Return what the first encoder makes of each word alone, shape (rows, width), if any.

    Rows of neighbour pairs get noughts: with them the vectors did no better.
    """
    if not plan.encoders:
        return None
    known = principal(word_vectors(plan, list(corpus.spoken.values())))
    out = np.zeros((len(corpus.keys), known.shape[1]), np.float32)
    out[list(corpus.spoken)] = known
    return out


def principal(vectors: Floats) -> Floats:
    """Turn vectors to their principal axes, centred, with a mean square of one.

    Adam moves every axis alike, so it matters along which ones the map of rows is learned.
    """
    centred = vectors - vectors.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes
    scaled: Floats = (turned / np.sqrt(np.mean(turned**2))).astype(np.float32)
    return scaled


Labeller = Callable[[list[str], list[str]], npt.NDArray[np.float16]]
Reader = Callable[[list[str]], npt.NDArray[np.float16]]


class _LazyTeacher:
    """A trained teacher that is loaded when it is first needed: what is cached needs none."""

    def __init__(self, encoder: str, weights: Path) -> None:
        self.encoder, self.weights = encoder, weights
        self.digest = hashlib.sha256((weights / "teacher.safetensors").read_bytes()).hexdigest()

    @cached_property
    def _loaded(self) -> tuple[teacher.Teacher, Any]:
        model, tokeniser = teacher.load(self.encoder)
        teacher.restore(model, self.weights)
        return model, tokeniser

    def label(self, first: list[str], second: list[str]) -> npt.NDArray[np.float16]:
        """Return logits of texts."""
        return teacher.label(*self._loaded, first, second)

    def vectors(self, words: list[str]) -> npt.NDArray[np.float16]:
        """Return the encoder's vectors of texts."""
        return teacher.vectors(*self._loaded, words)


def _label_chunk(
    digest: str, first: list[str], second: list[str], reader: Labeller
) -> npt.NDArray[np.float16]:
    del digest  # part of the cache's key: labels belong to the weights that gave them
    return reader(first, second)


def _vector_chunk(digest: str, words: list[str], reader: Reader) -> npt.NDArray[np.float16]:
    del digest  # as above
    return reader(words)


def teacher_figures(plan: Plan, items: pd.DataFrame) -> dict[str, float]:
    """Return the teacher's Pearson r for each scale on the outlets held out for the test."""
    test = corpora.natural(items, "test")
    return correlations(test, scales_read(teacher_predictions(plan, test)))


def scales_read(given: dict[str, Floats]) -> Floats:
    """Return each scale as given for what it reads, shape (items, scales)."""
    return np.stack([given[s.reads][:, i] for i, s in enumerate(SCALES)], axis=1)


def correlations(items: pd.DataFrame, given: Floats) -> dict[str, float]:
    """Return Pearson's r of each scale with what a model gives, shape (items, scales)."""
    out = {}
    for place, scale in enumerate(SCALES):
        known = items[scale.name].notna().to_numpy()
        rating = items.loc[known, scale.name].to_numpy(float)
        out[scale.name] = round(correlation(rating, given[known, place].astype(float)), 4)
    return out


def teacher_predictions(plan: Plan, items: pd.DataFrame) -> dict[str, Floats]:
    """Return the teachers' probabilities for items by what is read: headline, lead, article."""
    return by_side(lambda first, second: soft_labels(plan, first, second), plan, items)


def by_side(
    read: Callable[[list[str], list[str]], Floats], plan: Plan, items: pd.DataFrame
) -> dict[str, Floats]:
    """Return what ``read`` says of items' headlines, of both texts, and of leads.

    By what is read, as ``framing.codebook.Scale.reads`` names it. An item without a lead gives a
    placeholder, whose rows mean nothing.
    """
    upper = acronyms(plan)
    heads = [teacher.marked(prepared(t, "headline"), upper) for t in items["headline"]]
    leads = [teacher.marked(prepared(t, "lead"), upper) if t else "" for t in items["lead"]]
    nothing = [""] * len(items)
    return {
        "headline": read(heads, nothing),
        "article": read(heads, leads),
        "lead": read([t or "x" for t in leads], nothing),
    }
