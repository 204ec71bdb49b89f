"""The steps of ``framing train``, each cached, seeded and resumable.

corpora → teacher → soft labels → table → calibration → model folder. A step whose inputs have
not changed is read from the cache (joblib.Memory); labelling is cached chunk by chunk, so an
interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
import numpy.typing as npt

from framing.codebook import OUTPUTS, SCALES
from framing.model import load_model, save_model
from framing.train import augment, corpora, table, teacher
from framing.train.calibrate import calibrated
from framing.train.documents import Library, joined
from framing.train.measures import correlation
from framing.train.table import Documents, Settings, prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = [
    "RATINGS_ONLY",
    "SENTENCES",
    "Plan",
    "build",
    "by_side",
    "correlations",
    "natural",
    "scales_read",
    "soft_labels",
    "teacher_items",
    "teacher_predictions",
    "train_teacher",
]

log = logging.getLogger(__name__)

RATINGS_ONLY = Settings(passes=12, least_word=2, least_pair=3)
"""Settings where there are thousands of texts, not hundreds of thousands."""

Floats = npt.NDArray[np.float32]

_CHUNK = 4096
"""Texts labelled at once: about half a minute's work for the large encoder on two cores."""


SENTENCES = 65_536
"""Body sentences that are labelled. Mean r of the seven scales on the calibration outlets, one
run each: .718 with 4,000 (and no baits), .730 with 65,000, .728 with 94,000."""


@dataclass(frozen=True)
class Plan:
    """What a training run does.

    Each of ``encoders`` becomes a teacher and their labels are averaged; the many body
    sentences are labelled by the last alone, so the fastest is named last. An encoder that is
    named again becomes another teacher, from the next seed. Without encoders the table learns
    from the ratings alone.
    """

    data: Path
    cache: Path
    encoders: tuple[str, ...] = ()
    posts: int = 3000
    sentences: int = SENTENCES
    swaps: float = 0.5
    baits: float = 0.04
    rated_weight: float = 1.0
    settings: Settings = field(default_factory=Settings)
    seed: int = 0


@dataclass(frozen=True)
class Unrated:
    """Unrated text as the teacher reads it: ``first`` and ``second`` (empty for none)."""

    headlines: list[str]
    leads: list[str]
    sentences: list[str]


def unrated_text(plan: Plan) -> Unrated:
    """Return prepared unrated text in a fixed random order."""
    rows = corpora.unrated(plan.data).sample(frac=1.0, random_state=plan.seed)
    lines = corpora.sentences(plan.data)
    lines = lines[lines["sentence"].str.split().str.len() >= 8]  # noqa: PLR2004 - fragments teach little
    lines = lines.sample(min(plan.sentences, len(lines)), random_state=plan.seed)
    return Unrated(
        [prepared(t, "headline") for t in rows["headline"]],
        [prepared(t, "lead") if t else "" for t in rows["lead"]],
        [prepared(t, "lead") for t in lines["sentence"]],
    )


def train_teacher(plan: Plan, encoder: str) -> Path:
    """Fine-tune a teacher once and return the folder with its weights."""
    recipe = teacher.recipe(encoder)
    said = f"{encoder} {recipe.epochs} {plan.posts} {plan.seed}"
    folder = plan.cache / f"teacher-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    if (folder / "teacher.safetensors").exists():
        return folder
    model, tokeniser = teacher.load(encoder, plan.seed)
    items = teacher_items(plan)
    data = teacher.examples(items[items["part"] == "train"], teacher_posts(plan))
    teacher.fit(model, tokeniser, data, recipe, seed=plan.seed)
    teacher.save(model, folder)
    return folder


def teacher_items(plan: Plan) -> pd.DataFrame:
    """Return the rated items with shouted words marked, as teachers read them."""
    items = corpora.rated(plan.data)
    upper = corpora.acronyms(corpora.unrated(plan.data)["headline"])
    for column in ("headline", "lead"):
        items[column] = [teacher.marked(t, upper) for t in items[column]]
    return items


def teacher_posts(plan: Plan) -> pd.DataFrame:
    """Return the Webis-17 posts, of the training folds, that teachers learn from."""
    posts = taught_posts(plan)
    return posts.sample(min(plan.posts, len(posts)), random_state=plan.seed)


def taught_posts(plan: Plan) -> pd.DataFrame:
    """Return the Webis-17 posts of the training folds, but for fragments."""
    posts = corpora.webis(plan.data)
    return posts[(posts["part"] == "train") & (posts["post"].str.len() >= corpora.LEAST_TEXT)]


def soft_labels(
    plan: Plan,
    first: Sequence[str],
    second: Sequence[str] | None = None,
    encoders: Sequence[str] | None = None,
) -> Floats:
    """Return the teachers' mean probabilities for texts, shape (texts, heads).

    Logits are averaged, then turned to probabilities; every chunk of each is cached.
    """
    second = second if second is not None else [""] * len(first)
    chosen = encoders if encoders is not None else plan.encoders
    logits = np.mean([_logits(p, e, first, second) for p, e in _seeded(plan, chosen)], axis=0)
    probabilities: Floats = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return probabilities


def _seeded(plan: Plan, encoders: Sequence[str]) -> Iterator[tuple[Plan, str]]:
    """Yield each teacher's plan and encoder; one that is named again has the next seed."""
    for place, encoder in enumerate(encoders):
        yield replace(plan, seed=plan.seed + encoders[:place].count(encoder)), encoder


def _logits(plan: Plan, encoder: str, first: Sequence[str], second: Sequence[str]) -> Floats:
    lazy = Lazy(encoder, train_teacher(plan, encoder))
    chunk = joblib.Memory(plan.cache, verbose=0).cache(_label_chunk, ignore=["reader"])
    parts = []
    for start in range(0, len(first), _CHUNK):
        part = slice(start, start + _CHUNK)
        parts.append(chunk(lazy.digest, list(first[part]), list(second[part]), lazy.label))
        log.info("labelled %d of %d", min(start + _CHUNK, len(first)), len(first))
    return np.concatenate(parts).astype(np.float32)


def word_vectors(plan: Plan, words: Sequence[str]) -> Floats:
    """Return the vectors that the first encoder gives single words; cached chunk by chunk."""
    lazy = Lazy(plan.encoders[0], train_teacher(plan, plan.encoders[0]))
    chunk = joblib.Memory(plan.cache, verbose=0).cache(_vector_chunk, ignore=["reader"])
    parts = []
    for start in range(0, len(words), _CHUNK):
        parts.append(chunk(lazy.digest, list(words[start : start + _CHUNK]), lazy.vectors))
        log.info("read %d of %d words", min(start + _CHUNK, len(words)), len(words))
    return np.concatenate(parts).astype(np.float32)


def meanings(plan: Plan, corpus: table.Corpus) -> Floats | None:
    """Return what the first encoder makes of each word alone, by row; none without encoders.

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


class Lazy:
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


def taught(plan: Plan, library: Library) -> list[Documents]:
    """Return the documents that the teachers label."""
    text = unrated_text(plan)
    upper = corpora.acronyms(corpora.unrated(plan.data)["headline"])
    headlines = [teacher.marked(t, upper) for t in text.headlines]
    both = [i for i, lead in enumerate(text.leads) if lead]
    leads = [teacher.marked(text.leads[i], upper) for i in both]
    alone = soft_labels(plan, headlines)[:, : len(OUTPUTS)]
    pair = soft_labels(plan, [headlines[i] for i in both], leads)[:, : len(OUTPUTS)]
    lead = soft_labels(plan, leads)[:, : len(OUTPUTS)]
    lines = soft_labels(plan, text.sentences, encoders=plan.encoders[-1:])[:, : len(OUTPUTS)]
    whole = np.where(_reads("headline"), alone[both], np.where(_reads("lead"), lead, pair))
    titles, bodies = [text.headlines[i] for i in both], [text.leads[i] for i in both]
    return [
        *_with_swaps(plan, library, text.headlines, [""] * len(text.headlines), alone),
        *_with_swaps(plan, library, titles, bodies, whole),
        _with_baits(plan, library, text.headlines, alone),
        library.documents([""] * len(bodies), bodies, lead),
        library.documents(text.sentences, [""] * len(text.sentences), lines, 0.5),
        library.documents([""] * len(text.sentences), text.sentences, lines),
        _by_people(plan, library),
    ]


_PEOPLE = (0.9, -0.1)
"""Slope and shift from people's mean clickbait rating (mean .31, spread .25) to the mean and
spread (.18, .22) of the teacher's labels of the same posts."""


def _by_people(plan: Plan, library: Library) -> Documents:
    """Return the posts of Webis-17's training folds, with people's ratings for clickbait alone.

    Most of them are among the unrated headlines too, with the teacher's labels.
    """
    posts = taught_posts(plan)
    target = np.full((len(posts), len(OUTPUTS)), np.nan, np.float32)
    slope, shift = _PEOPLE
    clickbait = OUTPUTS.index("clickbait")
    target[:, clickbait] = (slope * posts["mean"] + shift).clip(0.0, 1.0)
    return library.documents(posts["post"].tolist(), [""] * len(posts), target)


def teacher_figures(plan: Plan, items: pd.DataFrame) -> dict[str, float]:
    """Return the teacher's Pearson r for each scale on the outlets held out for the test."""
    test = natural(items, "test")
    return correlations(test, scales_read(teacher_predictions(plan, test)))


def natural(items: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return the items of a part that were published, not written for contrast."""
    return items[(items["part"] == part) & (items["event"] == "")].reset_index(drop=True)


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
    """Return what ``read`` says of items' headlines, leads, and both, prepared and marked."""
    upper = corpora.acronyms(corpora.unrated(plan.data)["headline"])
    heads = [teacher.marked(prepared(t, "headline"), upper) for t in items["headline"]]
    leads = [teacher.marked(prepared(t, "lead"), upper) if t else "" for t in items["lead"]]
    nothing = [""] * len(items)
    return {
        "headline": read(heads, nothing),
        "article": read(heads, leads),
        "lead": read([t or "x" for t in leads], nothing),
    }


def _reads(side: str) -> npt.NDArray[np.bool_]:
    reads = [s.reads for s in SCALES] + ["article"] * (len(OUTPUTS) - len(SCALES))
    return np.array([r == side for r in reads])


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


def build(plan: Plan, out: Path, header: dict[str, Any]) -> None:
    """Train a model and write its folder."""
    items = corpora.rated(plan.data)
    library = Library()
    parts = [library.rated(items[items["part"] == "train"], plan.rated_weight)]
    if plan.encoders:
        parts += taught(plan, library)
        header = header | {"teacher": teacher_figures(plan, items)}
    unrated = corpora.unrated(plan.data)
    corpus = table.read_corpus(
        library.texts,
        plan.settings,
        banned=corpora.OUTLET_WORDS,
        acronyms=corpora.acronyms(unrated["headline"]),
    )
    documents = joined(parts)
    header = header | {"making": _making(plan, items, len(documents.headline), corpus)}
    student = table.fit(corpus, documents, plan.settings, meanings(plan, corpus))
    arrays = table.arrays(student, corpus)
    write(plan, out, header, arrays, items)


def _making(plan: Plan, items: pd.DataFrame, documents: int, corpus: table.Corpus) -> str:
    """Return what the card says of how the model was made."""
    rated = int((items["part"] == "train").sum())
    table_said = (
        f"a table of {len(corpus.keys):,} words and neighbour pairs, {plan.settings.width} numbers "
        f"each, and three small heads"
    )
    if not plan.encoders:
        return f"{table_said.capitalize()} were fitted to {rated:,} rated items alone."
    seeds = Counter(Path(encoder).name for encoder in plan.encoders)
    names = " and ".join(f"{e} ({n} seeds)" if n > 1 else e for e, n in seeds.items())
    return (
        f"{names} was fine-tuned on {rated:,} rated items (contrast events among them) and "
        f"{plan.posts:,} Webis-17 posts, and labelled unrated headlines, leads and sentences; "
        f"{table_said} were fitted to the resulting {documents:,} documents, among them "
        "copies with other names or a bait, and Webis-17 posts with people's clickbait ratings. "
        "Calibration and intervals were set on outlets that neither saw."
    )


def write(
    plan: Plan, out: Path, header: dict[str, Any], arrays: dict[str, Any], items: pd.DataFrame
) -> None:
    """Calibrate on the outlets set apart for it and write the model folder."""
    blank = {
        "spread": np.zeros((len(SCALES), 5), np.float32),
        "quantiles": np.zeros((len(SCALES), 2), np.float32),
    }
    raw = out.with_name(out.name + ".raw")
    save_model(raw, header, arrays | blank)
    held = natural(items, "calibrate")
    model, said = calibrated(load_model(raw), held)
    for name, head in model.heads.items():
        arrays |= {f"{name}_out": head.out, f"{name}_shift": head.shift}
    arrays |= {"spread": model.spread, "quantiles": model.quantiles}
    save_model(out, header | _provenance(plan) | {"thresholds": said["thresholds"]}, arrays)
    for path in raw.iterdir():
        path.unlink()
    raw.rmdir()


def _provenance(plan: Plan) -> dict[str, Any]:
    """Return what the model was trained on and with."""
    from importlib.metadata import version

    names = ("numpy", "scikit-learn", "torch", "transformers", "nltk")
    return {
        "trained_on": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            for path in sorted(plan.data.glob("*.parquet"))
        },
        "encoders": [Path(encoder).name for encoder in plan.encoders],
        "settings": asdict(plan.settings)
        | {name: getattr(plan, name) for name in ("posts", "sentences", "swaps", "baits", "seed")},
        "libraries": {name: version(name) for name in names}
        | {"python": platform.python_version()},
    }
