"""The transformer: scikit-learn's own checks, the numbers of ``framing.score``, any container."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import framing

pytest.importorskip("sklearn", "1.6")
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from framing.sklearn import OUTPUTS, FramingFeatures

pd = pytest.importorskip("pandas")

HEADLINES = [
    "Council approves the budget for the new harbour",
    "You will never believe what the baker hid!",
    None,
    "Ministers meet in spring to talk about fishing rights",
]
LEADS = ["The council said on Monday that work begins in May.", None, "A lead is here alone.", ""]
PAIRS = list(zip(HEADLINES, LEADS, strict=True))


def expected(pairs=PAIRS):
    rows = [score.as_dict() for score in framing.score_many(pairs)]
    return np.array([[row[name] for name in OUTPUTS] for row in rows], float)


@parametrize_with_checks([FramingFeatures(), FramingFeatures(outputs=["tone"], fill=-1.0)])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize(
    "given",
    [
        PAIRS,
        np.array(PAIRS, object),
        pd.DataFrame(PAIRS),
        pd.DataFrame(PAIRS, dtype="string"),
        pd.DataFrame(PAIRS, dtype="category"),
    ],
)
def test_two_columns_are_headline_and_lead(given):
    np.testing.assert_array_equal(FramingFeatures().transform(given), expected())


def test_two_columns_of_polars():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"headline": HEADLINES, "lead": LEADS})
    np.testing.assert_array_equal(FramingFeatures().fit_transform(frame), expected())


@pytest.mark.parametrize(
    "given",
    [
        HEADLINES,
        [float("nan") if text is None else text for text in HEADLINES],
        [[text] for text in HEADLINES],
        np.array(HEADLINES, object),
        pd.Series(HEADLINES, index=[3, 3, 1, 1]),
        pd.Series(HEADLINES, dtype="string"),
        pd.DataFrame({"headline": HEADLINES}),
    ],
)
def test_one_column_is_the_headline(given):
    alone = expected([(headline, None) for headline in HEADLINES])
    np.testing.assert_array_equal(FramingFeatures().fit_transform(given), alone)
    assert np.isnan(alone[:, OUTPUTS.index("lead_loaded")]).all()


def test_columns_by_name_or_place_among_others():
    frame = pd.DataFrame({"n": range(4), "dek": LEADS, "kop": HEADLINES})
    named = FramingFeatures(headline="kop", lead="dek").fit(frame)
    np.testing.assert_array_equal(named.transform(frame), expected())
    placed = FramingFeatures(headline=2, lead=1)
    np.testing.assert_array_equal(placed.transform(frame.to_numpy()), expected())
    leads = FramingFeatures(headline=None, lead="dek").transform(frame)
    np.testing.assert_array_equal(leads, expected([(None, lead) for lead in LEADS]))


def test_outputs_fill_and_threads():
    some = FramingFeatures(outputs=["lead_loaded", "clickbait"], fill=-1, n_jobs=2)
    found = some.fit_transform(PAIRS)
    whole = expected()[:, [OUTPUTS.index("lead_loaded"), OUTPUTS.index("clickbait")]]
    np.testing.assert_array_equal(found, np.where(np.isnan(whole), -1, whole))
    assert found[1, 0] == found[2, 1] == -1


def test_names_and_set_output_and_copies(tiny_folder):
    features = FramingFeatures(outputs=["tone", "frame_policy"], model=tiny_folder)
    frame = pd.DataFrame(PAIRS, columns=["h", "l"], index=[5, 5, 2, 1])
    made = clone(features).set_output(transform="pandas").fit_transform(frame)
    assert list(made.columns) == ["tone", "frame_policy"]
    assert made.index.equals(frame.index)
    again = pickle.loads(pickle.dumps(features.fit(frame)))
    np.testing.assert_array_equal(again.transform(frame), made.to_numpy())
    assert list(again.feature_names_in_) == ["h", "l"]


def test_a_pipeline_learns_from_scores():
    plain = [f"Council {verb} the plan for the harbour" for verb in "approves delays reads".split()]
    loud = [f"You will NEVER believe this {thing} trick!" for thing in "baker goat tax".split()]
    pipeline = make_pipeline(FramingFeatures(fill=0.0), LogisticRegression())
    pipeline.fit(plain + loud, [0, 0, 0, 1, 1, 1])
    unseen = ["You won't BELIEVE what the neighbour did next!", "Ministers approve the fishing act"]
    assert pipeline.predict(unseen).tolist() == [1, 0]


def test_numbers_are_said(caplog):
    found = FramingFeatures().transform([[HEADLINES[0], 4.5], [7, LEADS[0]]])
    assert np.isnan(found[1, 0])
    assert "headline: 1 values are no text" in caplog.text
    assert "lead: 1 values are no text" in caplog.text


@pytest.mark.parametrize(
    ("options", "given", "said"),
    [
        ({"headline": "kop"}, PAIRS, "no column 'kop' for the headline; the columns are 2 without"),
        ({"lead": 2}, PAIRS, "no column 2 for the lead; the columns are 2 without names"),
        ({"headline": 1}, HEADLINES, "no column 1 for the headline"),
        ({"headline": None, "lead": None}, PAIRS, "neither headline nor lead"),
        ({"outputs": ["anger"]}, PAIRS, r"no output \['anger'\]; the outputs are sensationalism,"),
        ({"outputs": []}, PAIRS, "the outputs are"),
        ({}, [1.5, 2.5], "Reshape your data"),
        ({}, [], "minimum of 1 is required|Reshape your data"),
    ],
)
def test_misuse_is_said(options, given, said):
    features = FramingFeatures(**options)
    for call in (features.fit, features.transform):
        with pytest.raises(ValueError, match=said):
            call(given)
