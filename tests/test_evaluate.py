"""The figures of a card: each measure on a handful of invented items, and the floors."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from framing.codebook import FRAMES, OUTPUTS, POLICY_FRAMES, SCALES
from framing.model import load_model, save_model
from framing.predict import Batch
from framing.train import corpora, evaluate, events, measures, outlets
from framing.train.evaluate import (
    _breakdowns,
    _by,
    _contrast,
    _frames,
    _invariance,
    _notes,
    _scales,
)
from framing.train.rivals import majority
from tests.conftest import tiny_arrays


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch):
    """Two bootstrap draws: what is tested here is not how narrow an interval is."""
    monkeypatch.setattr(measures, "_DRAWS", 2)


def batch(width=0.0, main=(), **shares):
    """Predictions that are 0 but for the outputs named; intervals reach ``width`` each way."""
    count = len(next(iter(shares.values())))
    share = np.zeros((count, len(OUTPUTS)), np.float32)
    for name, values in shares.items():
        share[:, OUTPUTS.index(name)] = values
    scales = share[:, : len(SCALES)]
    enough = dict.fromkeys(("headline", "lead", "article"), np.ones(count, bool))
    low, high = scales - np.float32(width), scales + np.float32(width)
    return Batch(share, low, high, enough, np.array(main, np.int64), np.zeros(count, np.int64))


def rated(headlines, **ratings):
    """Items with ratings of 0 but for those named."""
    items = pd.DataFrame({"headline": headlines, "lead": "", "key": "k", "part": "test"})
    for name in (*OUTPUTS, *corpora.MAIN):
        items[name] = ratings.get(name, 0.0)
    return items


def on_all_scales(values):
    return {scale.name: values for scale in SCALES}


def test_a_scale_is_judged_by_correlation_error_coverage_and_width(monkeypatch):
    monkeypatch.setattr(evaluate, "RIVALS", {"mean": majority, "none": lambda *_: None})
    ratings = [0.0, 0.25, 0.5, 1.0, np.nan]
    test = rated(["a"] * 5, **on_all_scales(ratings))
    shares = [0.1, 0.3, 0.5, 0.9, 0.7]
    found = _scales(test[:1], test, batch(0.075, **on_all_scales(shares)))["tone"]
    assert found["r"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 4}
    assert found["error"] == found["calibration"] == 0.0625  # (.1 + .05 + 0 + .1) / 4
    assert found["coverage"] == 0.5  # the two in the middle
    assert found["width"] == 0.15
    assert found["rivals"].keys() == {"mean"}
    assert found["rivals"]["mean"]["error"] == 0.4375  # it says 0 of everything
    assert np.isnan(found["rivals"]["mean"]["r"])


def test_frames_are_judged_by_ranking_and_by_the_main_one():
    economic, political = [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]
    test = rated(
        ["a"] * 4,
        frame_economic=economic,
        frame_political=political,
        generic_conflict=political,
        main_economic=economic,
        main_political=political,
    )
    guess = batch(
        main=[0, 12, -1, -1],
        frame_economic=[0.9, 0.2, 0.3, 0.1],
        frame_political=[0.1, 0.6, 0.8, 0.0],
        generic_conflict=[0.5, 0.1, 0.3, 0.1],
    )
    found = _frames(test, guess)
    assert found["frame_economic"]["n"] == 2
    assert found["frame_economic"]["auc"]["value"] == 0.75  # .2 is below .3
    assert np.isnan(found["frame_morality"]["auc"]["value"])
    assert found["policy_auc"] == 0.875  # of the two that somebody gave
    assert found["generic_auc"] == 0.6667
    assert found["main_right"] == 0.6667  # the second is taken for political
    assert found["main_majority"] == 0.6667
    assert found["main_right_with_none"] == 0.5  # the third was named by nobody, but had a frame


def test_a_breakdown_says_nothing_of_fewer_than_thirty():
    values = np.linspace(0, 1, 59)
    test = rated(["a"] * 59, **on_all_scales(values))
    groups = pd.Series(["many"] * 30 + ["few"] * 29)
    found = _by(test, batch(**on_all_scales(1 - values)), groups)
    assert found["many"] == {"n": 30} | on_all_scales(-1.0)
    assert found["few"] == {"n": 29} | on_all_scales(None)
    still = _by(test.assign(tone=0.5), batch(**on_all_scales(values)), groups)
    assert still["many"]["tone"] is None  # ratings that do not vary


def test_items_are_broken_down_by_corpus_length_draw_and_outlet():
    test = rated([" ".join(["a"] * words) for words in (7, 8, 10, 14)])
    test["corpus"] = ["x", "y", "y", "y"]
    test["batch"] = ["a01", "a02", "d01", "a03"]
    test["key"] = ["one", "other", "other", "other"]
    found = _breakdowns(test, batch(tone=[0.0] * 4))
    counts = {name: {g: v["n"] for g, v in groups.items()} for name, groups in found.items()}
    assert counts == {
        "corpus": {"x": 1, "y": 3},
        "headline length": {"1–7": 1, "8–10": 2, "14+": 1},
        "draw": {"random": 3, "heightened outlets": 1},
        "outlet": {"1–2 items": 1, "3–9 items": 3},
    }


def test_contrast_is_the_share_of_pairs_in_order(tiny):
    told = {"plain": "plain plain", "mid": "plain shock", "extreme": "shock shock"}
    rows = [("1", version, text) for version, text in told.items()]
    rows += [("2", "plain", "shock shock"), ("2", "extreme", "plain plain")]
    items = rated([text for *_, text in rows])
    items["event"], items["version"] = zip(*[row[:2] for row in rows], strict=True)
    assert _contrast(items, tiny) == {
        "events": 2,
        "plain < heightened": 0.6667,  # of two pairs of the first event and one of the second
        "all pairs": 0.75,
        "by step": {"0<1": 1.0, "0<2": 0.5, "1<2": 1.0},
    }


def test_invariance_is_the_mean_change_of_what_a_style_touches(tiny):
    items = rated(["plain it's you", "plain shock you", "Plain you in 1999"])
    found = _invariance(items, tiny)
    assert found["curly quotes"]["touched"] == 1
    assert found["year"]["touched"] == 1
    assert found["lower case"]["touched"] == 1
    assert found["suffix after bar"]["touched"] == 3
    assert found["suffix after bar"]["sensationalism"] == 0.0  # a suffix is cut off
    assert "straight quotes" not in found
    assert "name swapped" not in found


def test_a_swapped_name_moves_a_score_by_what_its_words_weigh(tiny, monkeypatch):
    monkeypatch.setattr(evaluate.names, "swapped", lambda text, *_: text.replace("you", "shock"))
    found = _invariance(rated(["plain plain you", "plain plain"]), tiny)["name swapped"]
    before, after = (1 / (1 + np.exp(1 - (x - 2) / np.sqrt(3))) for x in (2 * 0.5, 2 * 1.0))
    assert found["touched"] == 1
    assert found["loaded"] == pytest.approx(after - before, abs=1e-4)


def test_notes_are_counted_as_shares_of_headlines(tiny, monkeypatch):
    dutch = "Boeren blokkeren de snelweg uit protest"
    monkeypatch.setattr(evaluate.probes, "FOREIGN", (dutch,))
    monkeypatch.setattr(evaluate.probes, "FOREIGN_UNSEEN", (dutch, "plain shock you"))
    found = _notes(rated(["plain you", "plain plain zonk blorp", dutch, "you"]), tiny)
    assert found == {
        "foreign headlines caught, of those the rules were settled on": 1.0,
        "foreign headlines caught, of others": 0.5,
        "English headlines called foreign": 0.25,
        "English headlines called mostly unknown": 0.25,
    }


# the whole, on corpora of our own


SIZES = {"Anchor": 10, "Chronicle": 10, "Argus": 10, "Courier": 40}
"""Items of outlets that fall, by the hash of their names, into train, calibrate twice, and test."""


def items_of(outlet, size):
    """Items of one outlet: “shock” and every frame where the ratings are high."""
    high = np.arange(size) % 2
    words = np.where(high, "shock you shock", "plain plain you")
    items = pd.DataFrame({"headline": [f"{w} {outlet} Macron {n}" for n, w in enumerate(words)]})
    items = items.assign(lead=items["headline"], outlet=outlet, corpus="own", batch="a00")
    items = items.assign(id=[f"{outlet} {n}" for n in range(size)], event="", version="")
    for scale in SCALES:
        items[scale.code] = np.where(high, min(scale.highest, 2), scale.lowest).astype(float)
    kinds = [",".join(f.code for f in POLICY_FRAMES), "-"]
    return items.assign(pf=np.where(high, *kinds), gf=np.where(high, "CHEMR", "-"))


def contrast():
    """One event that falls into the test, told plainly and loudly."""
    pair = items_of("", 2).assign(event="1", version=["plain", "extreme"])
    return pair.assign(id=["p", "x"], headline=["plain plain bridge", "shock shock bridge"])


def told():
    """Events of both halves, each told twice in the same words."""
    heads = ["Tram derails at Quarry Bridge", "Reserve lifts lending rate", "Painter Sorrel dies"]
    return [
        {
            "id": n,
            "date": "2020-03-02",
            "articles": [{"headline": head, "body": [f"{head}, it was said."], "url": ""}] * 2,
        }
        for n, head in enumerate(heads, start=1)
    ]


def posts():
    """Posts of which six fall into the test by the hash of their words, two of them plain."""
    texts = [
        f"{words} post {letter}" for words in ("plain plain", "shock you") for letter in LETTERS
    ]
    means = np.repeat([0.0, 1.0], len(LETTERS))
    return pd.DataFrame({"post": texts, "title": texts, "mean": means})


LETTERS = "abcdefghijkl"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    items = pd.concat([items_of(name, size) for name, size in SIZES.items()])
    earlier = items[["outlet", "headline", "lead"]].assign(corpus="allsides-baly")
    heads = ["shock you", *["plain you"] * 7, "shock you"]
    themes = pd.DataFrame({"headline": heads, "theme1": range(1, 10), "theme2": 99})
    frames = {"ratings": items, "contrast": contrast(), "webis17": posts()}
    for name, frame in (frames | {"gvfc": themes, "unlabelled": earlier}).items():
        frame.to_parquet(folder / f"{name}.parquet")
    with gzip.open(folder / "events.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(event) + "\n" for event in told())
    return folder


@pytest.fixture(scope="module")
def found(data, tmp_path_factory):
    """All figures of the tiny model, by which “shock you” scores high on everything."""
    folder = tmp_path_factory.mktemp("model")
    save_model(folder, {"name": "tiny", "version": "1"}, tiny_arrays())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measures, "_DRAWS", 2)
        patch.setattr(outlets, "DRAWS", 4)
        patch.setattr(events, "UNRELATED", (5,))
        patch.setattr(evaluate, "RIVALS", {"mean": majority})
        return evaluate.figures(data, load_model(folder))


def test_every_figure_is_of_outlets_that_were_held_out(found):
    assert found["items"] == {"train": 10, "calibrate": 20, "test": 42}
    assert found["outlets"] == 1
    assert found["scales"]["tone"]["r"]["n"] == 40


def test_a_model_that_reads_as_it_was_rated_correlates_fully(found):
    assert {name: s["r"]["value"] for name, s in found["scales"].items()} == on_all_scales(1.0)
    assert {f.column: found["frames"][f.column]["auc"]["value"] for f in FRAMES} == {
        f.column: 1.0 for f in FRAMES
    }
    assert found["frames"]["main_right"] == 1.0
    assert found["frames"]["main_right_with_none"] == 0.5  # it has no threshold for “none”
    assert found["by"]["corpus"]["own"]["loaded"] == 1.0
    assert found["contrast"]["all pairs"] == 1.0
    assert found["webis"]["r"]["value"] == found["webis"]["auc"] == 1.0
    assert found["webis"]["r"]["n"] == 6
    assert found["gvfc"]["9 ~ economic"] == 0.9375  # above seven, beside one
    assert found["gvfc"]["2 ~ policy"] == 0.375  # below two, beside six


def test_events_are_judged_by_the_half_that_chose_nothing(found):
    for kind in ("with dates", "without dates"):
        said = found["events"][kind]["5"]
        assert said == {"precision": 1.0, "recall": 1.0, "bcubed": 1.0, "pairs": 2, "false": 0}


def test_data_and_model_are_named_by_their_digests(found, data, tmp_path):
    assert found["model"].startswith("tiny 1 ")
    assert found["data"] == corpora.digest(data, evaluate.EVALUATED)
    for path in data.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert corpora.digest(tmp_path, evaluate.EVALUATED) == found["data"]
    with (tmp_path / "gvfc.parquet").open("ab") as stream:
        stream.write(b" ")
    assert corpora.digest(tmp_path, evaluate.EVALUATED) != found["data"]


# floors


def test_what_has_a_floor_is_better_when_higher(found):
    worse = found | {
        "plain": {"one": 0.29, "other": 0.3},
        "contrast": {"plain < heightened": 0.9},
        "events": {"with dates": {n: {"precision": 1 - n / 10, "recall": n / 10} for n in (1, 2)}},
        "invariance": {
            "capitals": {"sensationalism": 0.02},
            "year": {"sensationalism": 0.01},
            "name swapped": {"sensationalism": 0.5},
            "name swapped, unseen names": {"sensationalism": 0.5, "loaded": 0.03},
        },
    }
    had, has = evaluate.gated(found), evaluate.gated(worse)
    assert {name: figure for name, figure in has.items() if figure != had[name]} == {
        "contrast": 0.9,
        "events precision": 0.8,  # the worst mixture counts
        "events recall": 0.1,
        "plain headlines below .3": 0.5,
        "style moves sensationalism by at most, negative": -0.02,
        "names move loaded by, negative": -0.03,
    }
    assert all(had[name] > figure for name, figure in has.items() if figure != had[name])


@pytest.fixture
def evaluated(found, data, tmp_path, monkeypatch):
    """Evaluate by figures that were computed once, with floors that were just met."""
    floors = tmp_path / "floors.json"
    monkeypatch.setattr(evaluate, "figures", lambda *_: found)

    def run(changed=None, **options):
        if changed is not None:
            said = json.loads(floors.read_text("utf-8"))
            floors.write_text(json.dumps(changed(said)), "utf-8")
        return evaluate.run(data, floors=floors, **options)

    assert run() == 0
    return floors, run


def raised(by):
    def change(said):
        said["floors"]["contrast"] += by
        return said

    return change


def test_floors_that_are_not_there_are_set_to_what_was_found(evaluated, found):
    floors, run = evaluated
    assert json.loads(floors.read_text("utf-8")) == {
        "data": found["data"],
        "model": found["model"],
        "floors": evaluate.gated(found),
    }
    assert run() == 0


def test_a_figure_below_its_floor_fails_and_leaves_the_floor(evaluated, caplog):
    floors, run = evaluated
    assert run(raised(0.004)) == 0  # rounding is let pass
    assert run(raised(0.002)) == 1
    assert caplog.messages[-1] == "contrast: 1.0000 is below its floor 1.0060"
    assert json.loads(floors.read_text("utf-8"))["floors"]["contrast"] == pytest.approx(1.006)


def test_a_figure_that_is_not_a_number_is_below_its_floor(found, tmp_path):
    evaluate.set_floors(found, tmp_path / "floors.json")
    broken = found | {"contrast": {"plain < heightened": float("nan")}}
    assert len(evaluate.check(broken, tmp_path / "floors.json")) == 1


def test_a_figure_that_no_headline_gave_is_below_its_floor(found, tmp_path):
    evaluate.set_floors(found, tmp_path / "floors.json")
    styles = {k: v for k, v in found["invariance"].items() if "unseen" not in k}
    nameless = found | {"invariance": styles}
    (said,) = evaluate.check(nameless, tmp_path / "floors.json")
    assert said.startswith("names move loaded by, negative: nan is below its floor")


def test_a_floor_is_lowered_where_that_is_asked_for(evaluated):
    floors, run = evaluated
    assert run(raised(0.5), allow_regression=True) == 0
    assert json.loads(floors.read_text("utf-8"))["floors"]["contrast"] == 1.0


def test_floors_of_other_data_are_refused(evaluated, caplog, found):
    _, run = evaluated
    assert run(lambda said: said | {"data": "another"}) == 1
    assert f"set on data another, this is {found['data']}" in caplog.messages[-1]


def test_the_card_is_written_without_floors_too(found, data, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluate, "figures", lambda *_: found)
    assert evaluate.run(data, out=tmp_path / "card.md") == 0
    text = (tmp_path / "card.md").read_text("utf-8")
    assert "Figures on 1 outlets never trained on (42 items held out" in text
    assert "| tone | 40 | 1.000 (1.000–1.000) |" in text
    assert "| frame_economic | 20 | 1.000 (1.000–1.000) |" in text
