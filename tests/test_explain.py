import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.codebook import FRAMES, OUTPUTS, SCALES
from framing.explain import explain

HEADLINE = "“Sick joke”: you won&#8217;t BELIEVE these 7 far-right ferry secrets! | Daily Bugle"
LEAD = (
    "PORT ANSEL (Reuters) - Crews said on Monday that zzyzxqwv would sail again, ending a strike."
)


def published(score, output):
    if output in score.frames:
        return score.frames[output]
    value = getattr(score, output)
    return (value + 1) / 2 if output == "tone" and value is not None else value


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(("headline", "lead"), [(HEADLINE, LEAD), (HEADLINE, None), (None, LEAD)])
def test_contributions_add_up_to_the_published_score(output, headline, lead):
    score = framing.score(headline, lead)
    if published(score, output) is None:
        return
    found = score.explain(output)
    assert found.total == pytest.approx(found.baseline + sum(s.contribution for s in found.spans))
    assert 1 / (1 + math.exp(-found.total)) == pytest.approx(published(score, output), abs=1e-3)


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(OUTPUTS))
def test_spans_of_any_text_are_its_own_and_add_up(headline, lead, output):
    score = framing.score(headline, lead)
    found = score.explain(output)
    for span in found.spans:
        assert span.text == {"headline": headline, "lead": lead}[span.side][span.start : span.end]
    if published(score, output) is not None:
        assert 1 / (1 + math.exp(-found.total)) == pytest.approx(published(score, output), abs=1e-3)


def test_spans_are_those_of_the_text_as_given():
    spans = framing.score(HEADLINE).explain("sensationalism").spans
    texts = {s.text for s in spans}
    assert {"BELIEVE", "won&#8217;t", "ferry"} <= texts
    assert not any("Bugle" in t for t in texts)


def test_a_pair_is_shown_once_and_a_cue_names_its_words(tiny):
    found = explain("you shock!", None, "sensationalism", tiny)
    shown = [(s.text, s.kind, s.cue) for s in found.spans]
    assert shown.count(("you shock", "pair", None)) == 1
    assert ("!", "cue", "exclamation") in shown
    assert len(shown) == len(set(shown))


def test_contributions_on_paper(tiny):
    found = explain("you, shock", None, "sensationalism", tiny)
    root = math.sqrt(2)
    by_word = {s.text: s.contribution for s in found.spans if s.kind == "word"}
    assert found.baseline == pytest.approx(-1.0)
    assert by_word == pytest.approx({"you": 2 * 0.5 / root, "shock": 2 * 1.0 / root}, rel=1e-5)


def test_an_unknown_output_names_the_known_ones():
    with pytest.raises(KeyError, match="sensationalism"):
        framing.score("Council opens bridge").explain("sensation")


def test_another_models_score_asks_for_that_model(tiny):
    score = framing.score("you shock", model=tiny)
    with pytest.raises(ValueError, match="pass its model"):
        score.explain("loaded")
    assert score.explain("loaded", model=tiny).output == "loaded"


def test_every_scale_and_frame_can_be_explained():
    assert {s.name for s in SCALES} | {f.column for f in FRAMES} == set(OUTPUTS)
