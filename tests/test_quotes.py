"""Own words against quoted words."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import framing
from framing.codebook import COLUMNS, HEADLINE_SCALES
from framing.fold import fold
from framing.quotes import _MAY_QUOTE, UNQUOTED_COLUMNS, left_out
from framing.tokens import tokenise

QUOTING = "Mayor calls plan “a sick joke” and resigns"
PLAIN = "Harbour ferry crews end nine-day strike after pay deal"
SCALES = [scale.name for scale in HEADLINE_SCALES]


def own(headline, **options):
    return framing.score(headline, without_quotes=True, **options).without_quotes


def test_a_headline_that_quotes_nothing_keeps_its_scores():
    for headline in (
        PLAIN,
        "Ministers don't know what the boss's \"plan is",
        "Rock 'n roll is back",
    ):
        score = framing.score(headline, without_quotes=True)
        assert score.without_quotes == {name: getattr(score, name) for name in SCALES}


def test_quoted_words_and_their_marks_are_left_out():
    tokens = tokenise(["Mayor: “sick joke”, he said"])
    words = [w for w, out in zip(tokens.words, left_out(tokens), strict=True) if out]
    assert words == ['"', "sick", "joke", '"']


def test_without_quotes_on_paper(tiny):
    """Three tokens of ten are left, “you” alone has a row, and no pair reaches over the gap."""
    found = own("you “shock shock shock shock shock” to us", model=tiny)
    hidden = 0.5 / math.sqrt(3)
    # The cue “first person” has no weight in the tiny model.
    expected = 1 / (1 + math.exp(-(2 * hidden - 1)))
    assert found["sensationalism"] == pytest.approx(expected, abs=1e-4)


def test_what_the_quote_says_does_not_matter():
    one, other = (
        own("Mayor calls plan “a sick joke” and resigns"),
        own("Mayor calls plan “BELIEVE me!” and resigns"),
    )
    assert one == other


def test_contributions_of_own_words_know_that_they_are():
    spans = framing.score(QUOTING).explain("loaded").spans
    assert {s.text for s in spans if s.quoted and s.kind == "word"} == {
        "“", "a", "sick", "joke", "”",
    }  # fmt: skip


@pytest.mark.parametrize("headline", ["“Only quoted words here”", "Mayor “a sick joke”", None, ""])
def test_too_little_left_is_none(headline):
    assert set(own(headline).values()) == {None}


def test_what_is_withheld_stays_withheld():
    assert set(own("Le maire dit que le projet est « une blague » pour nous").values()) == {None}


@pytest.mark.parametrize("scale", SCALES)
def test_explain_says_the_same(scale):
    assert framing.score(QUOTING).explain(scale).without_quotes == own(QUOTING)[scale]
    assert framing.score(None, PLAIN).explain(scale).without_quotes is None
    assert framing.score(QUOTING).explain("tone").without_quotes is None


def test_the_columns_stand_after_ours_and_before_those_carried():
    table = pa.table({"headline": [QUOTING, PLAIN], "desk": ["a", "b"]})
    found = framing.score_table(table, without_quotes=True)
    assert found.column_names == [*COLUMNS, *UNQUOTED_COLUMNS, "desk"]
    assert framing.score_table(table).column_names == [*COLUMNS, "desk"]
    many = framing.score_many([QUOTING, PLAIN], without_quotes=True)
    for row, score in zip(found.to_pylist(), many, strict=True):
        assert [row[c] for c in UNQUOTED_COLUMNS] == [score.as_dict()[c] for c in UNQUOTED_COLUMNS]
        assert list(score.as_dict()) == [*COLUMNS, *UNQUOTED_COLUMNS]


def test_a_score_that_was_not_asked_has_no_such_columns():
    score = framing.score(QUOTING)
    assert score.without_quotes is None
    assert tuple(score.as_dict()) == COLUMNS


marks = st.text(alphabet="ab \"“”'‘’`´«»‚‛„‟ʼ&;#39quot\u200d\uff02\uff07!", max_size=40)


@settings(max_examples=300)
@given(marks)
@example("a&quot;b c&quot;")
@example("\uff07a b\uff07")
@example("3ʼ`3’")
def test_no_headline_that_quotes_is_passed_over(headline):
    quotes = left_out(tokenise([fold(headline).text]))
    assert _MAY_QUOTE.search(headline) or not np.any(quotes)


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_no_text_breaks_it(headline):
    assert set(own(headline)) == set(SCALES)
