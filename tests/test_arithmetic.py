"""Sums done on paper with the tiny model: rows (1, 0) shock, (0, 1) plain, (0.5, 0) you."""

import math

import numpy as np
import pytest

from framing.predict import predict
from framing.scoring import score
from framing.tokens import tokenise
from framing.vectors import contributions, features, sums


def vector(text, table):
    tokens = tokenise([text])
    return sums(tokens, table, features(tokens, table))[0]


def test_a_text_is_its_rows_over_the_root_of_its_tokens(tiny):
    got = vector("plain shock", tiny.table)
    assert got[:2] == pytest.approx([1 / math.sqrt(2), 1 / math.sqrt(2)], rel=1e-5)


def test_pairs_add_their_own_row(tiny):
    assert vector("shock", tiny.table)[0] == pytest.approx(1.0 + 0.1, rel=1e-5)
    assert vector("you shock", tiny.table)[0] == pytest.approx(
        (0.5 + 1.0 + 0.2) / math.sqrt(2), rel=1e-5
    )


def test_a_comma_parts_a_pair_and_a_hyphen_does_not(tiny):
    assert vector("you, shock", tiny.table)[0] == pytest.approx(1.5 / math.sqrt(2), rel=1e-5)
    assert vector("you-shock", tiny.table)[0] == pytest.approx(1.7 / math.sqrt(2), rel=1e-5)


def test_quoted_rows_are_damped_by_the_gain(tiny):
    inside, outside = vector('plain "shock"', tiny.table), vector("plain, shock", tiny.table)
    assert inside[0] == pytest.approx(0.5 * 1.0 / math.sqrt(4), rel=1e-5)
    assert outside[0] == pytest.approx(1.0 / math.sqrt(2), rel=1e-5)


def test_addends_sum_to_the_vector(tiny):
    texts = ["you shock! plain", "", 'a "plain" day, you']
    tokens = tokenise(texts)
    found = features(tokens, tiny.table)
    added = contributions(tokens, found, tiny.table)
    total = np.zeros((3, added.vectors.shape[1]))
    np.add.at(total, tokens.text[added.token], added.vectors)
    assert total == pytest.approx(sums(tokens, tiny.table, found), abs=1e-6)


def test_a_score_is_the_sigmoid_of_the_head(tiny):
    logit = 2.0 * 1.1 - 1.0
    assert score("shock", model=tiny).sensationalism is None  # one word is too short
    got = predict(["shock"], [None], tiny).share[0, 0]
    assert got == pytest.approx(1 / (1 + math.exp(-logit)), rel=1e-5)


def test_the_interval_is_the_quantiles_times_the_spread(tiny):
    batch = predict(["you plain"], [None], tiny)
    assert batch.low[0, 0] == pytest.approx(batch.share[0, 0] - 0.1, abs=1e-6)
    assert batch.high[0, 0] == pytest.approx(batch.share[0, 0] + 0.2, abs=1e-6)


def test_acronyms_are_not_shouted(tiny):
    def shouting(text):
        tokens = tokenise([text])
        return features(tokens, tiny.table).marks[3].sum()

    assert shouting("plain NATO talks") == 0
    assert shouting("plain WRONG talks") == 1
