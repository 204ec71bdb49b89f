"""The model card: its tables from a small record of figures."""

from framing.codebook import FRAMES, SCALES
from framing.train.card import (
    BARS,
    _bars,
    _breakdown,
    _frames,
    _invariance,
    _people,
    _probes,
    _rivals,
    _scales,
)

NAN = float("nan")


def figure(value, n=200):
    return {"value": value, "low": value - 0.1, "high": value + 0.1, "n": n}


def judged(r=0.7, **rivals):
    return {
        "r": figure(r),
        "error": 0.1,
        "calibration": 0.02,
        "coverage": 0.8,
        "width": 0.25,
        "rivals": rivals,
    }


def lines(text):
    """The rows of a text's tables."""
    return [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]


def test_a_scale_has_its_teachers_figure_where_there_was_a_teacher():
    found = {"scales": {"tone": judged(), "opinion": judged()}, "agreement": {}}
    text = _scales(found, {"teacher": {"tone": 0.8}})
    assert lines(text)[1:] == [
        "| tone | 200 | 0.700 (0.600–0.800) | 0.800 | 0.930 | 0.100 | 0.020 | 80.0% | 0.250 |",
        "| opinion | 200 | 0.700 (0.600–0.800) | – | 0.940 | 0.100 | 0.020 | 80.0% | 0.250 |",
    ]
    assert "no item is rated twice" in text


def test_agreement_is_said_where_items_were_rated_twice():
    found = {"scales": {}, "agreement": {"tone": {"items": 12, "alpha": 0.876, "retest": 0.9}}}
    assert "Krippendorff's alpha of items rated twice: tone 0.88 (12)." in _scales(found, {})


def test_a_rival_has_a_dash_where_it_says_nothing_or_all_the_same():
    mean, vader = {"r": NAN, "error": 0.3}, {"r": 0.2, "error": 0.25}
    scales = {"tone": judged(mean=mean, VADER=vader), "opinion": judged(mean=mean)}
    assert lines(_rivals({"scales": scales})) == [
        "| scale | this model r | error | VADER r | VADER error | mean r | mean error |",
        "| tone | 0.700 | 0.100 | 0.200 | 0.250 | – | 0.300 |",
        "| opinion | 0.700 | 0.100 | – | – | – | 0.300 |",
    ]


def frames():
    each = {f.column: {"n": 30, "auc": figure(0.9), "calibration": 0.01} for f in FRAMES}
    return each | {
        "main_right": 0.7,
        "main_right_with_none": 0.65,
        "main_majority": 0.2,
        "policy_auc": 0.92,
        "generic_auc": 0.9,
    }


def test_every_frame_has_its_row_and_the_main_one_a_sentence():
    text = _frames({"frames": frames()})
    assert [line.split(" | ")[0][2:] for line in lines(text)[1:]] == [f.column for f in FRAMES]
    assert lines(text)[1] == "| frame_economic | 30 | 0.900 (0.800–1.000) | 0.010 |"
    assert "right: 70.0% of framed items (commonest frame: 20.0%)" in text
    assert "65.0% of all items. Mean AUC: policy 0.920, generic 0.900." in text


def test_a_bar_that_is_just_reached_is_met():
    found = {
        "scales": {s.name: judged(BARS[s.name]) for s in SCALES},
        "frames": frames(),
        "contrast": {"plain < heightened": 0.97},
        "webis": {"r": figure(0.71)},
    }
    said = dict(line[2:].split(" | ", 1) for line in lines(_bars(found))[1:])
    assert said.keys() == BARS.keys()
    assert said["tone"] == "0.700 | 0.700 | met |"
    assert {name for name, row in said.items() if "missed" in row} == {"policy_auc", "contrast"}
    assert said["contrast"] == "0.980 | 0.970 | **missed** |"


def test_a_breakdown_has_a_dash_where_a_group_is_too_small():
    each = dict.fromkeys((s.name for s in SCALES), None)
    rows = lines(_breakdown("corpus", {"own": {"n": 9} | each | {"tone": 0.5}}))
    assert rows[1] == "| own | 9 | – | – | – | – | – | 0.500 | – |"


def test_people_contrasts_styles_and_probes_are_said():
    people = _people(
        {
            "webis": {"r": figure(0.7), "auc": 0.8, "withheld": 0.01},
            "gvfc": {"9 ~ economic": 0.85},
            "contrast": {
                "events": 5,
                "plain < heightened": 0.99,
                "all pairs": 0.95,
                "by step": {"0<1": 0.9},
            },
        }
    )
    assert "clickbait r 0.700 (0.600–0.800), n 200; AUC 0.800; withheld 1.0%." in people
    assert "plain below heightened in 99.0% of pairs, all pairs 95.0%" in people
    assert lines(people)[1] == "| 9 ~ economic | 0.850 |"
    moved = {"sensationalism": 0.0123, "clickbait": 0.0, "loaded": 0.5, "touched": 7}
    style = _invariance({"invariance": {"capitals": moved}})
    assert lines(style)[1] == "| capitals | 7 | 0.0123 | 0.0000 | 0.5000 |"
    lost = {"kind": "irony", "headline": "Brave plan", "scale": "loaded", "score": 0.4}
    probes = _probes({"plain": {"A fire": 0.1}, "losses": [lost], "notes": {"caught": 0.958}})
    assert {"| A fire | 0.100 |", "| irony | Brave plan | loaded | 0.400 |"} <= set(lines(probes))
    assert "| caught | 95.8% |" in lines(probes)
