"""The tables of the benchmarks; what they measure is not timed here."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import framing
from benchmarks.corpus import LEAD_WORDS, load
from benchmarks.findings import Bar, Figure, Findings, gathered
from benchmarks.invented import sentences
from benchmarks.report import BEGIN, END, markdown, replaced, write

FIGURES = (
    Figure("many texts", "framing", 20_000, 1_234_567.4, 1_300_000, "/s"),
    Figure("many texts", "`rival`", 4_000, 61.44, 70, "/s", "framing is 20,093 × as fast"),
    Figure("a new process", "`import`", None, 0.0613, 0.06, "s"),
)
BARS = (
    Bar("fast", 5, 4.99, "×"),
    Bar("short", 0.15, 0.0613, "s", at_least=False),
)
FOUND = Findings(FIGURES, BARS, ("2026-01-01, a machine",))


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [(5, True, True), (4.9, True, False), (5, False, True), (5.1, False, False)],
)
def test_a_bar_is_met_at_its_limit_and_on_its_good_side(value, at_least, met):
    assert Bar("bar", 5, value, "×", at_least).met is met


@pytest.mark.parametrize("at_least", [True, False])
def test_no_number_meets_no_bar(at_least):
    assert not Bar("bar", 5, math.nan, "×", at_least).met


def test_the_tables_give_figures_bars_and_notes():
    lines = markdown(FOUND).splitlines()
    assert lines[0] == "- 2026-01-01, a machine"
    assert "| fast | ≥ 5 × | 4.99 × | **missed** |" in lines
    assert "| short | ≤ 0.15 s | 0.0613 s | met |" in lines
    assert "| framing | 20,000 | 1,234,567 /s | 1,300,000 /s |  |" in lines
    assert "| `rival` | 4,000 | 61.4 /s | 70 /s | framing is 20,093 × as fast |" in lines
    assert "| `import` |  | 0.0613 s | 0.06 s |  |" in lines
    assert [line for line in lines if line.startswith("#")] == [
        "### Bars",
        "### Many texts",
        "### A new process",
    ]


def test_only_what_is_between_the_marks_is_replaced(tmp_path):
    path = tmp_path / "performance.md"
    path.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n", "utf-8")
    for _ in range(2):
        write(FOUND, path)
    text = path.read_text("utf-8")
    assert text.startswith(f"before\n\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\n\nafter\n")
    assert "old" not in text
    assert text.count("### Bars") == 1


@pytest.mark.parametrize("document", ["", BEGIN, f"{END} {BEGIN}"])
def test_a_document_without_marks_is_not_written(document):
    with pytest.raises(ValueError, match="marks"):
        replaced(document, "tables")


def test_the_document_has_its_marks():
    document = Path(__file__).parent.parent / "docs" / "performance.md"
    assert "tables of a run" in replaced(document.read_text("utf-8"), "tables of a run")


def test_findings_are_gathered_in_order():
    both = gathered([FOUND, Findings(notes=("last",))])
    assert both == Findings(FIGURES, BARS, ("2026-01-01, a machine", "last"))


def test_invented_sentences_are_the_same_for_the_same_seed():
    assert list(sentences(5)) == list(sentences(5)) != list(sentences(5, seed=1))


def test_headlines_are_evened_and_leads_cut_or_joined(tmp_path):
    path = tmp_path / "given.csv"
    rows = "".join(f'"head  {n}","{"word " * n}"\n' for n in (0, 30, 20, 90))
    path.write_text(f"headline,lead\n{rows},no headline\n", "utf-8")
    corpus = load(path, quick=False)
    assert sorted(corpus.headlines) == ["head 0", "head 20", "head 30", "head 90"]
    assert corpus.leads.count(None) == 1
    assert {len(lead.split()) for lead in corpus.long_leads()} == {LEAD_WORDS}
    assert "4 headlines, 3 with a lead, from given.csv" in corpus.about
    assert corpus.table(6).num_rows == 6


def test_every_way_of_reading_pages_finds_them_all(tmp_path):
    for package in ("trafilatura", "fastwarc", "warcio"):
        pytest.importorskip(package)
    from benchmarks import readers

    archive = readers.write(tmp_path, readers.pages(4))
    assert readers.ours(tmp_path / "pages") == readers.ours(archive) == 4
    assert readers.files_alone(tmp_path / "pages", with_metadata=True) == 4
    assert readers.archive_alone(archive, with_metadata=False) == 4
    sources = {article.source for article in framing.read(archive)}
    assert sources == {"Ostrel Post", "ostrel.example"}
