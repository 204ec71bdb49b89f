"""A layer's sums done on paper: two outputs of its own on the tiny model.

The tiny model's heads pass on the text's two numbers and say 2 × first − second − 1.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from framing.codebook import OUTPUTS
from framing.cues import CUES
from framing.explain import explain
from framing.layer import Layer, Rows
from framing.predict import predict_by_reference
from framing.spans import shares, sides, where
from framing.tokens import key, pair_keys

HEADLINE, LEAD = "shock plain you", "plain shock"
R3, R2 = math.sqrt(3), math.sqrt(2)
H0, H1 = 1.6 / R3, 1 / R3  # shock 1, the start with shock .1, you .5; plain 1
L0 = L1 = 1 / R2
FIRST = 2 * H0 - H1 - 1  # what the parent says of the headline
SECOND = 2 * L0 - L1 - 1  # and of the lead
IN_FIRST = 0.5 * FIRST + 0.125 * FIRST + H0 + 4 * H0 + 0.5 * H0 + 0.7 / R3 + 0.1
"""The first output's logit, but for the lead."""


def weights(rows, entries):
    out = np.zeros((rows, 2), np.float32)
    for place, value in entries.items():
        out[place, 0] = value
    return out


@pytest.fixture
def layer():
    reads = 2 + len(CUES)
    word = np.array([key("plain")], np.uint64)
    pair = pair_keys(np.array([key("plain")], np.uint64), np.array([key("you")], np.uint64))
    keys = np.sort(np.concatenate([word, pair]))
    own = np.where((keys == word)[:, None], [[0.7, 0.0]], [[0.0, 0.25]]).astype(np.float32)
    headline_weights = weights(reads, {0: 0.5})
    headline_weights[1, 1] = 2.0
    scale, lead_scale, article_scale = map(
        OUTPUTS.index, ("sensationalism", "lead_sensationalism", "tone")
    )
    return Layer(
        label="own 1",
        header={},
        kind="frames",
        name="own",
        outputs=("own_a", "own_b"),
        reads="article",
        headline=Rows(keys, own),
        lead=Rows(word, np.array([[0.3, 0.0]], np.float32)),
        headline_weights=headline_weights,
        lead_weights=weights(reads, {0: -2.0}),
        parent_weights=weights(len(OUTPUTS), {scale: 0.5, lead_scale: 0.25, article_scale: 0.125}),
        unit_weights=weights(6, {0: 1.0, 3: 3.0, 4: 4.0}),  # of the headline, the lead, the article
        shift=np.array([0.1, -0.3], np.float32),
        spread=np.zeros(0, np.float32),
        quantiles=np.zeros(0, np.float32),
        seen=np.zeros(0, np.uint64),
    )


@pytest.fixture
def layered(tiny, layer):
    return replace(tiny, layer=layer)


def logit(model, lead=LEAD, output=0):
    share = predict_by_reference([HEADLINE], [lead], model).added.share[0, output]
    return math.log(share / (1 - share))


def told(model, output, headline=HEADLINE, lead=LEAD):
    why = explain(headline, lead, output, model)
    return why, {(s.side, s.kind, s.text): s.contribution for s in why.spans}


def test_a_layer_adds_up_logits_units_vectors_and_rows_of_its_own(layered):
    of_lead = 0.25 * SECOND + 3 * L1 - 2 * L0 + 0.3 / R2
    assert logit(layered) == pytest.approx(IN_FIRST + of_lead, rel=1e-5)
    assert logit(layered, output=1) == pytest.approx(2 * H1 + 0.25 / R3 - 0.3, rel=1e-5)


def test_a_layer_of_headlines_reads_no_lead(layered, layer):
    alone = replace(layered, layer=replace(layer, reads="headline"))
    expected = IN_FIRST - 0.25  # what the parent says of a lead that is not there is -1
    assert logit(alone) == pytest.approx(expected, rel=1e-5)
    assert logit(alone, lead=None) == pytest.approx(expected, rel=1e-5)
    why, parts = told(alone, "own_a")
    assert why.total == pytest.approx(expected, rel=1e-5)
    assert {side for side, _, _ in parts} == {"headline"}


def test_a_layers_contributions_on_paper(layered):
    why, parts = told(layered, "own_a")
    first = 0.5 * 2 + 0.125 * 2 + 1 + 4 + 0.5  # what one of the headline's first number adds
    assert parts == pytest.approx(
        {
            ("headline", "word", "shock"): 1.1 / R3 * first,
            ("headline", "word", "plain"): (-0.5 - 0.125 + 0.7) / R3,
            ("headline", "word", "you"): 0.5 / R3 * first,
            ("headline", "pair", "plain you"): 0,
            ("headline", "cue", "you"): 0,
            ("lead", "word", "plain"): (-0.25 + 3 + 0.3) / R2,
            ("lead", "word", "shock"): (2 * 0.25 - 2) / R2,
        },
        rel=1e-5,
        abs=1e-7,
    )
    assert len(why.spans) == len(parts)  # own rows and the parent's are one span
    assert why.baseline == pytest.approx(-0.5 - 0.25 - 0.125 + 0.1, rel=1e-5)
    assert why.total == pytest.approx(logit(layered), rel=1e-5)


def test_a_row_of_its_own_is_a_word_or_a_pair_and_no_cue(layered):
    why, parts = told(layered, "own_b")
    assert parts["headline", "pair", "plain you"] == pytest.approx(0.25 / R3, rel=1e-5)
    assert {(span.kind, span.cue) for span in why.spans} == {
        ("word", None),
        ("pair", None),
        ("cue", "second_person"),
    }


def test_a_single_word_has_the_root_of_one(layered):
    _, parts = told(layered, "own_b", "plain", None)
    assert parts == pytest.approx({("headline", "word", "plain"): 2.0}, rel=1e-5)
    _, parts = told(layered, "own_a", "plain", None)
    assert parts["headline", "word", "plain"] == pytest.approx(0.7 - 0.5 - 0.125, rel=1e-5)


def test_texts_of_a_batch_are_told_apart(layered):
    texts, leads = [HEADLINE, "you plain you", "plain"], [LEAD, None, "shock you"]
    read = sides(texts, leads, layered)
    baseline, added = shares(read, where("own_a", layered.layer), layered)
    for place, (text, lead) in enumerate(zip(texts, leads, strict=True)):
        why, _ = told(layered, "own_a", text, lead)
        whole = sum(added[name][read[name].text == place].sum() for name in added)
        assert baseline + whole == pytest.approx(why.total, rel=1e-6)
    assert {part.dtype for part in added.values()} == {np.dtype(float)}


def test_the_parents_outputs_are_explained_as_without_the_layer(tiny, layered):
    for output in ("sensationalism", "tone"):
        with_layer, without = (told(model, output) for model in (layered, tiny))
        assert with_layer[0].total == pytest.approx(without[0].total, rel=1e-6)
        assert with_layer[0].baseline == without[0].baseline
        kept = {name: part for name, part in with_layer[1].items() if name in without[1]}
        assert kept == pytest.approx(without[1], rel=1e-6)


def test_an_unknown_output_names_the_layers_too(layered):
    with pytest.raises(KeyError, match=r"sensationalism, clickbait, .*, own_a, own_b"):
        explain(HEADLINE, None, "own_c", layered)
