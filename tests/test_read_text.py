"""Headline, lead and date in scraped text: each step, whole pages, and the samples."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.read import read
from framing.read.chrome import furniture
from framing.read.dates import find_date, is_date_line, iso_date
from framing.read.prose import dateline_date, has_dateline, is_prose, is_title
from framing.read.text import (
    Line,
    cut_foot,
    find,
    find_lead_in_body,
    first_sentences,
    label,
    label_places,
    label_repeats,
    tidy,
    unwrap,
)

ROOT = Path(__file__).parents[1]
OWN = ROOT / "seeds"
SHARED = ROOT.parent / "shared" / "seeds"

# The samples of both folders have the same five shapes: the lines of headline and lead, the date.
EXPECTED = {"000": (5, 9), "001": (None, 1), "002": (None, 2), "003": (3, 7), "004": (1, 7)}
PUBLISHED = {
    OWN: {"000": "2024-10-14", "002": "2024-10-14"},
    SHARED: {"000": "2025-06-04", "002": "2025-03-06"},
}

HEADLINE = "Ferry crews walk out across southern islands"
BODY = "The ferry crews of the islands walked out on Monday, stranding thousands. Talks failed."
NEXT = "Ministers said that they would meet the union again on Tuesday to settle the strike."
OTHER = "King opens a new hospital in the north"


@pytest.mark.parametrize("folder", [OWN, SHARED], ids=["own", "shared"])
@pytest.mark.parametrize("shape", EXPECTED)
def test_samples(folder, shape):
    path = next(iter(folder.glob(f"{shape}_*.txt")), None)
    if path is None:
        pytest.skip(f"{folder} is not here")
    lines = path.read_text("utf-8").splitlines()
    expected = [None if n is None else lines[n - 1].strip() for n in EXPECTED[shape]]
    (article,) = read(path)
    assert [article.headline, article.lead] == expected
    assert article.published == PUBLISHED[folder].get(shape)
    assert (article.id, article.source) == (path.stem, path.stem)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("* * *", "wordless"),
        ("Published: 2025-06-04T10:32:00Z", "stamp"),
        ("Updated 3 hours ago", "stamp"),
        ("Wednesday, June 4, 2025", "date"),
        ("London, 4 June 2025", "date"),
        ("04/06/2025 10:32", "date"),
        ("19 C", "weather"),
        ("Mostly cloudy 12°", "weather"),
        ("130views", "counter"),
        ("1.2K shares", "counter"),
        ("0FansLike", "counter"),
        ("0FollowersFollow", "counter"),
        ("0 Comments", "counter"),
        ("Views: 1,204", "counter"),
        ("5 min read", "reading time"),
        ("Read time: 3 mins", "reading time"),
        ("- Advertisement -", "advert"),
        ("- Advertisement -spot_img", "advert"),
        ("Story continues below advertisement", "advert"),
        ("Advertisement - Scroll to continue", "advert"),
        ("LEAVE A REPLY", "form"),
        ("Post a Comment", "form"),
        ("Also Read:", "link heading"),
        ("Related Articles", "link heading"),
        ("More from The Daily Bugle", "link heading"),
        (f"Also Read: {OTHER}", "link"),
        ("Tags: ferries, strikes", "link"),
        ("Skip to content", "navigation"),
        ("Share", "share bar"),
        ("Facebook Twitter WhatsApp", "share bar"),
        ("Share this article on X", "share bar"),
        ("Home > World > Europe", "breadcrumb"),
        ("News | Sport | Weather", "breadcrumb"),
        ("By Jane Doe", "byline"),
        ("BY JANE DOE AND JOHN ROE", "byline"),
        ("Staff Writer", "byline"),
        ("Jane Doe, Political Correspondent", "byline"),
        ("Written by Jane Doe", "byline"),
        ("Photo: AFP", "caption"),
        ("Jane Doe / Getty Images", "caption"),
        ("A ferry lies in the harbour on Monday. (AP Photo/Jane Doe)", "caption"),
        ("A ferry lies in the harbour. Photograph: Jane Doe/The Bugle", "caption"),
        ("https://example.org/a", "address"),
        ("#ferry #strike", "address"),
        ("We use cookies to improve your experience on our site.", "notice"),
        ("Sign up for our newsletter and get the best stories.", "notice"),
        ("Please enter your comment!", "notice"),
        ("Listen to this article", "notice"),
        ("Metro", "section"),
        ("World News", "section"),
    ],
)
def test_chrome_is_known_by_its_kind(line, kind):
    assert furniture(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        HEADLINE,
        BODY,
        "By the numbers: what the ferry strike costs",
        "Ferries halted as heat hits 40 C across the south",
        "Star sues Daily Mail over ferry story",
        "May says she will not go",
        "5 views on the ferry strike",
        "Watch: Ferry crews walk out",
        "Police arrest investigative reporter",
        "Facebook sued over ferry adverts",
        "Advertisement watchdog bans ferry poster",
        "Comment is free, but ferries are dear",
        "The strike ended on Tuesday, the union said. (Reuters)",
        "Home Depot profits rise",
    ],
)
def test_what_an_article_may_say_is_no_chrome(line):
    assert furniture(line) is None


@pytest.mark.parametrize(
    "line",
    [
        HEADLINE,
        "FERRY CREWS WALK OUT",
        "Will the ferries ever run again?",
        "Ferries stopped!",
        "Markets crash",
        "He opened the door of the ferry and then...",
        "Ferry Strike Spreads to the U.S.",
        "Ferry Crews Walk Out on Southern Islands.",
        "‘We will not stop’: ferry crews on why they strike",
    ],
)
def test_titles(line):
    assert is_title(line)
    assert not is_prose(line)


@pytest.mark.parametrize(
    "line",
    ["New York", "Metro", "1. No ferries on Sunday nights", "- no ferries on Sundays", "Why:"],
)
def test_neither_title_nor_prose(line):
    assert not is_title(line)
    assert not is_prose(line)


@pytest.mark.parametrize(
    "line",
    [
        BODY,
        "Nobody saw it coming.",
        "“We will not stop,” the captain said.",
        "Speaking to the crews on the quay, the captain said:",
        "Why did the crews of the islands walk out on Monday? The letter said it. Or did it?",
        "word " * 40,
    ],
)
def test_prose(line):
    assert is_prose(line.strip())


@pytest.mark.parametrize(
    "line",
    [
        "Moscow: Ferries stopped.",
        "LONDON (Reuters) - Ferries stopped.",
        "KYIV, Ukraine (AP) — Ferries stopped.",
        "PORT AVELINE, March 3, 2024 (AFP) – Ferries stopped.",
        "Port Aveline - On March 3, 2024, ferries stopped.",
    ],
)
def test_datelines(line):
    assert has_dateline(line)


@pytest.mark.parametrize(
    "line",
    [BODY, "The captain: “No.”", "Note: Ferries may stop.", "Critics – many of them – agreed."],
)
def test_no_datelines(line):
    assert not has_dateline(line)


def test_date_in_or_right_behind_a_dateline():
    assert dateline_date("PORT AVELINE, March 3, 2024 (AFP) – Ferries stopped.") == "2024-03-03"
    assert dateline_date("Aveline - On March 3, 2024, ferries stopped.") == "2024-03-03"
    assert dateline_date("Aveline - Ferries stopped as they did on March 3, 1984.") is None
    assert dateline_date("On March 3, 2024, ferries stopped.") is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Wednesday, June 4, 2025", "2025-06-04"),
        ("4th of June 2025", "2025-06-04"),
        ("25/12/2024", "2024-12-25"),
        ("12-25-2024", "2024-12-25"),
        ("3/4/2024", None),
        ("June 31, 2025", None),
        ("no date", None),
    ],
)
def test_find_date(text, date):
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-06-04T10:32:00+02:00", "2025-06-04T10:32:00+02:00"),
        ("2025-06", "2025-06"),
        ("20250604", "2025-06-04"),
        ("Wed, 04 Jun 2025 10:00:00 GMT", "2025-06-04T10:00:00+00:00"),
        ("1749031200", "2025-06-04T10:00:00+00:00"),
        ("1749031200000", "2025-06-04T10:00:00+00:00"),
        ("June 4, 2025", "2025-06-04"),
        ("2025-13-45", None),
        ("3/4/2024", None),
        ("soon", None),
    ],
)
def test_iso_date(text, date):
    assert iso_date(text) == date


def test_tidy_takes_markup_and_white_space_off():
    texts = [line.text for line in tidy(f"\u00a0{HEADLINE}\t\r\n<p><b>Bold</b></p>\n**Stars**\n")]
    assert texts == [HEADLINE, "Bold", "Stars"]
    assert tidy(f"# {HEADLINE}") == tidy(f"<h1>{HEADLINE}</h1>") == [Line(HEADLINE, heading=True)]


def test_unwrap_joins_a_sentence_broken_in_two():
    lines = [Line("The ferries of the southern islands"), Line("stopped on Monday.")]
    assert [x.text for x in unwrap(lines)] == [
        "The ferries of the southern islands stopped on Monday."
    ]


def test_unwrap_joins_lines_broken_at_a_width():
    words = ["ferries", "of", "Aveline", "stopped", "again", "on", "Monday"] * 20
    lines, line = [], ""
    for word in words:
        if len(f"{line} {word}") > 72:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    joined = unwrap([Line(HEADLINE), Line(""), *map(Line, [*lines, line])])
    assert [x.text for x in joined] == [HEADLINE, " ".join(words)]


def test_unwrap_leaves_titles_and_chrome_alone():
    lines = [Line(HEADLINE), Line("By Jane Doe"), Line(BODY)]
    assert unwrap(lines) == lines


def test_a_place_beside_the_weather_is_chrome():
    lines = label_places([Line("Salt Lake City", "title"), Line("19 C", "weather")])
    assert lines[0].kind == "place"


def test_a_sentence_said_twice_in_a_row_is_a_title():
    lines = label_repeats([Line("Ferries stop today.", "prose")] * 2)
    assert {line.kind for line in lines} == {"title"}


def test_the_foot_is_cut_behind_prose_only():
    form, prose = Line("Comments", "form"), Line(BODY, "prose")
    assert cut_foot([form, prose, form, prose]) == [form, prose]


def test_a_marked_heading_is_a_title_even_as_a_sentence():
    assert label(Line("Ferries will stop tonight.", heading=True)).kind == "title"


def test_first_sentences_cut_a_flattened_article():
    cut = first_sentences(f"{BODY} " * 100)
    assert 1000 < len(cut) <= 1500
    assert cut.endswith("failed.")
    assert len(first_sentences("x" * 5000)) == 1500


PAGES = {
    "plain": (f"{HEADLINE}\n\n{BODY}\n\n{NEXT}", HEADLINE, BODY),
    "windows line ends": (f"{HEADLINE}\r\n\r\n{BODY}\r\n", HEADLINE, BODY),
    "only a headline": (HEADLINE, HEADLINE, None),
    "only two words": ("Ferry Strike", "Ferry Strike", None),
    "only a section": ("Metro", None, None),
    "section, then body": (f"Metro\n\n{BODY}", None, BODY),
    "unknown label": (f"Kraków\n{HEADLINE}\n{BODY}", HEADLINE, BODY),
    "masthead": (f"The Aveline Daily Post\n{HEADLINE}\n{BODY}", HEADLINE, BODY),
    "headline that names a paper": ("Star Sues Daily Mail\n" + BODY, "Star Sues Daily Mail", BODY),
    "sentence without headline": (f"{BODY}\n{NEXT}", None, BODY),
    "byline and shares": (
        f"{HEADLINE}\nBy Jane Doe\nUpdated 3 hours ago\n5 min read\nShare\nTweet\n{BODY}",
        HEADLINE,
        BODY,
    ),
    "navigation": (
        f"Skip to content\nMenu\nHome > World\n{HEADLINE}\nPhoto: AFP\n{BODY}",
        HEADLINE,
        BODY,
    ),
    "cookies": (f"We use cookies on this site.\nAccept all\n{HEADLINE}\n{BODY}", HEADLINE, BODY),
    "standfirst without stop": (
        f"{HEADLINE}\nThousands stranded as talks fail\n{BODY}",
        HEADLINE,
        BODY,
    ),
    "standfirst above a byline": (
        f"{HEADLINE}\nThousands are stranded as talks fail.\nBy Jane Doe\n{BODY}",
        HEADLINE,
        BODY,
    ),
    "standfirst above a dateline": (
        f"{HEADLINE}\nThousands are stranded as talks fail.\nAVELINE — {BODY}",
        HEADLINE,
        f"AVELINE — {BODY}",
    ),
    "standfirst for a lead": (
        f"{HEADLINE}\nThousands are stranded as talks fail.",
        HEADLINE,
        "Thousands are stranded as talks fail.",
    ),
    "short first paragraph": (
        f"{HEADLINE}\nNobody saw it coming.\n{BODY}",
        HEADLINE,
        "Nobody saw it coming.",
    ),
    "no space lost": (f"{HEADLINE}  again\n{BODY}", f"{HEADLINE}  again", BODY),
    "site name kept": (f"{HEADLINE} | Bugle\n{BODY}", f"{HEADLINE} | Bugle", BODY),
    "site name on the repeat": (f"{HEADLINE} | Bugle\n{HEADLINE}\n{BODY}", HEADLINE, BODY),
    "repeat in the foot": (f"{HEADLINE}\n{BODY}\n{NEXT}\n{HEADLINE}\n{NEXT}", HEADLINE, BODY),
    "question thrice": ("Is it over?\n\n" * 3 + BODY, "Is it over?", BODY),
    "sentence thrice": ("Ferries stop today.\n\n" * 3 + BODY, "Ferries stop today.", BODY),
    "links above": (
        f"Trending Now\n{OTHER}\nTen recipes to try\n{HEADLINE}\n{BODY}",
        HEADLINE,
        BODY,
    ),
    "links below": (f"{HEADLINE}\nRelated Articles\n{OTHER}\n{BODY}", HEADLINE, BODY),
    "link between": (f"{HEADLINE}\nAlso Read:\n{OTHER}\n{BODY}", HEADLINE, BODY),
    "Markdown": (f"# {HEADLINE}\n\n**By Jane Doe**\n\n{BODY}", HEADLINE, BODY),
    "stray tags": (f"<h1>{HEADLINE}</h1>\n<p>{BODY}</p>", HEADLINE, BODY),
    "sentence above a byline": (f"{NEXT}\nBy Jane Doe\n{BODY}", NEXT, BODY),
    "sentence above byline and dateline": (
        f"{NEXT}\nBy Jane Doe\nAVELINE — {BODY}",
        None,
        f"AVELINE — {BODY}",
    ),
    "long paragraph above a dateline": (
        f"{HEADLINE}\n{BODY} {BODY} {BODY}\nCAPTAIN DOE: It was over.",
        HEADLINE,
        f"{BODY} {BODY} {BODY}",
    ),
    "broken paragraph": (f"{HEADLINE}\n{BODY[:-1]}\n{NEXT}", HEADLINE, BODY[:-1]),
    "nothing": ("", None, None),
    "chrome only": ("Menu\nHome\n0FansLike\nLEAVE A REPLY", None, None),
}


@pytest.mark.parametrize("page", PAGES)
def test_pages(page):
    text, headline, lead = PAGES[page]
    found = find(text)
    assert (found.headline, found.lead) == (headline, lead)


def test_published_comes_before_updated():
    found = find(f"{HEADLINE}\nUpdated: 2025-06-05\nPublished: 2025-06-04\n{BODY}")
    assert found.published == "2025-06-04"


def test_a_date_in_the_body_is_not_the_article_s():
    assert find(f"{HEADLINE}\n{BODY}\nJune 4, 2025\n{NEXT}").published is None


def test_lead_in_a_body():
    assert find_lead_in_body(f"By Jane Doe\n{BODY}\n{NEXT}") == BODY
    assert find_lead_in_body("ferries stop") == "ferries stop"
    assert find_lead_in_body("Menu\n\n130views") is None


_PIECES = st.sampled_from(
    [
        HEADLINE,
        BODY,
        "19 C",
        "Also Read:",
        "By A",
        "#",
        "<h1>",
        "**",
        "\u2028",
        "\ud800",
        "> ",
        "Moscow: ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.text(alphabet=st.characters(exclude_categories=[])),
        st.lists(st.one_of(_PIECES, st.text(max_size=8))).map("\n".join),
        st.lists(_PIECES).map("".join),
    )
)
def test_no_text_breaks_the_finder(text):
    found = find(text)
    for part in (found.headline, found.lead):
        assert part is None or part.strip() == part != ""
        assert part is None or furniture(part) != "date"


@pytest.mark.parametrize(
    "text", ["A " * 200_000, "Aa, " * 100_000, "<p " * 100_000, "> " * 200_000, "1" * 400_000]
)
def test_long_lines_take_no_time(text):
    assert find(text).headline is None


def test_is_date_line_is_strict_about_words():
    assert not is_date_line("June is the month of ferries")
    assert not is_date_line("x" * 1000)
