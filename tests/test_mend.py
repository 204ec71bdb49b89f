"""Texts that are not as they should be: broken encodings, leads that are none, invisible marks."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing
from framing.article import Article
from framing.errors import InputError
from framing.read import read, read_pieces
from framing.read.leads import no_lead, suspects
from framing.read.mend import FileRead, mended
from framing.read.mojibake import repaired, repaired_column
from framing.read.problem import Reporter

RIGHT = [
    "São João não é só festa: o PÃO, a VISÃO e o AVIÃO",
    "Café’s “été” — à la carte…",
    "NÃO “É” VERDADE",
    "Â ã é: letras",
    "NGÂN HÀNG “Â”, chữ “Ô”",
    "À “demain” : la fin «prévue» à 5 €",
    "Über–Größe: 5 °C, 3 m², £5",
    "GARÇON… CAFÉ™ RÉSUMÉ®",
    "L’ÂGE D’OR, Ålesund’s Ærø",
    "MAÑANA—“SÍ”",
    "Số “đâu” ở Huế",
    "Chữ “Ã” và “Â” — VIỆT",
    "Ставки выросли",
    "金利が上昇",
]
BEFORE = [
    "L’été à Paris – «déjà vu»",
    "Don’t panic: a café for €5",
    "The minister said: “Nobody knew.”",
    "São João não é pão",
    "Müller’s “größte” Krise",
]
LEADS = [
    "The minister wrote on his Telegram channel that the bridge would open.",
    "A law on cookies and newsletters that nobody signed up for was passed on Monday.",
    "Copyright in photographs was the subject of the hearing, Reuters reported.",
    "Millions sign up for health insurance in the first week of the season.",
    "‘By 2034 the fund will be empty,’ the report said.",
    "By Monday the water had reached the second floor of the town hall.",
    "By clicking on a link, clerks at the bank let the thieves in.",
    "The photo showed the harbour at night (see below), the court heard.",
    "LONDON (Reuters) - The bank held its rates on Thursday.",
    "Join the queue, said the mayor: the ferry leaves at nine.",
    "Rates rose.",
    "The image of the party suffered, analysts said (AFP)",
]
NO_LEADS = {
    "Crews at the quay on Monday. (AP Photo/Ada Poe)": "caption",
    "The mayor at the harbour. Ada Poe/AFP/Getty Images": "caption",
    "Photo: Getty Images": "caption",
    "We use cookies to give you the best experience on our site.": "notice",
    "This website uses cookies. Accept all cookies?": "notice",
    "Sign up for our newsletter and get the news every morning.": "notice",
    "Want the best of the Bugle in your inbox? Sign up here.": "notice",
    "Already a subscriber? Log in to read on.": "notice",
    "By Ada Poe": "label",
    "Ada Poe, Political Correspondent": "label",
    "4 June 2025": "label",
    "5 min read": "label",
    "Share on Facebook": "label",
}


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_never_changed(text):
    assert repaired(text) is None


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x7E)))
def test_ascii_is_never_changed(text):
    assert repaired(text) is None


@pytest.mark.parametrize("text", BEFORE)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1250"])
def test_damage_is_repaired(text, encoding):
    try:
        damaged = text.encode().decode(encoding)
    except UnicodeDecodeError:
        pytest.skip("these bytes are none of that encoding")
    assert repaired(damaged) in (text, None if encoding == "cp1250" else text)


def test_columns_are_repaired_as_texts_are():
    damaged = [None, *(text.encode().decode("latin-1") for text in BEFORE), *RIGHT, ""]
    column, rows = repaired_column(pa.array(damaged))
    assert column.to_pylist() == [None, *BEFORE, *RIGHT, ""]
    assert rows == list(range(1, len(BEFORE) + 1))
    assert repaired_column(column)[0] is column


def test_an_empty_column_has_nothing_to_repair():
    for empty in (pa.array([], pa.string()), pa.nulls(3, pa.string())):
        assert repaired_column(empty) == (empty, [])


@pytest.mark.parametrize("text", LEADS)
def test_a_lead_is_a_lead(text):
    assert no_lead(text) is None


@pytest.mark.parametrize(("text", "kind"), NO_LEADS.items())
def test_what_is_no_lead(text, kind):
    assert no_lead(text) == kind


def test_no_suspect_is_missed():
    texts = [*LEADS, *NO_LEADS, *(text.upper() for text in NO_LEADS), *RIGHT]
    found = {row for row, text in enumerate(texts) if no_lead(text)}
    assert found <= set(suspects(pa.array(texts)))


def _as_csv(rows):
    table = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    return f"headline,lead,source\n{table}"


def _as_jsonl(rows):
    keys = ("headline", "lead", "source")
    return "".join(json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in rows)


ROWS = [
    ["Rates rise", "The bank raised its rates on Thursday.", "Süd"],
    ["CafÃ© opens", "Accept all cookies? Sign up here.", "SÃ¼d"],
    ["Ferry stops", "Crews at the quay. (AP Photo/Ada Poe)", "Süd"],
    ["Rain falls", "By Ada Poe", "Süd"],
]


@pytest.mark.parametrize(("name", "write"), [("a.csv", _as_csv), ("a.jsonl", _as_jsonl)])
def test_every_reader_mends_and_says_it_once(tmp_path, name, write):
    path = tmp_path / name
    path.write_text(write(ROWS), "utf-8")
    problems, files = [], []
    pieces = read_pieces(path, on_problem=problems.append, on_file=files.append)
    for piece in pieces:
        assert piece is not None
    articles = list(read(path, on_problem=lambda _: None))
    assert [a.headline for a in articles] == [
        "Rates rise",
        "Café opens",
        "Ferry stops",
        "Rain falls",
    ]
    assert [a.lead for a in articles] == [ROWS[0][1], None, None, None]
    assert {a.source for a in articles} == {"Süd"}
    first = articles[1].id
    assert [(p.message, p.lost) for p in problems] == [
        ("broken encoding repaired in 2 texts", None),
        ("leads that are none left out: 1 caption, 1 label, 1 notice", None),
    ]
    assert all(f"(first: {first})" in p.remedy for p in problems)
    kinds = {"caption": 1, "label": 1, "notice": 1}
    assert files == [FileRead(str(path), name[2:], "utf-8", 4, 2, kinds)]


def test_a_lead_that_is_none_has_the_note(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(_as_csv(ROWS[1:2]), "utf-8")
    (score,) = framing.score_many(read(path, on_problem=lambda _: None))
    assert (score.note, score.lead_sensationalism) == ("no lead", None)


PLAIN = "The minister's “shocking” plan: you won't believe what fish & chips cost"
DIRTY = [
    PLAIN.replace("&", "&amp;amp;").replace("“", "&amp;ldquo;"),
    PLAIN.replace("shock", "sho\u200dck"),
    PLAIN.replace("plan", "\u202eplan\u202c"),
    "\ufeff" + PLAIN.replace("chips", "ch\ufeffips"),
    PLAIN.replace("believe", "bel\x00ieve"),
    PLAIN.replace("believe", "be\u00adlieve").replace(":", "\u200f:"),
    PLAIN.replace("cost", "\u2066cost\u2069"),
]


@pytest.mark.parametrize("text", DIRTY)
def test_unseen_marks_and_entities_change_no_score_and_spans_point_into_the_text(text):
    clean, dirty = framing.score(PLAIN), framing.score(text)
    assert dirty.headline == text
    assert dirty.sensationalism == clean.sensationalism
    assert dirty.clickbait == clean.clickbait
    for span in dirty.explain("clickbait").spans:
        assert text[span.start : span.end] == span.text


HEADLINES = [
    "Minister slams reckless plan to close rural schools",
    "You won't believe what the baker hid in his shop",
    "Ferry crews walk out as talks fail",
    "Why the price of bread keeps rising",
    "Families flee burning homes in the hills",
    "Museum returns stolen bronze heads to Nigeria",
    "Outrage as mayor spends public money on golf",
    "Bank holds its rates for a third month",
]
SCALES = ("sensationalism", "clickbait", "loaded", "tone", "opinion")


@pytest.mark.parametrize("style", [str.upper, str.title])
def test_capitals_are_style_on_average(style):
    for scale in SCALES:
        plain = [getattr(framing.score(text), scale) for text in HEADLINES]
        styled = [getattr(framing.score(style(text)), scale) for text in HEADLINES]
        assert sum(styled) / len(styled) == pytest.approx(sum(plain) / len(plain), abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "Die Fähren liegen nach dem Streik wieder still",
        "Streik beendet",
        "Le gouvernement annonce une nouvelle réforme des retraites",
        "El gobierno aprueba la nueva ley de vivienda",
        "O governo aprova a nova lei da habitação",
        "Il governo approva la nuova legge sulla casa",
        "De regering keurt de nieuwe woningwet goed",
        "Regeringen godkänner den nya bostadslagen",
        "Rząd przyjmuje nową ustawę o mieszkaniach",
        "Hükümet yeni konut yasasını onayladı",
        "Pemerintah menyetujui undang-undang perumahan baru",
        "Правительство одобрило новый закон",
        "Η κυβέρνηση ενέκρινε τον νέο νόμο",
        "政府批准新的住房法",
        "الحكومة توافق على قانون الإسكان",
        "सरकार ने नए आवास कानून को मंजूरी दी",
    ],
)
def test_other_languages_have_a_note_and_no_number(text):
    score = framing.score(text)
    assert "not English" in score.note
    assert score.sensationalism is score.tone is score.main_frame is None


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Правительство одобрило новый закон"),
        ("koi8-r", "Правительство одобрило новый закон"),
        ("shift-jis", "政府が新しい住宅法を承認した"),
        ("gb18030", "政府批准新的住房法"),
        ("utf-16", "Правительство одобрило новый закон"),
    ],
)
def test_encodings_that_are_not_ours_give_no_number_and_cost_no_other_row(tmp_path, encoding, text):
    path = tmp_path / "a.csv"
    path.write_bytes(f"headline,n\n{text},1\nCouncil approves the budget,2\n".encode(encoding))
    problems = []
    scores = list(framing.score_many(read(path, on_problem=problems.append)))
    assert "not English" in scores[0].note
    assert scores[1].sensationalism is not None
    said = any("not UTF-8: read as Windows-1252" in problem.message for problem in problems)
    assert said == (encoding != "utf-16")


def test_articles_before_an_error_come_before_it():
    def broken():
        yield Article("1", "s", "CafÃ© opens")
        yield Article("2", "s", "Rain falls")
        raise InputError("cut off")

    files = []
    pieces = mended(broken(), FileRead("a", "jsonl", "utf-8"), Reporter("a"), files.append)
    assert [next(pieces).headline, next(pieces).headline] == ["Café opens", "Rain falls"]
    with pytest.raises(InputError, match="cut off"):
        next(pieces)
    assert [(file.articles, file.repaired) for file in files] == [(2, 1)]


def test_articles_and_rows_are_gathered_in_order(tmp_path):
    single = [Article(str(n), "s", f"Rates rise by {n}", "By Ada Poe") for n in range(600)]
    path = tmp_path / "a.csv"
    path.write_text(_as_csv(ROWS), "utf-8")
    (rows,) = read_pieces(path, on_problem=lambda _: None)
    given = iter([*single[:3], rows, *single[3:]])
    out = list(mended(given, FileRead("a", "x", None), Reporter("a", lambda _: None), None))
    assert [a.id for a in (*out[:3], *out[4:])] == [a.id for a in single]
    assert {a.lead for a in (*out[:3], *out[4:])} == {None}
    assert len(out[3]) == len(ROWS)


def test_what_no_array_can_hold_is_mended_around():
    odd = Article("a\udce4", "a\udce4", "CafÃ© opens", "By Ada Poe")
    right = Article("b", "b\udce4", "Rain falls")
    report = Reporter("a", lambda _: None)
    one, two = mended(iter([odd, right]), FileRead("a", "x", None), report, None)
    assert (one.id, one.headline, one.lead) == ("a\udce4", "Café opens", None)
    assert two is right
