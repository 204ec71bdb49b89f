import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("plain text", "plain text"),
        ("Fish &amp; chips", "Fish & chips"),
        ("&#8220;No&#8221;", "“No”"),
        ("twice &amp;quot;escaped&amp;quot;", 'twice "escaped"'),
        ("R&D and Q&A; fine", "R&D and Q&A; fine"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202eright to left", "right to left"),
        ("cafe\u0301", "caf\u00e9"),
        ("\U0001d5d5\U0001d5fc\U0001d5f9\U0001d5f1", "Bold"),
        ("ＦＵＬＬ", "FULL"),
    ],
)
def test_fold(text, folded):
    assert fold(text).text == folded


def test_spans_lead_back_to_the_original():
    text = "Fish &amp; chips\u00ad!"
    folded = fold(text)
    start = folded.text.index("chips")
    assert text[slice(*folded.span(start, start + 5))].startswith("chips")
    amp = folded.text.index("&")
    assert text[slice(*folded.span(amp, amp + 1))] == "&amp;"


@given(st.text())
def test_every_span_of_any_text_lies_in_the_original(text):
    folded = fold(text)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet="&#amp;x0123456789quot \u0301\u200ba"))
def test_folding_leaves_no_invisible_character(text):
    assert "\u200b" not in fold(text).text
