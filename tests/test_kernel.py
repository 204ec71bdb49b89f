"""The compiled path against the reference path: the same to the last bit."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing import patience
from framing.fold import fold
from framing.kernel import heads, index, lookup, scan, sums, tokens
from framing.kernel.characters import characters
from framing.kernel.engine import Tokenised, engine
from framing.kernel.texts import Texts
from framing.kernel.tokens import CAPITAL, QUOTED
from framing.kernel.workspace import Workspace, Workspaces
from framing.model import load_model
from framing.predict import HEADLINE_LIMIT, LEAD_LIMIT, predict_by_reference, within
from framing.style import headline_span, lead_span
from framing.tokens import tokenise

MODEL = load_model()
ENGINE = engine(MODEL)

AWKWARD = (
    "İstanbul ΣΊΣΥΦΟΣ straße ŉ ﬁnal ǅ Ⅷ K Å 𝐁𝐎𝐋𝐃 𐐀𐐨 \ud800 \U0010ffff \x85 \u3000 ÇA É\u0301 ß "
    "it's PM’s DON'T don’ts 's ’S 'Sx x'sy 1,234.56 2019 19.5 1,23 20,00 007 12345 1. .5 ... .. … "
    '“a” "b" \'c\' ‘d’ «f» `g´ far-right x - y – z — − "un closed “twice “in”” \'in "out\' end" '
    "$ £ € % & # @ ( ) ! ? : ; , . | ¦ • · AT&amp;T &amp;quot; &#8217; &nbsp; &bogus; "
    "\u200b\u202e\ufeff | Daily Bugle - The New York Times – BBC News — Reuters "
    "LONDON (Reuters) - Moscow: “We NEW DELHI, March 6 — By Jane Q. Doe, Staff | "
    "10 Things You Won't BELIEVE the 7 best 8 killed Breaking: Watch live: "
    "ⅷ Ⓐⓐ a\u1680b \u3000 der die das und la les el los Москва 北京 القاهرة नमस्ते"
).split(" ")
SPACES = (" ", " ", " ", "", "\t", "\n", "\xa0", "\u2009", "  ")


@st.composite
def awkward_texts(draw):
    """Texts of the pieces that folding, style, quotation and capitals hang on."""
    words = draw(st.lists(st.sampled_from(AWKWARD) | st.text(max_size=6), max_size=14))
    return "".join(word + draw(st.sampled_from(SPACES)) for word in words)


def lines(limit):
    return st.lists(
        awkward_texts()
        | st.text(max_size=40)
        | st.text("ab ’-\"'", min_size=limit, max_size=2 * limit),
        max_size=4,
    )


def assert_same_tokens(prepared, texts):
    ours, theirs = Tokenised(prepared, characters(), Workspace()), tokenise(texts)
    assert ours.count == len(theirs.key)
    sizes = np.diff(ours.first)
    assert np.repeat(np.arange(len(texts)), sizes).tolist() == theirs.text.tolist()
    kept = slice(0, ours.count)
    assert ours.key[kept].tolist() == theirs.key.tolist()
    assert ours.kind[kept].tolist() == theirs.kind.tolist()
    assert (ours.flags[kept] & QUOTED > 0).tolist() == theirs.quoted.tolist()
    assert (ours.flags[kept] & CAPITAL > 0).tolist() == theirs.capital.tolist()
    assert ours.nchars[kept].tolist() == (theirs.end - theirs.start).tolist()


def trimmed(texts, span, limit):
    folded = [fold(text[: 4 * limit]).text for text in texts]
    return [within(text[slice(*span(text))], limit) for text in folded]


@settings(deadline=None)
@given(lines(HEADLINE_LIMIT))
@example(['He said "no" – ‘never’', "", "UK’s 'sick' JOKE | The Sun", "A\u0301 &amp;amp; B"])
@example(["Ⅷ BBC "])
def test_headlines_have_the_tokens_of_the_reference(texts):
    prepared = ENGINE.prepare_headlines(Texts.of_strings(texts))
    assert_same_tokens(prepared, trimmed(texts, headline_span, HEADLINE_LIMIT))


@settings(deadline=None)
@given(lines(LEAD_LIMIT))
@example(["By Jane Doe, Staff | LONDON (Reuters) – Rates rose.", "Moscow: “No,” it said."])
@example(["A b, c d e f g h i j (AP) - x", "U.S. troops - and others (AP)", "X" * 30 + " — Y"])
def test_leads_have_the_tokens_of_the_reference(texts):
    prepared = ENGINE.prepare_leads(Texts.of_strings(texts))
    assert_same_tokens(prepared, trimmed(texts, lead_span, LEAD_LIMIT))


@settings(deadline=None)
@given(st.lists(st.tuples(awkward_texts(), awkward_texts()), min_size=1, max_size=4))
@example([("You won’t BELIEVE what 'Mayor' Blobfish hid!", "LONDON (AP) - Grumblequox fled.")])
def test_scores_are_those_of_the_reference_to_the_last_bit(pairs):
    heads, leads = map(list, zip(*pairs, strict=True))
    fast = ENGINE.predict(Texts.of_strings(heads), Texts.of_strings(leads))
    slow = predict_by_reference(heads, leads, MODEL)
    for field in ("share", "low", "high", "given", "main", "noted"):
        assert np.array_equal(getattr(fast, field), getattr(slow, field)), field


TEXTS = [
    "Storm hits “sleepy” coast",
    None,
    "",
    "Ministers' plan – BBC News",
    "ÉTÉ &amp; HIVER",
    "x" * 900,
]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
)
def test_arrow_arrays_are_read_where_they_lie(kind):
    array = pa.array(["before", *TEXTS, "after"], pa.string()).cast(kind).slice(1, len(TEXTS))
    texts = Texts.of_arrow(array)
    assert [texts.text(i, 2000) for i in range(len(TEXTS))] == [text or "" for text in TEXTS]


def test_what_lies_under_a_null_is_not_read():
    array = pa.StringArray.from_buffers(
        2,
        pa.py_buffer(np.array([0, 3, 6], np.int32)),
        pa.py_buffer(b"onetwo"),
        pa.py_buffer(b"\x02"),
    )
    assert array.to_pylist() == [None, "two"]
    assert [Texts.of_arrow(array).text(i, 9) for i in range(2)] == ["", "two"]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"\xe2\x80", b"caf\xe9 \xf0\x9f", b"\xed\xa0\x80x", b"\xc3"]
)
def test_broken_bytes_are_read_and_end_nothing(raw):
    offsets = pa.py_buffer(np.array([0, len(raw)], np.int32))
    array = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(raw))
    empty = pa.nulls(1, pa.string())
    assert ENGINE.predict(Texts.of_arrow(array), Texts.of_arrow(empty)).share.shape[0] == 1


def test_a_score_hangs_on_nothing_it_is_scored_with():
    heads = [f"Storm {'!' * (i % 3)} hits coast {i}" for i in range(101)]
    leads = [None if i % 4 else "A storm hit the coast on Monday." for i in range(101)]
    whole = ENGINE.predict(Texts.of_strings(heads), Texts.of_strings(leads))
    for start, stop in ((0, 1), (1, 34), (34, 101)):
        part = ENGINE.predict(
            Texts.of_strings(heads[start:stop]), Texts.of_strings(leads[start:stop])
        )
        assert np.array_equal(part.share, whole.share[start:stop])
        assert np.array_equal(part.low, whole.low[start:stop])


def test_the_tiny_model_adds_up_as_on_paper(tiny):
    fast = engine(tiny).predict(Texts.of_strings(["you shock"]), Texts.of_strings([None]))
    vector = (0.5 + 1.0 + 0.2) / np.sqrt(2)
    assert fast.share[0, 0] == pytest.approx(1 / (1 + np.exp(-(2 * vector - 1))), rel=1e-5)


def test_each_function_is_compiled_for_one_kind_of_arguments(tiny):
    kinds = (pa.string(), pa.large_string())
    texts = [Texts.of_strings(["Rates rise"]), *(Texts.of_arrow(pa.array(["A"], k)) for k in kinds)]
    for model in (tiny, load_model()):
        for some in texts:
            engine(model).predict(some, some)
    index.build(np.array([3], np.uint64), np.array([1], np.uint64))
    kept = (
        scan.scan_headlines, scan.scan_leads, tokens.tokenise, lookup.look_up, sums.add_up,
        heads.run, index.fill,
    )  # fmt: skip
    assert [len(function.signatures) for function in kept] == [1] * len(kept)


@given(st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=50))
def test_an_index_finds_what_is_in_it_and_nothing_else(keys):
    table = index.build(np.array(keys, np.uint64), np.arange(1, len(keys) + 1, dtype=np.uint64))
    held = dict(zip(table[0::2].tolist(), table[1::2].tolist(), strict=True))
    assert {key: held[key] for key in keys} == {key: at for at, key in enumerate(keys, 1)}
    assert sum(value > 0 for value in table[1::2]) == len(keys)


def test_a_process_loads_compiled_code_when_it_is_worth_it(monkeypatch):
    monkeypatch.setattr(patience, "_read", 0)
    monkeypatch.setattr(patience, "_over", False)
    monkeypatch.setattr(patience, "is_kept", lambda: False)
    assert not patience.is_over(patience.KEPT)
    monkeypatch.setattr(patience, "is_kept", lambda: True)
    assert patience.is_over(1)


def test_code_that_must_be_compiled_first_needs_more_texts(monkeypatch):
    monkeypatch.setattr(patience, "_read", 0)
    monkeypatch.setattr(patience, "_over", False)
    monkeypatch.setattr(patience, "is_kept", lambda: False)
    assert not patience.is_over(patience.UNKEPT - 1)
    assert patience.is_over(1)


def test_a_workspace_is_lent_to_one_batch_and_then_to_the_next():
    spaces = Workspaces()
    with spaces.lent() as first, spaces.lent() as second:
        assert first is not second
    with spaces.lent() as again:
        assert again is first
