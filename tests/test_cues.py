import numpy as np
import pytest

from framing.cues import CUES, marks
from framing.tokens import tokenise


def triggered(cue, text):
    tokens = tokenise([text])
    return [w for w, m in zip(tokens.words, CUES[cue](tokens), strict=True) if m]


@pytest.mark.parametrize(
    ("cue", "text", "words"),
    [
        ("exclamation", "Wait! What!!", ["!", "!", "!"]),
        ("question", "Is it over?", ["?"]),
        ("ellipsis", "And then… nothing...", ["...", "..."]),
        ("shouting", "You WON'T BELIEVE it, UK", ["won't", "believe"]),
        ("second_person", "What your dog knows about you", ["your", "you"]),
        ("first_person", "Why I left our town", ["i", "our"]),
        ("forward_reference", "This is what happened next", ["this", "happened", "next"]),
        ("opening_question", "How the bank fell, and why", ["how"]),
        ("list_number", "10 things to know", ["<00>"]),
        ("list_number", "The 7 best beaches", ["<0>"]),
        ("list_number", "8 killed in mall shooting", []),
        ("list_number", "3 young men killed in crash", []),
        ("list_number", "Bank cuts 900 jobs", []),
        ("kicker", "Breaking: dam fails", ["breaking", ":"]),
        ("kicker", "Watch live: dam fails", ["watch", "live", ":"]),
        ("kicker", "The dam that failed: a history", []),
        ("attribution", "Dam safe, officials say", ["officials", "say"]),
        ("superlative", "The worst dam ever", ["worst", "ever"]),
        ("quotation", 'A "safe" dam', ["safe"]),
    ],
)
def test_cue(cue, text, words):
    assert triggered(cue, text) == words


def test_cues_do_not_reach_into_the_next_text():
    tokens = tokenise(["10", "things to know", "Breaking", ": dam fails"])
    assert not CUES["list_number"](tokens).any()
    assert not CUES["kicker"](tokens).any()


def test_marks_has_one_row_a_cue_and_takes_an_empty_batch():
    assert marks(tokenise(["a b"])).shape == (len(CUES), 2)
    assert marks(tokenise([""])).shape == (len(CUES), 0)
    assert marks(tokenise([])).dtype == np.bool_
