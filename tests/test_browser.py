"""The pages in a real browser, offline: they open, sort, filter, show words, print."""

import re
import shutil
from contextlib import contextmanager
from importlib.util import find_spec

import pyarrow as pa
import pytest

import framing
from framing.codebook import SCALES
from framing.events import Comparison
from framing.events.effects import LEAST_EVENTS, source_effects
from framing.events.event import made
from framing.report import write_comparison, write_report

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on the path"),
    pytest.mark.skipif(not find_spec("playwright"), reason="playwright is not installed"),
]

HOSTILE = (
    "</script><script>document.title = 'owned'</script> \"onerror=alert(1) "
    "<img src=x onerror=\"document.title = 'owned'\"> \u202egnorw\u202c shock"
)
HEADLINES = [
    "Council approves budget for schools",
    "You won't BELIEVE what the mayor hid in the town hall!",
    "Fury as ministers axe beloved rail line",
    HOSTILE,
    None,
]
A4 = {"width": 718, "height": 1000}
"""A sheet within the margins that chromium leaves, in CSS pixels."""
LEAD = "The council met on Monday and approved the budget for the next year."


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "page.html"
    filler = [f"Harbour crews end strike number {n} after deal" for n in range(20)]
    headlines = HEADLINES + filler
    sources = ["Daily Bugle", "Weekly " + "W" * 120, HOSTILE, "", "Courier", *["Herald"] * 20]
    columns = {"headline": headlines, "lead": [LEAD] * len(headlines), "source": sources}
    write_report(path, framing.score_table(pa.table(columns)))
    return path


@pytest.fixture(scope="module")
def comparison_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("comparison") / "page.html"
    told = {"Herald": HEADLINES[0], "Daily Bugle": HEADLINES[1], HOSTILE: HOSTILE, "W" * 120: None}
    groups = [
        [
            framing.Article("", source, text, LEAD, published=f"2024-03-0{n + 1}")
            for source, text in told.items()
        ]
        for n in range(LEAST_EVENTS)
    ]
    known = [article for group in groups for article in group]
    scores = list(framing.score_many(known))
    numbers = [n for n, group in enumerate(groups) for _ in group]
    events = [made(n, group, scores[4 * n : 4 * n + 4]) for n, group in enumerate(groups)]
    columns = {s.name: [getattr(score, s.name) for score in scores] for s in SCALES}
    effects = source_effects(numbers, [article.source for article in known], columns)
    write_comparison(path, Comparison(tuple(events), effects, len(known)))
    return path


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The sandbox needs rights that containers lack; the page is our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def windows(browser, file):
    """Open a page in fresh windows; every message, error and request is a failure."""
    contexts, faults = [], []

    def call(**options):
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on("request", lambda r: r.url == file.as_uri() or faults.append(r.url))
        page.goto(file.as_uri())
        return page

    yield call
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def opened(browser, page_file):
    with windows(browser, page_file) as call:
        yield call


@pytest.fixture
def compared(browser, comparison_file):
    with windows(browser, comparison_file) as call:
        yield call


def column(page, number):
    cells = page.locator(f"#all tbody tr:visible > :nth-child({number})")
    return cells.all_inner_texts()


def numbers(page, number):
    return [float(text.replace("−", "-")) for text in column(page, number) if text != "–"]


def test_it_opens_offline_and_every_part_is_there(opened):
    page = opened()
    for name in ("Sources, ranked", "Frames by source", "Most heightened headlines"):
        assert page.get_by_role("heading", name=name).is_visible()
    charts = page.get_by_role("img")
    assert charts.count() == 2
    assert all(chart.bounding_box()["height"] > 50 for chart in charts.all())
    assert page.get_by_role("table", name="Articles").count() == 1


def test_columns_sort_by_click_and_by_key(opened):
    page = opened()
    head = page.locator("#all th", has_text="clickbait")
    button = head.get_by_role("button")
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    found = numbers(page, 4)
    assert found == sorted(found, reverse=True)
    assert column(page, 4)[-1] == "–"
    button.focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert numbers(page, 4) == sorted(found)
    assert column(page, 4)[-1] == "–"


def test_only_one_column_is_said_to_be_sorted(opened):
    page = opened()
    for name in ("tone", "source"):
        page.locator("#all").get_by_role("button", name=name).click()
    assert page.locator("#all th[aria-sort]").all_inner_texts() == ["source"]
    found = [text for text in column(page, 2) if not text.startswith("<")]
    assert found[-1] == "", "what is missing stands last"
    assert found[:-1] == sorted(found[:-1])


def test_sources_sort_too(opened):
    page = opened()
    page.locator("#sources").get_by_role("button", name="articles").click()
    assert page.locator("#sources tbody th").first.inner_text() == "Herald"


def test_the_search_filters_and_says_how_many_are_left(opened):
    page = opened()
    page.get_by_label("Search headlines").fill("MAYOR weekly")
    assert len(column(page, 1)) == 1
    assert page.get_by_role("status").inner_text() == "1 of 25 shown"
    page.get_by_label("Search headlines").fill("no such words")
    assert page.get_by_role("status").inner_text() == "0 of 25 shown"
    page.get_by_label("Search headlines").press("Enter")
    page.get_by_label("Search headlines").fill("")
    assert len(column(page, 1)) == 25


def test_words_are_marked_in_place(opened):
    page = opened()
    card = page.locator(".cards li", has_text="town hall")
    assert card.get_by_role("heading").inner_text() == HEADLINES[1]
    mark = card.locator("mark", has_text="BELIEVE")
    assert re.fullmatch(r"\+\d\.\d\d", mark.get_attribute("title"))
    look = mark.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).borderBottom]"
    )
    assert look[0] != "rgba(0, 0, 0, 0)"
    assert "solid" in look[1]


def test_hostile_text_is_inert(opened):
    page = opened()
    assert page.title().startswith("How is it being sold?")
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert "<script>document.title = 'owned'</script>" in page.locator("#all").inner_text()


def test_a_dot_of_the_charts_tells_what_it_is(opened):
    page = opened()
    told = page.locator("#tone svg.wide title").all_text_contents()
    assert any("mayor hid" in text and "sensationalism 0." in text for text in told)
    told = page.locator("#sources svg.wide title").all_text_contents()
    assert any(re.match(r"Herald: 0\.\d\d, 0\.\d\d to 0\.\d\d, 20 articles", text) for text in told)


@pytest.mark.parametrize("width", [320, 375, 768])
def test_a_narrow_window_does_not_scroll_sideways(opened, width):
    page = opened(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure svg:visible").count() == 2
    assert page.locator(f"figure svg.{'narrow' if width < 640 else 'wide'}:visible").count() == 2


CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !e.checkVisibility()) continue;
    const ink = e.closest("svg") ? "fill" : "color";
    const a = light(parse(getComputedStyle(e)[ink])), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([e.tagName, e.className, texts.currentNode.data, ratio]);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(opened, scheme):
    page = opened(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate(CONTRAST) == []
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_the_contrast_test_sees_a_poor_one(opened):
    page = opened()
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    assert [poor[0] for poor in page.evaluate(CONTRAST)] == ["H1"]


def test_all_controls_have_names_and_can_be_reached_by_key(opened):
    page = opened()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "BUTTON", "INPUT", "SUMMARY", "DIV"} <= reached
    names = "e => e.map((x) => x.textContent.trim() || x.labels?.[0]?.textContent)"
    assert all(page.locator("a, button, input, summary").evaluate_all(names))


def test_it_prints_light_without_its_controls(opened):
    page = opened(color_scheme="dark")
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 1
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.get_by_label("Search headlines").is_visible()


def test_without_scripts_it_reads_all_the_same(opened):
    page = opened(java_script_enabled=False)
    assert page.locator("#all tbody tr").count() == 25
    assert not page.locator("#search").is_visible()
    assert page.locator("#all thead button").count() == 0


# the page on a comparison


def test_a_comparison_opens_offline_sorts_and_filters(compared):
    page = compared()
    chart = page.get_by_role("img")
    assert chart.count() == 1
    assert chart.bounding_box()["height"] > 50
    rows = page.locator("#same tbody tr")
    assert rows.first.inner_text().startswith("Daily Bugle")
    page.locator("#same").get_by_role("button", name="outlet").click()
    assert rows.last.inner_text().startswith("W" * 80)
    assert page.get_by_role("status").inner_text() == "5 of 5 shown"
    page.get_by_label("Search headlines").fill("2024-03-03 bugle")
    assert page.locator(".cards > li:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 of 5 shown"


def test_own_words_of_a_comparison_are_underlined(compared):
    mark = compared().locator("mark.own", has_text="BELIEVE").first
    assert "underline" in mark.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_hostile_text_of_a_comparison_is_inert(compared):
    page = compared()
    assert page.title().startswith("Who words it how?")
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert "<script>document.title = 'owned'</script>" in page.locator("#events").inner_text()


@pytest.mark.parametrize("width", [320, 375, 768])
def test_a_comparison_in_a_narrow_window_does_not_scroll_sideways(compared, width):
    page = compared(viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("figure svg:visible").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_a_comparison_stands_out_from_its_ground(compared, scheme):
    assert compared(color_scheme=scheme).evaluate(CONTRAST) == []


def test_a_comparison_prints_within_its_sheet(compared):
    page = compared(color_scheme="dark", viewport=A4)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert not page.get_by_label("Search headlines").is_visible()
