"""What others read the same headlines with. Trained beforehand, on labels from our own score."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

import framing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.corpus import Corpus

__all__ = ["FASTTEXT", "Rival", "available"]

FASTTEXT = "fastText, dim 100, word pairs"
_TRAINED_ON = 50_000
_EVERY = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival: ``bulk`` reads a list, ``one`` a single text; ``most`` texts take it seconds."""

    name: str
    bulk: Callable[[list[str]], object]
    one: Callable[[str], object]
    most: int


def available(corpus: Corpus, encoder: Path | None) -> tuple[list[Rival], list[str]]:
    """Make the rivals; return them, and a note on each that is missing."""
    texts = corpus.headlines[:_TRAINED_ON]
    labels = _labels(corpus)
    made = {
        FASTTEXT: lambda: _fasttext(texts, labels),
        "scikit-learn TF-IDF + LR": lambda: _tfidf(texts, labels),
        "scikit-learn hashing + SGD": lambda: _hashing(texts, labels),
        "VADER": _vader,
        "TextBlob": _textblob,
    }
    if encoder:
        made["transformer encoder"] = lambda: _encoder(encoder)
    notes = [] if encoder else ["The transformer encoder was left out (`--encoder FOLDER`)."]
    tried = [_tried(name, make) for name, make in made.items()]
    notes += [rival for rival in tried if isinstance(rival, str)]
    return [rival for rival in tried if isinstance(rival, Rival)], notes


def _tried(name: str, make: Callable[[], Rival]) -> Rival | str:
    """Return a rival, or why there is none."""
    try:
        return make()
    except ImportError as error:
        return f"{name} was left out: no module {error.name}."


def _labels(corpus: Corpus) -> list[int]:
    """Tell which headlines are more sensational than half of them."""
    scores = framing.score_table(corpus.table(_TRAINED_ON))["sensationalism"]
    numbers = scores.fill_null(0.0).to_numpy()[: len(corpus.headlines)]
    return [int(number) for number in numbers > np.median(numbers)]


def _fasttext(texts: Sequence[str], labels: Sequence[int]) -> Rival:
    import fasttext

    with TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        pairs = zip(labels, texts, strict=True)
        path.write_text("\n".join(f"__label__{label} {text}" for label, text in pairs), "utf-8")
        model = fasttext.train_supervised(str(path), wordNgrams=2, thread=1, verbose=0)

    # predict(str) fails with NumPy 2; this is the call in it that does the work.
    def one(text: str) -> object:
        return model.f.predict(text + "\n", 1, 0.0, "strict")

    return Rival(FASTTEXT, model.predict, one, _EVERY)


def _tfidf(texts: Sequence[str], labels: Sequence[int]) -> Rival:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pipe = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)
    return _pipeline("scikit-learn TF-IDF + LR", pipe)


def _hashing(texts: Sequence[str], labels: Sequence[int]) -> Rival:
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    linear = SGDClassifier(loss="log_loss", random_state=0)
    pipe = make_pipeline(HashingVectorizer(), linear).fit(texts, labels)
    return _pipeline("scikit-learn hashing + SGD", pipe)


def _pipeline(name: str, pipe: Any) -> Rival:
    read = pipe.predict_proba
    return Rival(name, read, lambda text: read([text]), _EVERY)


def _vader() -> Rival:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    read = SentimentIntensityAnalyzer().polarity_scores
    return Rival("VADER", lambda texts: [read(t) for t in texts], read, most=4_000)


def _textblob() -> Rival:
    from textblob import TextBlob

    def read(text: str) -> object:
        return TextBlob(text).sentiment

    return Rival("TextBlob", lambda texts: [read(t) for t in texts], read, most=2_000)


def _encoder(folder: Path) -> Rival:
    import torch
    from transformers import AutoModel, AutoTokenizer, logging

    logging.disable_progress_bar()
    torch.set_num_threads(1)
    split = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()

    def bulk(texts: list[str]) -> object:
        with torch.inference_mode():
            return [_means(model, split, part) for part in _parts(sorted(texts, key=len))]

    size = f"{model.config.num_hidden_layers} layers of {model.config.hidden_size}"
    return Rival(f"transformer encoder, {size}, torch", bulk, lambda t: bulk([t]), most=256)


def _parts(texts: list[str], size: int = 32) -> Iterator[list[str]]:
    return (texts[at : at + size] for at in range(0, len(texts), size))


def _means(model: Any, split: Any, texts: list[str]) -> Any:
    """Return the mean of each text's token vectors: what a head would read."""
    read = split(texts, padding=True, truncation=True, return_tensors="pt")
    mask = read["attention_mask"][:, :, None]
    return (model(**read).last_hidden_state * mask).sum(1) / mask.sum(1)
