"""The page on a comparison: what it says, what it shows of many, what it refuses."""

import json
import re

import pytest

import framing
from framing.article import Article
from framing.cli import main
from framing.codebook import SCALES
from framing.errors import ModelError
from framing.events import Comparison
from framing.events.effects import LEAST_EVENTS, source_effects
from framing.events.event import made
from framing.report import write_comparison
from framing.report.comparison import EVENTS
from framing.report.events import OUTLETS
from framing.write import OutputError
from tests.test_report import HOSTILE, Tags, two_decimals

TOLD = {
    "Herald": "Tram derails at Quarry Bridge, nine hurt",
    "Bugle": "HORROR as runaway tram smashes into Quarry Bridge!",
    "Courier": "Nine hurt as tram leaves rails",
}
LEAD = "A tram left the rails at Quarry Bridge on Monday; nine passengers were hurt."
DAY = "2024-03-04"


def told(headlines, day=DAY):
    return [
        Article(f"{source} {n}", source, headline, LEAD, published=day)
        for n, (source, headline) in enumerate(headlines)
    ]


def compared(*groups, model=None):
    """Return the comparison of groups of articles, each an event."""
    scores = framing.score_many([a for group in groups for a in group], model=model)
    events = tuple(
        made(number, group, [next(scores) for _ in group]) for number, group in enumerate(groups, 1)
    )
    rows = [(event.id, each.score) for event in events for each in event.articles]
    columns = {s.name: [getattr(score, s.name) for _, score in rows] for s in SCALES}
    effects = source_effects([e for e, _ in rows], [s.source for _, s in rows], columns)
    return Comparison(events, effects, len(rows) + 4)


@pytest.fixture
def page(tmp_path):
    def make(found, **options):
        write_comparison(tmp_path / "page.html", found, **options)
        return (tmp_path / "page.html").read_text("utf-8")

    return make


def cards(text):
    return text.split('<ol class="cards">')[1].split("</ol>\n</section>")[0].split("<h3 ")[1:]


def tellings(card):
    found = re.findall(r"<li>(<p.*?)</li>", card.split('class="tellings"')[1], re.DOTALL)
    return [" ".join(Tags(each).text.split()) for each in found]


def cells(row):
    return [Tags(cell).text for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]


def body(text):
    return [cells(row) for row in text.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]]


# what it says


def test_the_page_says_what_was_compared_and_by_which_model(page):
    text = " ".join(Tags(page(compared(told(TOLD.items())))).text.split())
    assert "1 event, told in 3 of 7 articles by 3 outlets" in text
    assert framing.load_model().label in text
    assert all(anchor in text for scale in SCALES for anchor in scale.anchors)


def test_wordings_stand_from_the_most_to_the_least_heightened_with_their_own_words(page):
    found = compared(told(TOLD.items()))
    (card,) = cards(page(found))
    event = found.events[0]
    seen = tellings(card)
    scores = [each.wording for each in event.articles]
    assert [text.startswith(TOLD["Bugle"]) for text in seen] == [True, False, False]
    assert "Bugle · most heightened · own words: HORROR, runaway, smashes" in seen[0]
    assert '<mark class="own">HORROR</mark> as <mark class="own">runaway</mark> tram' in card
    assert f"{event.least.score.source} · least heightened" in seen[2]
    shown = [re.search(r"\d\.\d\d", text)[0] for text in seen]
    assert shown == [two_decimals(score) for score in sorted(scores, reverse=True)]
    title = Tags(card.split("</h3>")[0]).text
    assert title.endswith(event.least.score.headline)


def test_outlets_stand_side_by_side_on_every_scale(page):
    found = compared(told([*TOLD.items(), ("Bugle", "Nine hurt at Quarry Bridge")]))
    (card,) = cards(page(found))
    outlets = found.events[0].outlets
    rows = body(card)
    assert {row[0]: row[1] for row in rows} == {"Bugle": "2", "Herald": "1", "Courier": "1"}
    for name, _, *scores, frames in rows:
        assert scores == [two_decimals(outlets[name][scale.name]) for scale in SCALES]
        safety = f"health and safety {two_decimals(outlets[name]['frame_health_and_safety'])}"
        assert (safety in frames) == (outlets[name]["frame_health_and_safety"] >= 0.3)


def test_a_second_article_that_is_the_plainest_is_shown_too(page):
    least = "Tram derails, nine hurt"
    found = compared(told([("Bugle", TOLD["Bugle"]), ("Bugle", least), ("Herald", "Tram FURY!")]))
    assert found.events[0].least.score.headline == least
    (card,) = cards(page(found))
    assert [least in text for text in tellings(card)] == [False, False, True]
    assert sorted(row[0] for row in body(card)) == ["Bugle", "Herald"]


def test_days_and_their_doubts_are_said(page):
    known = told(TOLD.items())
    later = Article("x", "Gazette", "Tram derails", LEAD, published="2024-03-14")
    text = " ".join(
        Tags(page(compared([*known, later, Article("y", "Post", "Tram")]))).text.split()
    )
    assert "2024-03-04 to 2024-03-14 · 5 outlets, 5 articles" in text
    assert "dates 10 days apart, 1 without a date: it may be more than one event" in text


def test_a_lead_stands_in_and_what_is_withheld_is_a_dash(page):
    known = [Article("1", "A", None, LEAD), Article("2", "B", "Hm"), *told(TOLD.items())]
    (card,) = cards(page(compared(known)))
    assert '<p class="stand-in"><bdi>A tram left the rails' in card
    assert any(text.startswith("Hm – B") and "not English" in text for text in tellings(card))
    assert next(row for row in body(card) if row[0] == "A")[2] == "–"


# the effects of outlets


def same_news(events):
    return compared(*(told(TOLD.items(), f"2024-{1 + n:02d}-04") for n in range(events)))


def test_effects_are_shown_with_their_intervals_the_most_heightened_first(page):
    varied = [{**TOLD, "Bugle": TOLD["Bugle"] + "!" * n} for n in range(LEAST_EVENTS)]
    found = compared(*(told(each.items()) for each in varied))
    text = page(found)
    rows = body(text.split('id="same"')[1])
    assert rows[0][:2] == ["Bugle", str(LEAST_EVENTS)]
    assert {row[0] for row in rows} == set(TOLD)
    effect = next(e for e in found.source_effects if e.source == "Bugle").scales["sensationalism"]
    value, low, high = (two_decimals(v) for v in (effect.value, effect.low95, effect.high95))
    assert effect.low95 > 0
    assert rows[0][2] == f"+{value}+{low} to +{high}"
    assert f"Bugle: +{value}, +{low} to +{high}, {LEAST_EVENTS} events" in text


def test_too_few_events_have_no_effects_and_it_is_said(page):
    few, enough = page(same_news(LEAST_EVENTS - 1)), page(same_news(LEAST_EVENTS))
    said = f"No outlet here shares {LEAST_EVENTS} events with others"
    assert said in few
    assert said not in enough
    assert (few.count("<svg"), enough.count("<svg")) == (0, 2)


# what is shown of many


def test_more_events_than_a_page_holds_are_cut_and_it_is_said(page):
    groups = [told([("A", f"Tram number {n} derails"), ("B", "Tram!")]) for n in range(EVENTS + 1)]
    text = page(compared(*groups))
    assert len(cards(text)) == EVENTS
    seen = " ".join(Tags(text).text.split())
    assert f"This page shows the {EVENTS} largest of {EVENTS + 1} events" in seen
    assert "largest of" not in page(compared(*groups[:EVENTS]))


def test_of_many_outlets_some_are_shown_the_ends_among_them(page):
    count = 3 * OUTLETS
    known = told([(f"Outlet {n}", f"Tram derails at {n}{'!' * (n % 7)}") for n in range(count)])
    found = compared(known)
    (card,) = cards(page(found))
    event = found.events[0]
    names = [row[0] for row in body(card)]
    assert len(names) in (OUTLETS - 1, OUTLETS)
    assert {event.most.score.source, event.least.score.source} <= set(names)
    assert f"{count} articles · {len(names)} of the outlets are shown" in Tags(card).text


def test_a_full_page_of_the_longest_headlines_stays_below_two_megabytes(page):
    long = "Tram " + "<&\"'>" * 100
    group = told([(f"{n}{long}", f"{n} {long}") for n in range(OUTLETS)])
    text = page(compared(*[group] * EVENTS))
    assert len(cards(text)) == EVENTS
    assert len(text.encode()) < 2_000_000


def test_no_event_is_a_page_too(page):
    text = page(framing.compare([]))
    assert "No event was found that two outlets tell of." in text


# safety


def test_hostile_text_is_text_and_nothing_is_loaded(page):
    hostile = [
        Article(str(n), f"{n}{HOSTILE}", HOSTILE, HOSTILE, published=HOSTILE) for n in range(2)
    ]
    text = page(compared(*[hostile] * LEAST_EVENTS))
    found = Tags(text)
    tags = [tag for tag, _ in found.tags]
    assert tags.count("script") == 1
    assert not {"img", "b", "iframe", "object", "link"} & set(tags)
    for _, attrs in found.tags:
        assert not {"src", "srcset", "data", "style"} & set(attrs)
        assert not any(name.startswith("on") for name in attrs)
        assert attrs.get("href", "#").startswith("#")
    assert "<script>alert(1)</script>" in found.text
    assert "{{ 7 * 7 }}" in found.text
    assert not set("\u202e\u202c\x1b") & set(found.text)
    assert all("scope" in attrs for tag, attrs in found.tags if tag == "th")


# ways in and out


def test_scores_of_another_model_are_refused(page, tiny):
    found = compared(told([("A", "you shock plain"), ("B", "plain you")]), model=tiny)
    with pytest.raises(ModelError, match="pass its model"):
        page(found)
    assert "tiny 1" in page(found, model=tiny)


@pytest.mark.parametrize("name", ["page.txt", "no/page.html"])
def test_a_page_that_cannot_be_written_is_said(tmp_path, name):
    with pytest.raises(OutputError):
        write_comparison(tmp_path / name, compared())
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def articles(tmp_path):
    rows = [{"source": s, "headline": h, "lead": LEAD, "date": DAY} for s, h in TOLD.items()]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return str(tmp_path / "in.jsonl")


def test_the_command_writes_a_page_and_nothing_else(articles, tmp_path, capsys):
    path = tmp_path / "page.html"
    assert main(["compare", articles, "--report", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "page.html written" in err
    assert len(cards(path.read_text("utf-8"))) == 1


def test_the_command_writes_page_and_events_together(articles, tmp_path, capsys):
    page, out = tmp_path / "page.html", tmp_path / "out.json"
    assert main(["compare", articles, "--report", str(page), "-o", str(out)]) == 0
    assert page.exists()
    assert json.loads(out.read_text("utf-8"))["articles"] == 3
    assert main(["compare", articles, "--report", str(page), "--to", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["kind"] == "event"


def test_the_command_refuses_what_is_no_page_before_it_reads(tmp_path, capsys):
    assert main(["compare", "nowhere", "--report", str(tmp_path / "page.pdf")]) == 2
    assert "end its name in .html" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--report", "-o"])
def test_an_output_in_the_input_folder_is_refused(tmp_path, capsys, option):
    assert main(["compare", str(tmp_path), option, str(tmp_path / "out.html")]) == 2
    assert "read as input" in capsys.readouterr().err
