import dataclasses
import pickle
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.article import Article
from framing.codebook import COLUMNS, NOTES, SCALES
from framing.errors import ColumnError

ROOT = Path(__file__).parent.parent
HEADLINE = "Harbour ferry crews end nine-day strike after pay deal"
LEAD = "Ferry crews went back to work on Monday, ending a strike that had cut off two towns."


def test_the_same_numbers_by_every_way_in():
    one = framing.score(HEADLINE, LEAD)
    many = next(framing.score_many([(HEADLINE, LEAD)]))
    table = framing.score_table(pa.table({"headline": [HEADLINE], "lead": [LEAD]}))
    assert one == many
    row = table.to_pylist()[0] | {"id": "", "source": ""}
    assert row == one.as_dict()


def test_as_dict_has_the_published_columns_in_order():
    assert tuple(framing.score(HEADLINE).as_dict()) == COLUMNS


def test_a_score_does_not_hang_on_its_neighbours():
    crowd = [(f"Mayor opens bridge number {n}", None) for n in range(5000)]
    scores = list(framing.score_many([*crowd, (HEADLINE, LEAD)]))
    assert scores[-1] == framing.score(HEADLINE, LEAD)


def test_scales_lie_in_their_ranges_and_intervals_around_them():
    s = framing.score(HEADLINE, LEAD)
    for scale in SCALES:
        low, high = s.interval(scale.name)
        assert scale.low <= low <= getattr(s, scale.name) <= high <= scale.high
    assert s.gap == pytest.approx(s.sensationalism - s.lead_sensationalism, abs=1e-9)


def test_without_a_lead_the_lead_scales_are_withheld_with_the_reason():
    s = framing.score(HEADLINE)
    assert s.lead_sensationalism is s.lead_loaded is s.gap is None
    assert s.sensationalism is not None
    assert s.note == "no lead"


def test_without_a_headline_the_lead_keeps_its_scores():
    s = framing.score(None, LEAD)
    assert s.sensationalism is s.clickbait is s.loaded is s.gap is None
    assert None not in (s.lead_sensationalism, s.tone, s.opinion, s.frames["frame_economic"])
    assert s.note == "no headline"


@pytest.mark.parametrize("nothing", [None, "", "   ", "\u200b", "***"])
def test_nothing_gives_no_score_and_says_so(nothing):
    s = framing.score(nothing, nothing)
    assert all(getattr(s, scale.name) is None for scale in SCALES)
    assert set(s.frames.values()) == {None}
    assert s.main_frame is None
    assert s.note == "no headline; no lead; too short"


@pytest.mark.parametrize(
    "text",
    [
        "Le président annonce une réforme des retraites pour les fonctionnaires",
        "Die Regierung will die Steuern für kleine und mittlere Betriebe senken",
        "El gobierno aprueba una nueva ley sobre la vivienda en las grandes ciudades",
        "Правительство одобрило новый закон о жилье",
        "政府は新しい住宅法案を承認した と 発表",
    ],
)
def test_other_languages_get_a_note_and_no_numbers(text):
    s = framing.score(text)
    assert "not English" in s.note
    assert s.sensationalism is None


def test_every_note_is_in_the_codebook():
    for headline, lead in (
        (None, None),
        (HEADLINE, None),
        ("Ouch", LEAD),
        ("Le chat est sur la table", ""),
    ):
        note = framing.score(headline, lead).note
        assert set(note.split("; ")) <= set(NOTES)


def test_one_text_to_score_many_raises_with_the_remedy():
    with pytest.raises(TypeError, match=r"framing\.score\(text\), or pass \[text\]"):
        framing.score_many(HEADLINE)


@pytest.mark.parametrize("wrong", [3, b"bytes", ("a", "b", "c"), ["a"]])
def test_what_is_no_article_raises(wrong):
    with pytest.raises(TypeError, match="an article is"):
        list(framing.score_many([wrong]))


def test_text_that_is_no_text_raises():
    with pytest.raises(TypeError, match="headline must be text or None, not float"):
        framing.score(float("nan"))


def test_an_unknown_scale_names_the_known_ones():
    with pytest.raises(KeyError, match="sensationalism"):
        framing.score(HEADLINE).interval("sensation")


def test_scores_are_immutable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        framing.score(HEADLINE).tone = 0.0


def test_a_table_keeps_foreign_columns_and_renames_those_with_our_names():
    table = pa.table({"title": [HEADLINE, None], "section": ["local", "world"], "tone": [9.0, 9.0]})
    scored = framing.score_table(table, headline="title")
    assert scored.column_names == [*COLUMNS, "section", "tone.input"]
    assert scored["headline"].to_pylist() == [HEADLINE, None]
    assert scored["id"].to_pylist() == ["1", "2"]
    assert scored["tone"].to_pylist()[0] < 1
    assert scored["tone.input"].to_pylist() == [9.0, 9.0]


def test_a_table_with_a_name_twice_says_which():
    twice = pa.Table.from_arrays([pa.array(["a"])] * 3, ["headline", "x", "x"])
    with pytest.raises(ColumnError, match="'x' is there more than once"):
        framing.score_table(twice)


def test_a_table_of_no_rows_has_the_columns():
    table = framing.score_table(pa.table({"headline": pa.array([], pa.string())}))
    assert table.num_rows == 0
    assert table.column_names == list(COLUMNS)


def test_a_table_without_texts_names_its_columns():
    with pytest.raises(ColumnError, match="titel"):
        framing.score_table(pa.table({"titel": ["x"]}))


@settings(max_examples=50)
@given(st.text(), st.text())
def test_no_text_breaks_scoring(headline, lead):
    s = framing.score(headline, lead)
    for scale in SCALES:
        value = getattr(s, scale.name)
        assert value is None or scale.low <= value <= scale.high


def test_a_very_long_text_is_read_from_its_start():
    assert framing.score("word " * 200_000).note is not None
    long = framing.score(HEADLINE, LEAD + " And so it went on and on." * 5000)
    assert long.lead_sensationalism is not None


def test_scoring_imports_no_training_library():
    program = (
        "import sys, framing; framing.score('Bank holds rates', 'The bank held rates on Monday.');"
        "print(*({'sklearn', 'nltk', 'torch', 'pandas', 'joblib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b""


def test_articles_and_scores_travel_between_processes():
    article = Article("1", "Herald", "Fury as council axes bus", None, extra={"desk": "home"})
    assert pickle.loads(pickle.dumps(Article("2", "Herald"))) == Article("2", "Herald")
    for read in (
        article,
        *framing.read(ROOT / "seeds"),
        *framing.read(ROOT / "docs/own_labels.csv"),
    ):
        assert pickle.loads(pickle.dumps(read)).extra == read.extra
    score = next(framing.score_many([article]))
    assert pickle.loads(pickle.dumps(score)) == score
