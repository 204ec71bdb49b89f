"""The report: what it says, what it keeps, what it refuses. See also test_browser.py."""

import html
import re
import subprocess
import sys
from contextlib import suppress
from html.parser import HTMLParser

import numpy as np
import pyarrow as pa
import pytest

import framing
from framing.cli import main
from framing.codebook import FRAMES, SCALES
from framing.errors import ColumnError, FramingError, ModelError
from framing.outlets import ERROR, LEAST_RANKED, summarise
from framing.report import open_report, write_report
from framing.report.collect import HEIGHTENED, SAMPLE, Collector
from framing.write import OutputError

PLAIN = "Council approves budget number {}"
BAIT = "You won't BELIEVE what the “evil” mayor hid in hall {}!"
LEAD = "The council met on Monday and approved the budget for the next year."
HOSTILE = (
    "</script><script>alert(1)</script> \"onerror=alert(1) '><img src=x onerror=alert(2)> "
    "&lt;b&gt; \u202egnorw\u202c {{ 7 * 7 }} ]]> --> \x1b[31m shock"
)


def table(count, *, baits=1, source="Daily"):
    return framing.score_table(
        pa.table(
            {
                "headline": [
                    BAIT.format(n) if n < baits else PLAIN.format(n) for n in range(count)
                ],
                "lead": [LEAD] * count,
                "source": [source] * count,
            }
        )
    )


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.text += " " if tag == "dd" else ""

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def page(tmp_path):
    def make(scores, **options):
        write_report(tmp_path / "page.html", scores, **options)
        return (tmp_path / "page.html").read_text("utf-8")

    return make


# what it says


def test_the_page_has_its_parts_in_a_readers_order(page):
    text = Tags(page(table(12, baits=3))).text
    parts = [
        "Sources, ranked",
        "Tone against sensationalism",
        "Frames by source",
        "Most heightened headlines",
        "All articles",
        "How to read it",
        "The codebook’s anchors",
        "The model",
    ]
    places = [text.rindex(part) for part in parts]
    assert places == sorted(places)


def test_the_page_says_model_articles_anchors_and_notes(page):
    text = Tags(page(table(3))).text
    assert framing.load_model().label in text
    assert "3 articles from 1 source," in text
    for scale in SCALES:
        assert all(anchor in text for anchor in scale.anchors)
    assert all(frame.meaning in text for frame in FRAMES)


def test_heightened_headlines_have_their_words_interval_gap_note_and_own_score(page):
    text = page(framing.score_many([(BAIT.format(1), LEAD), (BAIT.format(2), None)]))
    score = framing.score(BAIT.format(1), LEAD, without_quotes=True)
    low, high = score.interval("sensationalism")
    assert re.search(r'<mark class="up3" title="\+\d\.\d\d">BELIEVE</mark>', text)
    seen = " ".join(html.unescape(Tags(text).text).split())
    assert f"{score.sensationalism:.2f} (80 % interval {low:.2f} to {high:.2f})" in seen
    assert f"+{score.gap:.2f} (more sensational than its own lead)" in seen
    assert f"quoted words {score.without_quotes['sensationalism']:.2f}" in seen
    assert "note no lead" in seen


def test_a_withheld_score_is_a_dash_and_a_lead_stands_in_for_a_headline(page):
    text = page(framing.score_many([(None, LEAD)]))
    assert re.search(r'class="stand-in"><bdi>The council met', text)
    assert '<td class="n">–</td>' in text
    assert "no headline</td>" in text


@pytest.mark.parametrize(
    "scores", [[], [(None, None)], [("Le maire dit que le chat est là", None)]]
)
def test_nothing_to_show_is_a_page_too(page, scores):
    text = page(framing.score_many(scores))
    assert "No headline here has a score." in text
    assert "No article here has both scores." in text


# safety


def test_hostile_text_is_text(page):
    found = Tags(page(framing.score_many([framing.Article("1", HOSTILE, HOSTILE, HOSTILE)])))
    tags = [tag for tag, _ in found.tags]
    assert tags.count("script") == 1
    assert not {"img", "b", "iframe", "object", "link"} & set(tags)
    assert not any(name.startswith("on") for _, attrs in found.tags for name in attrs)
    assert "<script>alert(1)</script>" in found.text
    assert "{{ 7 * 7 }}" in found.text
    assert not set("\u202e\u202c\x1b") & set(found.text)


def test_the_page_loads_nothing_and_says_so(page):
    text = page(table(30, baits=5))
    found = Tags(text)
    for tag, attrs in found.tags:
        assert not {"src", "srcset", "data", "style"} & set(attrs), tag
        assert attrs.get("href", "#").startswith("#"), attrs
    assert "url(" not in text
    assert "@import" not in text
    policy = next(a["content"] for _, a in found.tags if "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_every_image_has_a_name_and_every_table_its_heads(page):
    found = Tags(page(table(30, baits=5)))
    images = [attrs for tag, attrs in found.tags if tag == "svg"]
    assert len(images) == 4
    assert all(a["role"] == "img" and a["aria-label"] for a in images)
    assert all("scope" in attrs for tag, attrs in found.tags if tag == "th")


# what is kept of many


def test_more_than_a_page_holds_is_sampled_and_said(page):
    few, many = table(1, baits=1, source="Bait"), table(SAMPLE + 500, baits=0)
    text = page([many, few])
    seen = " ".join(Tags(text).text.split())
    assert f"a random sample of {SAMPLE:,} of {SAMPLE + 501:,} articles" in seen
    assert "BELIEVE" in text.split('id="heightened"')[1].split('id="articles"')[0]
    rows = text.split('<table id="all">')[1].count("<tr>")
    assert SAMPLE < rows <= SAMPLE + HEIGHTENED + 1
    assert f'<td class="n">{SAMPLE + 500:,}</td>' in text, "the means are of all"


def test_the_sample_is_uniform_and_the_same_again():
    def listed():
        collector = Collector()
        scored = table(1)
        for start in range(0, 20_000, 500):
            ids = pa.array([str(start + n) for n in range(500)])
            wide = scored.take(pa.array(np.zeros(500, int)))
            collector.write(wide.set_column(0, "id", ids))
        return [int(row["id"]) for row in collector.listed()]

    found = listed()
    assert found == sorted(found) == listed()
    # Of 20,000 numbers a thousand drawn evenly have a mean of 10,000 ± 183.
    assert abs(np.mean(found) - 10_000) < 6 * 183


def test_as_many_as_a_page_holds_are_all_there(page):
    text = page(table(SAMPLE))
    assert "random sample" not in text
    assert text.split('<table id="all">')[1].count("<tr>") == SAMPLE + 1
    assert len(text.encode()) < 2_000_000


def shown_sources(text):
    """Each source of the page with its cells, in order."""
    section = text.split('id="sources"')[1].split('id="tone"')[0]
    rows = section.split("<tbody>")[1].split("<tr>")[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(Tags(cell).text.split()) for cell in row] for row in cells]


def two_decimals(value):
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def test_the_page_says_of_sources_what_framing_sources_says(page):
    names = ["Daily", "Weekly", "Herald", "Courier"]
    counts = [40, LEAST_RANKED - 1, LEAST_RANKED, 60]
    tables = [
        table(count, baits=5 * place, source=name)
        for place, (name, count) in enumerate(zip(names, counts, strict=True))
    ]
    text = page(tables)
    found = framing.sources(pa.concat_tables(tables))
    seen = shown_sources(text)
    assert [row[:3] for row in seen] == [
        ["1", "Herald", "30"],
        ["2", "Courier", "60"],
        ["3", "Daily", "40"],
        ["too few", "Weekly", "29"],
    ]
    summary = ("sensationalism", "clickbait", "loaded", "tone", "opinion")
    for _, name, _, *cells in seen:
        means = [found[name].scales[scale].mean for scale in summary]
        ends = [(two_decimals(m.low95), two_decimals(m.high95)) for m in means]
        assert cells == [
            f"{two_decimals(mean.value)}{low} to {high}"
            for mean, (low, high) in zip(means, ends, strict=True)
        ]


def test_the_heat_map_has_the_frames_of_sources_and_of_all_articles(page):
    tables = [table(3, baits=3, source="Daily"), table(9, source="Weekly")]
    section = page(tables).split('<table class="heat">')[1].split("</table>")[0]
    economic = re.search(r">economic</th>(.*?)</tr>", section)[1]
    found = framing.sources(pa.concat_tables(tables))
    each = [found[name].frames["frame_economic"].value for name in ("Weekly", "Daily")]
    pooled = (9 * each[0] + 3 * each[1]) / 12
    seen = re.findall(r">([\d.]+)</td>", economic)
    assert seen == [two_decimals(value) for value in (pooled, *each)]
    assert len(set(seen)) == 3


def test_sources_are_those_of_all_articles_whatever_the_batches():
    scored = pa.concat_tables([table(40, baits=9), table(9, source="Weekly")])
    whole, parts = Collector(), Collector()
    whole.write(scored)
    for start in range(0, len(scored), 7):
        parts.write(scored.slice(start, 7))
    assert [(outlet.source, outlet.n) for outlet in summarise(parts.tally)] == [
        ("Daily", 40),
        ("Weekly", 9),
    ]
    mean, same = (summarise(c.tally)[0].scales["tone"].mean for c in (whole, parts))
    assert same.value == pytest.approx(mean.value)
    assert same.high95 == pytest.approx(mean.high95)


def test_where_no_source_can_be_ranked_the_page_says_so(page):
    assert "None here has enough." in page(table(LEAST_RANKED - 1))
    assert "None here has enough." not in page(table(LEAST_RANKED))


def test_what_an_interval_holds_is_said_with_the_models_error(page):
    assert f"the model’s own error on a source, {ERROR} of a scale’s range" in page(table(1))


def test_of_many_sources_those_of_most_articles_are_shown_and_it_is_said(page):
    sources = [str(n) for n in range(31) for _ in range(LEAST_RANKED + (n < 30))]
    sources.append("few")
    columns = {"headline": [PLAIN.format(n) for n in range(len(sources))], "source": sources}
    text = page(framing.score_table(pa.table(columns)))
    seen = " ".join(Tags(text).text.split())
    assert (
        "Shown are the 30 of 32 sources with the most articles; they are ranked among all" in seen
    )
    assert not {"30", "few"} & {row[1] for row in shown_sources(text)}


# ways in and out


def test_scores_and_tables_give_the_same_page(page):
    pairs = [(BAIT.format(n), LEAD) for n in range(3)]
    scores = list(framing.score_many(pairs))
    assert page(scores) == page(pa.Table.from_pylist([s.as_dict() for s in scores]))


def test_a_table_that_is_not_scored_is_refused(page):
    with pytest.raises(ColumnError, match=r"framing\.score_table"):
        page(pa.table({"headline": ["x"]}))


def test_scores_of_another_model_are_refused(page, tiny):
    scores = list(framing.score_many(["you shock plain"], model=tiny))
    with pytest.raises(ModelError, match="pass its model"):
        page(scores)
    assert "tiny 1" in page(scores, model=tiny)


def test_a_failure_leaves_the_page_that_was_there(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    with suppress(ZeroDivisionError), open_report(path) as report:
        report.write(table(1))
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["page.txt", "no/page.html", "."])
def test_a_page_that_cannot_be_written_is_said(tmp_path, name):
    with pytest.raises(OutputError):
        write_report(tmp_path / name, [])
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_names_the_extra_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for name in ("page", "base"):
        monkeypatch.delitem(sys.modules, f"framing.report.{name}", raising=False)

    def never():
        raise AssertionError("read before the packages were looked for")
        yield

    with pytest.raises(FramingError, match=r"jinja2.*pip install 'headline-framing\[report\]'"):
        write_report(tmp_path / "page.html", never())


def test_scoring_without_a_report_imports_none_of_its_packages():
    program = (
        "import sys; from framing.cli import main;"
        "main(['score', '--headline', 'Bank holds its rates', '--to', 'csv']);"
        "print(*({'jinja2', 'markupsafe', 'vl_convert', 'framing.report'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b""


# the command


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text(f"headline,lead\n{PLAIN},{LEAD}\n", "utf-8")
    return folder


def test_the_command_writes_a_page_and_nothing_else(articles, tmp_path, capsys):
    assert main(["score", str(articles), "--report", str(tmp_path / "page.html")]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "page.html written" in err
    assert LEAD in (tmp_path / "page.html").read_text("utf-8")


def test_the_command_writes_page_and_rows_together(articles, tmp_path, capsys):
    both = ["--report", str(tmp_path / "page.html"), "-o", str(tmp_path / "rows.jsonl")]
    assert main(["score", str(articles), *both]) == 0
    assert (tmp_path / "page.html").exists()
    assert (tmp_path / "rows.jsonl").read_text("utf-8").count("\n") == 1
    assert main(["score", str(articles), *both[:2], "--to", "csv"]) == 0
    assert capsys.readouterr().out.startswith('"id","source","headline"')


def test_one_headline_has_a_page_too(tmp_path):
    page = tmp_path / "one.html"
    assert main(["score", "--headline", BAIT.format(1), "--report", str(page)]) == 0
    assert "1 article from 1 source" in page.read_text("utf-8")


def test_a_page_in_the_input_folder_is_refused(articles, capsys):
    assert main(["score", str(articles), "--report", str(articles / "page.html")]) == 2
    assert "read as input" in capsys.readouterr().err


def test_nothing_readable_keeps_the_old_page(tmp_path, capsys):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "page.html").write_text("old")
    arguments = [str(tmp_path / "empty.csv"), "--report", str(tmp_path / "page.html")]
    assert main(["score", *arguments]) == 1
    assert "nothing is written" in capsys.readouterr().err
    assert (tmp_path / "page.html").read_text() == "old"
