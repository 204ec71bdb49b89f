"""Rivals on six texts: what a mean, TF-IDF, fastText and VADER say of them."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from framing.codebook import scale
from framing.train.rivals import _expected, _texts, fasttext, majority, tfidf_ridge, vader

LOUD, PLAIN = "horror as beloved bridge falls", "council opens new bridge"


@pytest.fixture
def train():
    items = pd.DataFrame({"headline": [LOUD, PLAIN] * 3, "lead": [PLAIN, LOUD] * 3})
    return items.assign(sensationalism=[1.0, 0.0] * 3, lead_loaded=[0.0, 1.0] * 3, tone=0.5)


def test_the_mean_says_the_same_of_everything(train):
    train.loc[0, "sensationalism"] = np.nan
    said = majority(train, train[:2], scale("sensationalism"))
    assert said.tolist() == [0.4, 0.4]


def test_a_scale_is_judged_by_the_text_that_it_is_a_rating_of():
    item = pd.DataFrame({"headline": ["one"], "lead": ["other"]})
    read = {name: _texts(item, scale(name)) for name in ("clickbait", "lead_loaded", "opinion")}
    assert read == {"clickbait": ["one"], "lead_loaded": ["other"], "opinion": ["one other"]}


def test_ridge_learns_from_the_rated_items_alone(train):
    unrated = pd.DataFrame({"headline": [PLAIN] * 9, "lead": "", "sensationalism": np.nan})
    whole = pd.concat([train, unrated])
    loud, plain = tfidf_ridge(whole, train[:2], scale("sensationalism"))
    assert loud + plain == pytest.approx(1.0)  # both are equally far from the mean
    assert loud > 0.8
    # Of leads the same texts are rated the other way round.
    assert tfidf_ridge(train, train[:2], scale("lead_loaded")) == pytest.approx([plain, loud])


def library(monkeypatch, name, **parts):
    monkeypatch.setitem(sys.modules, name, SimpleNamespace(**parts))


def test_fasttext_reads_grades_and_says_the_grade_to_be_expected(monkeypatch, train):
    """A stand-in for the library, which takes half a gigabyte: it says how often a grade was."""
    read = []

    def train_supervised(path, **_):
        read.extend(Path(path).read_text("utf-8").splitlines())
        grades = [(1 / len(read), line.partition(" ")[0]) for line in read]
        return SimpleNamespace(f=SimpleNamespace(predict=lambda *_: grades))

    library(monkeypatch, "fasttext", train_supervised=train_supervised)
    train["sensationalism"] = [1.0, 0.25, 0.0, 0.0, np.nan, 0.0]
    train["headline"] = train["headline"].str.upper()
    said = fasttext(train, train[:2], scale("sensationalism"))
    assert read[:2] == [f"__label__4 {LOUD}", f"__label__1 {PLAIN}"]
    assert len(read) == 5
    assert said == pytest.approx([0.25, 0.25])
    assert _expected([(0.75, "__label__2"), (0.25, "__label__0")], 2) == 0.75


def test_vader_judges_tone_alone_and_its_compound_is_a_share(monkeypatch, train):
    def scores(text):
        return {"compound": -1.0 if text.startswith(LOUD) else 0.5}

    class Analyser:
        polarity_scores = staticmethod(scores)

    library(monkeypatch, "vaderSentiment.vaderSentiment", SentimentIntensityAnalyzer=Analyser)
    library(monkeypatch, "vaderSentiment")
    assert vader(train, train[:2], scale("tone")).tolist() == [0.0, 0.75]
    assert vader(train, train, scale("opinion")) is None


def test_a_rival_that_is_not_installed_is_left_out(monkeypatch, train):
    for name in ("fasttext", "vaderSentiment.vaderSentiment"):
        monkeypatch.setitem(sys.modules, name, None)
    assert fasttext(train, train, scale("tone")) is None
    assert vader(train, train, scale("tone")) is None
