import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tokenize import RegexpTokenizer

from framing.tokens import (
    JOIN,
    MARK,
    PATTERN,
    SILENT,
    key,
    pair_keys,
    piece_keys,
    tokenise,
)

SPECIFICATION = RegexpTokenizer(PATTERN)


@given(st.lists(st.text(), max_size=5))
def test_spans_are_those_of_nltk_on_the_same_pattern(texts):
    tokens = tokenise(texts)
    for number, text in enumerate(texts):
        own = tokens.text == number
        spans = list(zip(tokens.start[own].tolist(), tokens.end[own].tolist(), strict=True))
        assert spans == list(SPECIFICATION.span_tokenize(text))


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_a_text_reads_the_same_alone_and_in_a_batch(texts):
    together = tokenise(texts)
    for number, text in enumerate(texts):
        alone, own = tokenise([text]), together.text == number
        for field in ("start", "end", "key", "kind", "quoted", "capital"):
            assert np.array_equal(getattr(together, field)[own], getattr(alone, field))


@given(st.text())
def test_case_of_plain_letters_never_changes_a_key(text):
    lower = "".join(c.lower() if c.isascii() else c for c in text)
    upper = "".join(c.upper() if c.isascii() else c for c in text)
    assert np.array_equal(tokenise([lower]).key, tokenise([upper]).key)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't touch O’Shea’s hat", ["don't", "touch", "o'shea", "'s", "hat"]),
        (
            "In 2019, 8 of 1,200 fell 3.5%",
            ["in", "<year>", ",", "<0>", "of", "<0000>", "fell", "<0>", "%"],
        ),
        ("far-right … wait...", ["far", "-", "right", "...", "wait", "..."]),
        ("ÇA VA", ["ça", "va"]),
        ("", []),
    ],
)
def test_folded_forms(text, words):
    assert tokenise([text]).words == words


def quoted(text):
    tokens = tokenise([text])
    return [w for w, q in zip(tokens.words, tokens.quoted, strict=True) if q]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('He said "no way" twice', ["no", "way"]),
        ("He said “no way” twice", ["no", "way"]),
        ("PM's 'sick joke' on voters' pay", ["sick", "joke"]),
        ("PM’s ‘sick joke’ on voters’ pay", ["sick", "joke"]),
        ("The farmers' revolt of the '90s", []),
        ('An inch is 2.54 cm, 1" wide', []),
        ('"All of it"', ["all", "of", "it"]),
    ],
)
def test_only_closed_quotations_are_quoted(text, words):
    assert quoted(text) == words


def test_single_and_double_quotation_marks_are_one_token():
    single, double = tokenise(["a 'b' c"]), tokenise(['a "b" c'])
    assert np.array_equal(single.key, double.key)
    assert np.array_equal(single.kind, double.kind)


def test_an_apostrophe_and_an_unclosed_mark_are_silent():
    assert tokenise(["voters' pay"]).kind.tolist()[1] == SILENT
    assert tokenise(['an 8" nail']).kind.tolist()[2] == SILENT


def test_a_hyphen_joins_inside_a_word_and_is_a_mark_between_words():
    assert tokenise(["far-right"]).kind[1] == JOIN
    assert tokenise(["talks – but"]).kind[1] == MARK


def test_capitals_are_marked_only_where_the_rest_is_not_in_capitals():
    assert tokenise(["You WON'T guess"]).capital.tolist() == [False, True, False]
    assert not tokenise(["STORM HITS COAST"]).capital.any()


def test_keys_are_fnv_1a():
    assert key("") == 0xCBF29CE484222325
    assert key("a") == 0xAF63DC4C8601EC8C
    assert key("foobar") == 0x85944171F73967E8


def test_pair_keys_depend_on_order():
    a, b = (np.array([key(w)], np.uint64) for w in ("a", "b"))
    assert pair_keys(a, b) != pair_keys(b, a)


def test_pieces_are_runs_of_three_to_five_bytes():
    assert len(piece_keys("abc")) == 3 + 2 + 1
    assert piece_keys("abc")[0] == key("<ab")
    assert set(piece_keys("abc")) >= {key("abc"), key("<abc>")}
