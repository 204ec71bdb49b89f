import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.style import headline_span, lead_span


@pytest.mark.parametrize(
    ("headline", "kept"),
    [
        ("Council opens new bridge | Daily Bugle", "Council opens new bridge"),
        ("Council opens new bridge - The Springfield Times", "Council opens new bridge"),
        ("Council opens new bridge – BBC News", "Council opens new bridge"),
        ("Council opens new bridge - example.com", "Council opens new bridge"),
        ("Council opens new bridge | Local | Daily Bugle", "Council opens new bridge"),
        ("Markets rally - but not for long", "Markets rally - but not for long"),
        ("Too short | Daily Bugle", "Too short | Daily Bugle"),
        ("Peace talks agreed – But His Demands Will Shock You!",) * 2,
    ],
)
def test_suffix(headline, kept):
    assert headline[slice(*headline_span(headline))] == kept


@pytest.mark.parametrize(
    ("lead", "kept"),
    [
        ("LONDON (Reuters) - The bank held rates.", "The bank held rates."),
        ("(CNN) The bank held rates.", "The bank held rates."),
        ("NEW DELHI, March 6 — The bank held rates.", "The bank held rates."),
        ("Moscow: The bank held rates.", "The bank held rates."),
        ("Moscow - On March 6 the bank held rates.", "On March 6 the bank held rates."),
        ("By Jane Doe, Staff Writer | The bank held rates.", "The bank held rates."),
        ("BREAKING: The bank held rates.", "BREAKING: The bank held rates."),
        ("The bank held rates - for now.", "The bank held rates - for now."),
        ("By holding rates the bank won time.",) * 2,
    ],
)
def test_byline_and_dateline(lead, kept):
    assert lead[slice(*lead_span(lead))] == kept


@given(st.text())
def test_spans_lie_within_any_text(text):
    for span in (headline_span, lead_span):
        start, end = span(text)
        assert 0 <= start <= end <= len(text)


AFTER_BAR = re.compile(r"(?<!\s)\s+[|¦•·]\s+[^|¦•·]{2,40}$")


@given(st.text("abc |·\u2003\n", max_size=70), st.integers(0, 60))
def test_what_follows_the_last_bar_is_taken_off(text, more):
    """The rule as a pattern, where no dash can play a part and enough words are left."""
    text = "One two three four" + text + "x" * more
    whole = text.rstrip()
    match = AFTER_BAR.search(whole)
    again = match and AFTER_BAR.search(whole[: match.start()])
    end = (again or match).start() if match else len(whole)
    assert headline_span(text) == (0, end)
