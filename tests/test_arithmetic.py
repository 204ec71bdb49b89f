"""Sums done on paper with the tiny model: rows (1, 0) shock, (0, 1) plain, (0.5, 0) you."""

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from framing import patience
from framing.codebook import DECIMALS, POLICY_FRAMES, SCALES
from framing.explain import explain
from framing.intervals import ends, knowledge
from framing.model import load_model, save_model
from framing.predict import (
    HEADLINE_LIMIT,
    NOTE_TEXTS,
    predict,
    predict_arrow,
    predict_by_reference,
    within,
)
from framing.publish import NUMBERS, publish
from framing.scoring import score
from framing.tokens import key, pair_keys, piece_keys, tokenise
from framing.vectors import contributions, features, lookup, sums
from tests.conftest import tiny_arrays


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
    got = predict_by_reference(["shock"], [None], tiny).share[0, 0]
    assert got == pytest.approx(1 / (1 + math.exp(-logit)), rel=1e-5)


def test_the_interval_is_the_quantiles_times_the_spread(tiny):
    batch = predict_by_reference(["you plain"], [None], tiny)
    assert batch.low[0, 0] == pytest.approx(batch.share[0, 0] - 0.1, abs=1e-6)
    assert batch.high[0, 0] == pytest.approx(batch.share[0, 0] + 0.2, abs=1e-6)


def test_acronyms_are_not_shouted(tiny):
    def shouting(text):
        tokens = tokenise([text])
        return features(tokens, tiny.table).marks[3].sum()

    assert shouting("plain NATO talks") == 0
    assert shouting("plain WRONG talks") == 1


def changed(folder, **arrays):
    """The tiny model with other arrays."""
    save_model(folder, {"name": "other", "version": "1"}, tiny_arrays() | arrays)
    return load_model(folder)


def test_the_first_row_of_a_table_counts_as_any_other():
    keys = np.array([3, 5, 9], np.uint64)
    assert lookup(keys, np.array([3, 4, 9, 10], np.uint64)).tolist() == [0, -1, 2, -1]
    assert lookup(keys[:0], keys).tolist() == [-1, -1, -1]


def test_the_word_of_the_first_row_is_known(tmp_path):
    first = min(("shock", "plain", "you"), key=key)
    keys = np.array([key(first)], np.uint64)
    rows = np.array([(70, -30)], np.int8)
    pieces = np.full((8, 2), 100, np.int8)  # what it would have if it were unknown
    table = changed(tmp_path / "m", keys=keys, rows=rows, pieces=pieces).table
    assert vector(first, table)[:2] == pytest.approx([0.7, -0.3], rel=1e-5)
    tokens = tokenise([first])
    assert contributions(tokens, features(tokens, table), table).vectors[0, :2] == pytest.approx(
        [0.7, -0.3], rel=1e-5
    )


def test_all_numbers_are_single_ones(tiny):
    """What is added twice as exactly is not what compiled code adds."""
    tokens = tokenise(['you "shock" zonk!', "plain"])
    found = features(tokens, tiny.table)
    added = contributions(tokens, found, tiny.table)
    assert sums(tokens, tiny.table, found).dtype == added.vectors.dtype == np.float32
    assert added.cue.dtype == lookup(tiny.table.keys, tokens.key).dtype == np.int32
    assert lookup(tiny.table.keys[:0], tokens.key).dtype == np.int32
    known = knowledge(np.float32([[0.5]]), np.float32([0.5]), np.array([[3]]))
    assert {term.dtype for term in known} == {np.dtype(np.float32)}


def test_the_root_is_rounded_before_it_divides(tiny):
    tokens = tokenise(["you shock plain plain plain plain"])
    added = contributions(tokens, features(tokens, tiny.table), tiny.table)
    rounded = np.float32(0.5) / np.float32(math.sqrt(6))
    assert added.vectors[0, 0] == rounded != np.float32(0.5 / math.sqrt(6))


def test_every_word_of_a_table_is_read_by_its_own_row(tiny):
    words = {key(word): word for word in ("shock", "plain", "you")}
    own = {"shock": (1, 0), "plain": (0, 1), "you": (0.5, 0)}
    pair = {"shock": 0.1}  # with the start of the text
    for number in tiny.table.keys.tolist():
        if number in words:
            word = words[number]
            expected = (own[word][0] + pair.get(word, 0), own[word][1])
            assert vector(word, tiny.table)[:2] == pytest.approx(expected, rel=1e-5)


def test_a_word_without_a_row_is_its_pieces_over_the_root_of_their_count(tmp_path):
    pieces = np.array([(slot, -3 * slot) for slot in range(8)], np.int8)
    table = changed(tmp_path / "m", pieces=pieces).table
    slots = [number % 8 for number in piece_keys("zonk")]
    total = sum(slots) / math.sqrt(len(slots)) / 100
    assert vector("zonk", table)[:2] == pytest.approx([total, -3 * total], rel=1e-5)
    assert vector('"zonk"', table)[0] == pytest.approx(0.5 * total / math.sqrt(3), rel=1e-5)


def test_a_long_text_is_cut_at_the_last_space_before_the_limit():
    assert within("four", 4) == "four"
    assert within("four five", 4) == "four"
    assert within("one two three", 9) == "one two"
    assert within("a bcdefgh", 5) == "a"
    assert within("unbroken", 5) == "unbro"
    assert within(" unbroken", 5) == " unbr"
    assert within("ab cd", 5) == "ab cd"
    assert within("one two three four", 9) == "one two"


def test_what_lies_behind_four_times_the_limit_is_not_read(tiny):
    padding = "&nbsp;" * ((4 * HEADLINE_LIMIT - len("you shock")) // len("&nbsp;"))
    read = predict_by_reference(["you" + padding + "shock", "you " + 2 * padding + "shock"],
                                [None, None], tiny)  # fmt: skip
    assert read.enough["headline"].tolist() == [True, False]


def test_the_spread_is_the_sum_of_its_terms_in_the_exponent():
    share = np.array([[0.25]], np.float32)
    known = knowledge(share, np.float32([0.5]), np.array([[4]]))
    assert [float(np.ravel(term)[0]) for term in known] == [1.0, 0.25, 0.0625, 0.5, 0.5]
    weights = np.array([-2.0, 1.0, 4.0, 2.0, -1.0], np.float32)
    quantiles = np.array([-1.0, 2.0], np.float32)
    width = math.exp(-2.0 + 0.25 + 0.25 + 1.0 - 0.5)
    low, high = ends(share, known, weights, quantiles)
    assert low.item() == 0.0  # 0.25 - 0.37 would be below the scale
    assert high.item() == pytest.approx(0.25 + 2 * width, rel=1e-5)
    low, high = ends(share, known, weights, quantiles / 4)
    assert low.item() == pytest.approx(0.25 - width / 4, rel=1e-5)
    assert high.item() == pytest.approx(0.25 + width / 2, rel=1e-5)


def test_an_interval_holds_its_score_and_stays_on_the_scale():
    share = np.array([[0.25]], np.float32)
    known = knowledge(share, np.float32([0.0]), np.array([[0]]))
    assert known[4].item() == 1.0  # nothing read counts as one word
    nothing = np.zeros(5, np.float32)
    for quantiles, expected in (
        ([0.5, 0.5], (0.25, 0.75)),
        ([-0.5, -0.5], (0.0, 0.25)),
        ([-0.1, 5.0], (0.15, 1.0)),
    ):
        low, high = ends(share, known, nothing, np.array(quantiles, np.float32))
        assert (low.item(), high.item()) == pytest.approx(expected, rel=1e-5)
    for constant, width in ((99.0, math.exp(10)), (-99.0, math.exp(-10))):
        weights = np.array([constant, 0, 0, 0, 0], np.float32)
        narrow = np.float32([-1, 0.25 / width])
        assert ends(share, known, weights, narrow)[1].item() == pytest.approx(0.5, rel=1e-5)


def test_a_logit_however_large_is_a_share(tmp_path):
    for shift, expected in ((500.0, 1.0), (-500.0, math.exp(-30))):
        model = changed(tmp_path / str(shift), headline_shift=np.full(3, shift, np.float32))
        share = predict_by_reference(["plain you"], [None], model).share[0, 0]
        assert share == pytest.approx(expected, rel=1e-5, abs=0)


def test_the_main_frame_is_the_likeliest_where_one_is_likely(tiny):
    policy = [2 + place for place in range(len(POLICY_FRAMES))]
    head = tiny.heads["article"]
    shift = head.shift.copy()
    shift[policy[3]] = 1.0
    model = replace(tiny, heads={**tiny.heads, "article": replace(head, shift=shift)})

    def main(least, text="plain plain"):
        limited = replace(model, thresholds={"main_frame": least})
        return predict_by_reference([text], [None], limited).main.item()

    share = predict_by_reference(["plain plain"], [None], model).share[0, 7 + 3].item()
    assert main(0.0) == main(share) == 3
    assert main(share + 1e-3) == -1
    assert main(0.0, "plain") == -1  # one word is too short for any frame
    assert predict_by_reference(["plain plain"], [None], model).main.item() == 3


def test_notes_are_named_by_their_bits():
    assert NOTE_TEXTS[0] is None
    assert NOTE_TEXTS[1] == "no headline"
    assert NOTE_TEXTS[0b110] == "no lead; too short"
    assert NOTE_TEXTS[0b11000] == "not English; mostly unknown words"


def test_two_words_are_enough_and_one_is_not(tiny):
    batch = predict_by_reference(["plain you", "plain", ""], [None] * 3, tiny)
    assert batch.enough["headline"].tolist() == [True, False, False]
    assert batch.note == ["no lead", "no lead; too short", "no headline; no lead; too short"]
    batch = predict_by_reference([None, None], ["plain you", "plain"], tiny)
    assert batch.note == ["no headline", "no headline; too short"]
    batch = predict_by_reference(["plain you", "plain"], ["plain", "plain you"], tiny)
    assert batch.note == ["too short", "too short"]  # one side, though both together are enough


def test_half_unknown_words_are_mostly_unknown(tiny):
    texts = ["plain plain zonk blorp", "plain plain plain zonk blorp"]
    batch = predict_by_reference(texts, [None, None], tiny)
    assert batch.note == ["no lead; mostly unknown words", "no lead"]


@pytest.mark.parametrize("compiled", [False, True])
def test_all_ways_in_give_both_sides_their_own_text(tiny, compiled, monkeypatch):
    counted = []
    monkeypatch.setattr(patience, "is_over", lambda texts: counted.append(texts) or compiled)
    headlines, leads = ["shock you", None], ["plain plain", "you you"]
    batches = [
        predict(headlines, leads, tiny),
        predict_arrow(pa.array(headlines), pa.array(leads), tiny),
        predict_by_reference(headlines, leads, tiny),
    ]
    assert counted == [2, 2]
    for batch in batches:
        assert batch.enough["headline"].tolist() == [True, False]
        assert batch.enough["lead"].tolist() == [True, True]
        logit = 2.0 * (1.0 + 0.5 + 0) / math.sqrt(2) - 1.0  # shock and you are no known pair
        logit += 2.0 * 0.1 / math.sqrt(2)  # … and the start with shock is
        assert batch.share[0, 0] == pytest.approx(1 / (1 + math.exp(-logit)), rel=1e-5)
        lead = -1.0 * 2 / math.sqrt(2) - 1.0
        assert batch.share[0, 3] == pytest.approx(1 / (1 + math.exp(-lead)), rel=1e-5)


def test_published_numbers_are_on_their_scale_and_withheld_ones_null(tiny):
    batch = predict_by_reference(["plain you", "plain"], ["plain you", None], tiny)
    numbers = publish(batch)
    rows, arrays = numbers.rows(), numbers.arrays()
    assert [rows[0][name] for name in NUMBERS] == [arrays[name][0].as_py() for name in NUMBERS]
    assert [rows[1][name] for name in NUMBERS] == [arrays[name][1].as_py() for name in NUMBERS]
    share = dict(zip([s.name for s in SCALES], batch.share[0].tolist(), strict=False))
    assert rows[0]["tone"] == pytest.approx(2 * share["tone"] - 1, abs=1e-4)
    assert rows[0]["opinion"] == pytest.approx(share["opinion"], abs=1e-4)
    gap = rows[0]["sensationalism"] - rows[0]["lead_sensationalism"]
    assert rows[0]["gap"] == pytest.approx(gap, abs=1e-9)
    assert rows[1]["gap"] is None
    assert rows[1]["sensationalism"] is None
    whole = publish(predict_by_reference(["plain you"], ["plain you"], tiny))
    assert whole.arrays()["gap"].null_count == 0
    assert whole.arrays()["gap"].buffers()[0] is None  # nothing says which are null
    assert all(v == round(v, DECIMALS) for v in rows[0].values())
    assert publish(predict_by_reference([], [], tiny)).rows() == []


def test_an_explanation_says_where_its_words_stand_in_what_was_given(tiny):
    text = "Herald: &quot;plain&quot; shock | Daily Bugle"
    spans = explain(text, None, "sensationalism", tiny).spans
    for span in spans:
        assert text[span.start : span.end] == span.text
    assert {"plain", "shock"} <= {span.text for span in spans}


def test_offsets_count_what_is_not_read(tiny):
    lead = "PORT ANSEL (Reuters) - plain shock"
    spans = explain(None, lead, "lead_loaded", tiny).spans
    assert {span.text for span in spans} >= {"plain", "shock"}
    assert {lead[span.start : span.end] for span in spans} == {span.text for span in spans}


def test_the_start_of_a_text_is_told_with_its_first_word(tiny):
    why = explain("shock, you, plain", None, "sensationalism", tiny)
    told = [(span.text, span.contribution) for span in why.spans if span.kind != "cue"]
    root = math.sqrt(3)
    expected = [("shock", 2 * 1.1 / root), ("you", 2 * 0.5 / root), ("plain", -1 / root)]
    assert told == [(word, pytest.approx(part, rel=1e-5)) for word, part in expected]


def test_a_pair_that_is_half_quoted_is_quoted(tmp_path):
    number = {word: np.array([key(word)], np.uint64) for word in ("you", "plain", '"')}
    pairs = [pair_keys(number["you"], number['"']), pair_keys(number['"'], number["plain"])]
    keys = np.sort(np.concatenate(pairs))
    model = changed(tmp_path / "m", keys=keys, rows=np.full((2, 2), 9, np.int8))
    spans = explain('you "shock" plain', None, "sensationalism", model).spans
    pairs = [(s.text, s.quoted) for s in spans if s.kind == "pair"]
    assert pairs == [('you "', True), ('" plain', True)]


def test_where_words_cancel_each_has_the_slope_of_the_bias(tmp_path):
    hidden = tiny_arrays()["headline_hidden"]
    hidden[:2] = [(1.0, 1.0), (-0.5, -0.5)]  # you has half of plain, so nothing is left of both
    for bias, slope in (((0.25, 0.0), (1, 0)), ((-0.25, 0.5), (0, 1)), ((2.0, -1.0), (1, 0))):
        model = changed(
            tmp_path / str(bias),
            headline_hidden=hidden,
            headline_bias=np.array(bias, np.float32),
        )
        why = explain("you, plain", None, "sensationalism", model)
        share = 0.5 / math.sqrt(2) * (2 * slope[0] - slope[1])
        parts = {span.text: span.contribution for span in why.spans if span.kind == "word"}
        assert parts == pytest.approx({"you": share, "plain": -share}, rel=1e-5, abs=1e-9)


def test_where_nothing_moves_the_slope_is_that_of_the_bias(tmp_path):
    bias = np.array([0.25, -0.25], np.float32)
    model = changed(tmp_path / "m", headline_bias=bias)
    why = explain("plain shock", None, "sensationalism", model)
    assert why.baseline == pytest.approx(2.0 * 0.25 - 1.0)
    shock, plain = 1 / math.sqrt(2), 1 / math.sqrt(2) - 0.25
    assert why.total == pytest.approx(2.0 * (0.25 + shock) - plain - 1.0, rel=1e-5)
