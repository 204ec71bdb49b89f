import math
from itertools import groupby

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.codebook import FRAMES, OUTPUTS, SCALES
from framing.errors import ColumnError
from framing.explain import explain
from framing.marking import stretches

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
    with pytest.raises(KeyError, match="sensationalism, clickbait, loaded"):
        framing.score("Council opens bridge").explain("sensation")


def test_another_models_score_asks_for_that_model(tiny):
    score = framing.score("you shock", model=tiny)
    with pytest.raises(ValueError, match="pass its model"):
        score.explain("loaded")
    assert score.explain("loaded", model=tiny).output == "loaded"


def test_every_scale_and_frame_can_be_explained():
    assert {s.name for s in SCALES} | {f.column for f in FRAMES} == set(OUTPUTS)


@pytest.fixture(scope="module")
def articles():
    return pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "headline": [HEADLINE, None, "Ouch", "Le maire dit que les écoles ferment"],
            "lead": [LEAD, LEAD, None, None],
        }
    )


def test_a_table_of_spans_says_what_each_score_says(articles):
    found = framing.explain_table(articles, list(OUTPUTS)).to_pylist()
    given = framing.score_table(articles).to_pylist()
    for score, row in zip(framing.score_many(articles.to_pylist()), given, strict=True):
        for output in OUTPUTS:
            rows = [r for r in found if (r["id"], r["output"]) == (row["id"], output)]
            spans = score.explain(output).spans if row[output] is not None else ()
            assert [(r["start"], r["end"], r["side"], r["cue"]) for r in rows] == [
                (s.start, s.end, s.side, s.cue) for s in spans
            ]
            assert [r["contribution"] for r in rows] == pytest.approx(
                [s.contribution for s in spans], abs=1e-5
            )


def test_a_table_of_spans_adds_up_and_its_offsets_are_those_of_the_text(articles):
    texts = {row["id"]: row for row in articles.to_pylist()}
    found = framing.explain_table(articles, ["sensationalism", "tone"])
    for row in found.to_pylist():
        assert texts[row["id"]][row["side"]][row["start"] : row["end"]] == row["text"]
    by = ["id", "output", "baseline", "total"]
    for row in found.group_by(by).aggregate([("contribution", "sum")]).to_pylist():
        assert row["baseline"] + row["contribution_sum"] == pytest.approx(row["total"])


def test_a_table_of_spans_has_no_rows_for_what_is_withheld(articles):
    found = framing.explain_table(articles, ["sensationalism", "lead_loaded"])
    pairs = set(zip(found["id"].to_pylist(), found["output"].to_pylist(), strict=True))
    assert pairs == {("a", "sensationalism"), ("a", "lead_loaded"), ("b", "lead_loaded")}


def test_a_table_of_spans_is_in_the_order_of_articles_and_outputs(articles):
    found = framing.explain_table(articles, ["tone", "loaded"])
    pairs = zip(found["id"].to_pylist(), found["output"].to_pylist(), strict=True)
    runs = [pair for pair, _ in groupby(pairs)]
    assert runs == [("a", "tone"), ("a", "loaded"), ("b", "tone")]


def test_a_table_of_spans_names_other_columns_and_counts_rows(articles):
    renamed = articles.rename_columns(["nr", "kop", "intro"])
    found = framing.explain_table(renamed, "tone", headline="kop", lead="intro")
    assert found["id"].unique().to_pylist() == ["1", "2"]
    long = pa.table({"headline": ["Mayor opens bridge"] * 2500})
    assert framing.explain_table(long, "tone")["id"].to_pylist()[-1] == "2500"


def test_a_table_of_spans_refuses_what_it_does_not_know(articles):
    with pytest.raises(KeyError, match="sensationalism"):
        framing.explain_table(articles, ["tone", "sensation"])
    with pytest.raises(ColumnError, match="kop"):
        framing.explain_table(pa.table({"kop": ["x"]}), "tone")


def test_no_articles_have_no_spans(articles):
    assert framing.explain_table(articles.slice(0, 0), "tone").num_rows == 0
    assert framing.explain_table(articles, []).num_rows == 0


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_stretches_are_the_text_and_weigh_what_its_spans_add(headline):
    spans = explain(headline, None, "loaded", framing.load_model()).spans
    cut = stretches(headline, spans)
    assert "".join(s.text for s in cut) == headline
    assert sum(s.weight for s in cut) == pytest.approx(sum(s.contribution for s in spans))
