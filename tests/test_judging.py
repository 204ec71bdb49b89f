"""What judges outlets and events: agreement of groups, the model's error, coverage, halves."""

import gzip
import json
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from framing.codebook import SCALES
from framing.events.words import bucket
from framing.train import outlets
from framing.train.background import document_counts, write_background
from framing.train.card import _events, _sources
from framing.train.events import agreement, grouping, half, mixture, told
from framing.train.outlets import model_error, outlet_figures, usual_spread


def test_perfect_groups_agree():
    events = np.array([3, 3, 4, 4, -1])
    found = agreement(np.array([0, 0, 1, 1, 2]), events, events >= 0)
    assert (found.precision, found.recall, found.bcubed, found.pairs) == (1.0, 1.0, 1.0, 2)


def test_a_pair_with_an_article_that_is_not_judged_is_false_once():
    events = np.array([3, 3, 5, -1])
    judged = events == 3
    found = agreement(np.zeros(4, int), events, judged)
    assert found.false == 4
    assert found.precision == pytest.approx(1 / 5)
    assert agreement(np.arange(4), events, judged).recall == 0.0


def test_a_group_that_is_split_loses_recall_and_no_precision():
    """Four articles of one event in groups of three and one: three of six pairs."""
    found = agreement(np.array([0, 0, 0, 1]), np.full(4, 9), np.ones(4, bool))
    assert (found.precision, found.recall, found.pairs, found.false) == (1.0, 0.5, 6, 0)
    recall = (3 * 0.75 + 0.25) / 4
    assert found.bcubed == pytest.approx(2 * recall / (1 + recall))


def test_two_events_in_one_group_lose_precision_and_no_recall():
    """Two and two in one group: two of six pairs are right."""
    found = agreement(np.zeros(4, int), np.array([1, 1, 2, 2]), np.ones(4, bool))
    assert (found.precision, found.recall, found.pairs) == (pytest.approx(1 / 3), 1.0, 2)
    assert found.false == 4
    assert found.bcubed == pytest.approx(2 * 0.5 / 1.5)


def article(headline, body=None, url=""):
    return {"headline": headline, "body": body, "url": url}


FIRST, LATER = date(2020, 3, 2).toordinal(), date(2020, 3, 20).toordinal()

EVENTS = [
    (1, "2020-03-02T08:00", [article("Tram derails at Quarry Bridge", ["A tram derailed."])] * 2),
    (3, "2020-03-20", [article("Reserve lifts lending rate", ["It rose."])] * 2),
]


@pytest.fixture
def corpora(tmp_path):
    """Two events, of either half, and articles of which two are of the corpora to mix in."""
    with gzip.open(tmp_path / "events.jsonl.gz", "wt", encoding="utf-8") as stream:
        for number, day, articles in EVENTS:
            event = {"id": number, "date": day, "articles": articles}
            stream.write(json.dumps(event) + "\n")
    rows = [
        ("agnews-test", "Painter Sorrel dies", "She painted."),
        ("allsides-baly", "Orchard pruned", "He pruned."),
        ("allsides-baly", "No lead", None),
        ("neus", "Storm storm", "Storm."),
    ]
    frame = pd.DataFrame(rows, columns=["corpus", "headline", "lead"])
    frame.to_parquet(tmp_path / "unlabelled.parquet")
    return tmp_path


def test_unrelated_articles_get_days_among_those_of_the_events(corpora):
    mixed = mixture(corpora, 2)
    assert mixed["day"].is_monotonic_increasing
    assert mixed["event"].value_counts().to_dict() == {1: 2, 3: 2, -1: 2}
    other = mixed[mixed["event"] == -1]
    assert set(other["headline"]) == {"Painter Sorrel dies", "Orchard pruned"}
    assert other["day"].between(FIRST, LATER).all()
    assert mixture(corpora, 2).equals(mixed)


def test_one_half_of_the_events_is_judged(corpora):
    found = grouping(mixture(corpora, 2), half(1), dated=True)
    assert half(1) != half(3)
    assert (found.pairs, found.precision, found.recall, found.false) == (1, 1.0, 1.0, 0)
    apart = grouping(mixture(corpora, 2), half(1), dated=False, link=2.0)
    assert (apart.recall, apart.precision) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://herald.example/2020/03/04/tram", 4),
        ("https://herald.example/2020-3-1/tram", 1),
        ("https://herald.example/2020/04/30/tram", 2),  # no publication date of this event
        ("https://herald.example/2020/13/45/tram", 2),
        ("https://herald.example/2020/03/041/tram", 2),
        ("", 2),
    ],
)
def test_a_day_is_that_of_the_address_where_it_is_near(tmp_path, url, day):
    event = {"id": 1, "date": "2020-03-02", "articles": [article(None, [], url)]}
    with gzip.open(tmp_path / "events.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(json.dumps(event) + "\n")
    day = date(2020, 3, day).toordinal()
    assert told(tmp_path) == [{"event": 1, "headline": "", "lead": "", "day": day}]


def test_the_background_counts_all_news_but_that_which_grouping_is_judged_by(corpora, tmp_path):
    write_background(corpora, tmp_path / "background.npz")
    with np.load(tmp_path / "background.npz") as file:
        counts = dict(zip(file["bucket"].tolist(), file["count"].tolist(), strict=True))
        assert file["items"] == 3
    assert counts[bucket("prune")] == 1  # once a text: in headline and lead
    assert counts[bucket("lead")] == 1
    assert bucket("storm") not in counts


def test_halves_are_fixed_and_even():
    assert [half(event) for event in range(6)] == [1, 1, 1, 0, 0, 1]
    assert np.mean([half(event) for event in range(2000)]) == pytest.approx(0.5, abs=0.04)


def test_counts_are_of_texts_not_of_words():
    counts = document_counts(["storm storm", "storm", "rain"])
    assert sorted(counts[counts > 0].tolist()) == [1, 2]


def rows(keys, ratings, scores):
    return pd.DataFrame({"key": keys, "rating": ratings, "score": scores})


def test_the_models_error_is_what_outlets_differ_by_beyond_chance():
    """Residuals .1 ± .1 and −.1 ± .1: between 2 × .04 / 2 … less within .02, over two each."""
    found = model_error(rows(list("AABB"), [0.2, 0.0, 0.0, -0.2], [0.0] * 4))
    within, between = 0.02, 4 * 0.01
    assert found == pytest.approx(((between - within) / 2) ** 0.5)
    assert model_error(rows(list("AABB"), [0.1, -0.1] * 2, [0.0] * 4)) == 0.0


def test_the_usual_spread_by_hand():
    scores = [0.0, 0.0, 0.5, 1.0, 1.0]
    assert usual_spread(rows(["A"] * 5, scores, scores)) == pytest.approx(0.25 / 0.25)


@pytest.fixture(scope="module")
def figures():
    """Forty outlets of 64 beta scores; ratings are the scores and noise."""
    rng = np.random.default_rng(0)
    level = np.repeat(rng.uniform(0.1, 0.4, 40), 64)
    score = rng.beta(8 * level, 8 * (1 - level))
    rating = score + rng.normal(0, 0.05, len(score))
    items = pd.DataFrame({"key": np.repeat([f"o{n}" for n in range(40)], 64)})
    items["part"] = np.where(items["key"].str[1:].astype(int) % 2, "test", "calibrate")
    for scale in SCALES:
        items[scale.name] = rating
    share = np.repeat(score[:, None], len(SCALES), axis=1)
    batch = SimpleNamespace(share=share, given=np.ones(share.shape, bool))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outlets, "DRAWS", 40)  # of each of forty outlets
        return outlet_figures(items, batch)


def test_intervals_of_beta_scores_cover_what_they_should(figures):
    for n, found in figures["sampling"].items():
        eighty, most = found["scales"]["sensationalism"]
        assert 0.76 < eighty < 0.87, n
        assert 0.92 < most < 0.99, n
        assert found["outlets"] == 40


def test_means_agree_and_halves_more_with_number(figures):
    found = figures["means"]["30"]["loaded"]
    assert (found["outlets"], found["r"]) == (20, pytest.approx(0.99, abs=0.02))
    assert 0.97 < found["low"] < found["r"] < found["high"] <= 1
    halves = [figures["reliability"][n]["loaded"]["r"] for n in ("5", "10", "30")]
    assert halves == sorted(halves)
    assert figures["spread"]["loaded"] == pytest.approx(1 / 9, abs=0.01)
    assert figures["error"]["loaded"] < 0.02


def test_what_means_of_few_ratings_can_reach_by_hand():
    """Mean ratings .2 to .7 vary by .035; thirty a tenth above and below by .01 / 29 by chance."""
    level = np.repeat(np.arange(6) / 10 + 0.2, 30)
    items = pd.DataFrame({"key": np.repeat(list("ABCDEF"), 30), "part": "test"})
    other = items.assign(part="calibrate")
    for scale in SCALES:
        items[scale.name] = other[scale.name] = level + np.tile([0.1, -0.1], 90)
    share = np.tile(np.repeat(level[:, None], len(SCALES), axis=1), (2, 1))
    batch = SimpleNamespace(share=share, given=np.ones(share.shape, bool))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outlets, "DRAWS", 2)
        found = outlet_figures(pd.concat([items, other]), batch)["means"]["30"]["tone"]
    assert (found["r"], found["outlets"]) == (1.0, 6)
    assert found["reachable"] == pytest.approx((1 - 0.01 / 29 / 0.035) ** 0.5, abs=1e-4)


def test_the_card_has_the_sections(figures):
    text = _sources({"sources": figures})
    assert "## Sources" in text
    assert "| 30 | 40 |" in text
    event = {"precision": 0.97, "recall": 0.7, "bcubed": 0.9, "pairs": 9, "false": 1}
    assert "| with dates | 3,000 | 9 | 0.970 |" in _events(
        {"events": {"with dates": {"3000": event}}}
    )
