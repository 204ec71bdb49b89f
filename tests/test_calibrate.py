"""Calibration: lines folded into the heads, intervals from residuals, the threshold of “none”."""

import numpy as np
import pandas as pd
import pytest

from framing.codebook import OUTPUTS, SCALES
from framing.model import Head
from framing.predict import predict_by_reference
from framing.train.calibrate import _folded, _main_threshold, calibrated
from framing.train.corpora import MAIN
from framing.train.residuals import conformal, cross_fitted, platt, spread


def test_a_line_through_the_logit_is_folded_into_the_head():
    head = Head(
        np.array([[1, 0], [0, 1]], np.float32),
        np.array([0.5, -1.0], np.float32),
        np.array([[2, 1], [-1, 3]], np.float32),
        np.array([0.25, -0.5], np.float32),
    )
    x = np.array([[1.0, 4.0], [-1.0, 0.0]], np.float32)
    lines = np.array([[2.0, 0.5], [0.25, -1.0]])
    assert head(x).tolist() == [[0.25, 10.0], [0.25, -0.5]]
    assert _folded(head, lines)(x).tolist() == [[1.0, 1.5], [1.0, -1.125]]


def test_a_line_of_few_items_stays_near_the_logit_itself():
    raw, target = np.array([-1.0, 1.0]), np.array([0.0, 1.0])
    slope, shift = platt(raw, target)
    assert 1.0 < slope < 1.3  # without the pull it would rise without end
    assert shift == pytest.approx(0.0, abs=1e-6)
    assert platt(raw, np.full(2, np.nan)) == (1.0, 0.0)


def test_ends_of_nine_outlets_leave_out_one_of_them():
    """Nine residuals of −4 … 4 widths, each of an outlet, weigh a tenth each, and so does the
    outlet yet unseen: eight tenths are all but the highest, and the tenth."""
    share = np.full(9, 0.5)
    ends = conformal(share + np.arange(-4, 5) / 10, share, np.full(9, 0.1), np.arange(9))
    assert ends == pytest.approx((-4.0, 3.0))


def test_the_spread_of_residuals_of_one_size_is_that_size():
    x = np.ones((20, 5)) * [1.0, 0.2, 0.04, 0.0, 1.0]
    x[::2, 1] = 0.4
    size = np.full(20, 0.1)
    weights = spread(x, size)
    assert np.exp(x @ weights) == pytest.approx(np.full(20, 0.101), rel=1e-3)  # and a thousandth
    groups = np.repeat(np.arange(5), 4)
    assert cross_fitted(x, size, groups) == pytest.approx(np.full(20, 0.101), rel=1e-3)
    size[groups == 0] = 0.9
    held = cross_fitted(x, size, groups)[groups == 0]
    assert held == pytest.approx(np.full(4, 0.101), rel=1e-3)  # a group does not widen its own


def frames(best, main):
    """Shares in which the first policy frame has ``best``; items with ``main`` or no frame."""
    share = np.zeros((len(best), len(OUTPUTS)))
    share[:, len(SCALES)] = best
    items = pd.DataFrame(0.0, index=range(len(best)), columns=list(MAIN))
    for row, place in enumerate(main):
        if place is not None:
            items.loc[row, MAIN[place]] = 1.0
    return share, items


def test_no_frame_is_named_below_the_likelihood_that_is_right_most_often():
    best, main = [0.1, 0.2, 0.305, 0.4, 0.5], [None, None, 0, 0, 1]
    assert _main_threshold(*frames(best, main)) == 0.21  # above the second, which has no frame
    assert _main_threshold(*frames([0.1, 0.5], [0, 0])) == 0.05


HEADLINES = ["plain plain you", "shock you", "plain shock", "shock shock you"]


@pytest.fixture
def items():
    """Forty items of ten outlets, whose ratings have nothing to do with their words."""
    items = pd.DataFrame({"headline": HEADLINES * 10, "lead": HEADLINES[::-1] * 10})
    items["key"] = [f"o{n // 4}" for n in range(40)]
    ratings = np.linspace(0.2, 0.8, 40)
    for name in (*OUTPUTS, *MAIN):
        items[name] = ratings
    return items


def logit_of(share):
    share = share.astype(float)
    return np.log(share / (1 - share))


def test_a_calibrated_model_is_the_model_with_lines_intervals_and_a_threshold(tiny, items):
    model = calibrated(tiny, items)
    texts = items["headline"].tolist(), items["lead"].tolist()
    raw, fitted = (logit_of(predict_by_reference(*texts, which).share) for which in (tiny, model))
    lines = [
        platt(each, rating)
        for each, rating in zip(raw.T, items[list(OUTPUTS)].to_numpy().T, strict=True)
    ]
    slope, shift = np.array(lines).T
    assert fitted == pytest.approx(raw * slope + shift, abs=1e-3)
    whole = predict_by_reference(*texts, model)
    assert whole.share.mean(axis=0) == pytest.approx(np.full(len(OUTPUTS), 0.5), abs=0.02)
    rating = items["tone"].to_numpy()
    inside = (rating >= whole.low.T) & (rating <= whole.high.T)
    assert (inside.mean(axis=1) >= 0.8).all()
    assert list(model.thresholds) == ["main_frame"]
