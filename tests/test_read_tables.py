"""CSV and JSON Lines: columns by name, values, carried columns, folders and standard input."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from framing.errors import ColumnError
from framing.read import ALIASES, Columns, Problem, read
from framing.read.columns import arrange

BODY = "The ferry crews of the islands walked out on Monday. Talks failed."


def never(problem):
    raise AssertionError(str(problem))


@pytest.fixture
def reads(tmp_path):
    """Write a file and read it; no problem is expected."""

    def run(name, content, **options):
        path = tmp_path / name
        path.write_text(content, "utf-8", newline="")
        return list(read(path, **{"on_problem": never, **options}))

    return run


def jsonl(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_csv_by_name_and_everything_else_carried(reads):
    (article,) = reads(
        "a.csv",
        "id,title,description,text,url,date,source,topic\n"
        f"7,Ferries stop,Crews walk out.,{BODY},https://x.org/a,2025-06-04,Bugle,strike\n",
    )
    assert (article.id, article.source) == ("7", "Bugle")
    assert (article.headline, article.lead) == ("Ferries stop", "Crews walk out.")
    assert (article.url, article.published) == ("https://x.org/a", "2025-06-04")
    assert dict(article.extra) == {"text": BODY, "topic": "strike"}


@pytest.mark.parametrize(
    ("field", "alias"), [(f, a) for f, names in ALIASES.items() for a in names]
)
def test_every_alias_counts(field, alias):
    layout = arrange(["x", alias.upper().replace("_", " ")], Columns())
    assert getattr(layout, field) == 1


def test_first_alias_wins_whatever_the_order(reads):
    (article,) = reads("a.csv", "body,summary,headline,title\nB.,S.,H,T\n")
    assert (article.headline, article.lead) == ("H", "S.")
    assert dict(article.extra) == {"body": "B.", "title": "T"}


def test_lead_is_looked_for_in_a_body(reads):
    (article,) = reads(
        "a.csv", f'title,body\nH,"By Jane Doe\n130views\n{BODY}\nMore follows here."\n'
    )
    assert article.lead == BODY


def test_a_description_is_taken_as_it_is(reads):
    (article,) = reads("a.csv", "title,description\nH,By Jane Doe’s account it rained.\n")
    assert article.lead == "By Jane Doe’s account it rained."


def test_overrides(reads):
    columns = Columns(headline="Kop", lead="inleiding", id="nr", source="krant", published="dag")
    (article,) = reads(
        "a.csv",
        "nr,kop,title,inleiding,krant,dag\n1,K,T,L is here.,Post,4 June 2025\n",
        columns=columns,
    )
    assert (article.id, article.headline, article.lead) == ("1", "K", "L is here.")
    assert (article.source, article.published) == ("Post", "2025-06-04")
    assert dict(article.extra) == {"title": "T"}


def test_an_override_takes_the_column_from_another_field(reads):
    (article,) = reads("a.csv", "text\nFerries stop\n", columns=Columns(headline="text"))
    assert (article.headline, article.lead) == ("Ferries stop", None)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.dat"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(reads, name, separator):
    content = "\n".join(separator.join(row) for row in (["id", "headline"], ["1", "Ferries stop"]))
    assert [(a.id, a.headline) for a in reads(name, content)] == [("1", "Ferries stop")]


def test_quoted_separators_quotes_and_line_ends(reads):
    (one, two) = reads("a.csv", 'headline,lead\r\n"A, ""b"" c","x\r\ny"\r\nD,z\r\n')
    assert (one.headline, one.lead) == ('A, "b" c', "x\r\ny")
    assert (two.headline, two.id) == ("D", "a:4")


@pytest.mark.parametrize("value", ["", " ", "NaN", "nan", "null", "None", "N/A", "NA", "#N/A"])
def test_missing_values(reads, value):
    (article,) = reads("a.csv", f"headline,lead\n{value},L\n")
    assert (article.headline, article.lead) == (None, "L")


def test_a_row_without_text_is_kept(reads):
    (article,) = reads("a.csv", "headline,lead,x\n,,1\n")
    assert (article.headline, article.lead, article.extra["x"]) == (None, None, "1")


@pytest.mark.parametrize(
    ("row", "given", "source"),
    [
        ("H,Bugle,https://www.x.org/a", "Post", "Bugle"),
        ("H,,https://www.x.org/a", "Post", "Post"),
        ("H,,https://www.x.org/a", None, "x.org"),
        ("H,,http://[", None, "a"),
        ("H,,", None, "a"),
    ],
)
def test_source_falls_back(reads, row, given, source):
    (article,) = reads("a.csv", f"headline,sitename,url\n{row}\n", source=given)
    assert article.source == source


def test_columns_of_one_name_are_both_carried(reads):
    told = []
    (article,) = reads("a.csv", "headline,x,x\nH,1,2\n", on_problem=told.append)
    assert dict(article.extra) == {"x": "1", "x.2": "2"}
    assert [(p.line, p.message.partition(" – ")[0]) for p in told] == [
        (1, "several columns are called 'x'")
    ]


@pytest.mark.parametrize("field", ["headline", "lead", "source"])
def test_of_two_columns_of_one_name_none_is_taken_unasked(reads, field):
    names = f"title,text,{field},{field}\n"
    with pytest.raises(ColumnError, match=f"columns are called '{field}', .* --{field}-column"):
        reads("a.csv", f"{names}A,B,C,D\n")


def test_a_column_that_was_named_is_not_doubted(reads):
    columns = Columns(headline="title")
    (article,) = reads("a.csv", "Title,title\nA,B\n", columns=columns)
    assert (article.headline, dict(article.extra)) == ("B", {"Title": "A"})


def test_json_lines(reads):
    rows = [
        {"id": 7, "headline": "H", "summary": "L", "n": 1.5, "tags": ["a", "ü"], "none": None},
        {"title": None, "text": BODY, "source": {"id": None, "name": "Bugle"}},
    ]
    one, two = reads("a.jsonl", jsonl(*rows))
    assert (one.id, one.headline, one.lead, one.source) == ("7", "H", "L", "a")
    assert dict(one.extra) == {"n": "1.5", "tags": '["a","ü"]', "none": None}
    assert (two.id, two.headline, two.lead, two.source) == ("a:2", None, BODY, "Bugle")


def test_json_nan_and_lone_surrogates(reads):
    one, two = reads("a.jsonl", '{"headline": NaN, "lead": "L"}\n{"headline": "a\\ud800b"}\n')
    assert one.headline is None
    assert two.headline == "a\ufffdb"


def test_json_overrides_may_be_missing_in_some_rows(reads):
    content = jsonl({"title": "T"}, {"kop": "K"})
    one, two = reads("a.jsonl", content, columns=Columns(headline="kop", lead="title"))
    assert (one.headline, one.lead) == (None, "T")
    assert (two.headline, two.lead) == ("K", None)


def test_dates_that_are_not_plain_are_carried_and_said_once(reads):
    problems: list[Problem] = []
    articles = reads("a.csv", "headline,date\nA,3/4/2025\nB,5/6/2025\n", on_problem=problems.append)
    assert [a.published for a in articles] == [None, None]
    assert [a.extra["date"] for a in articles] == ["3/4/2025", "5/6/2025"]
    assert [p.line for p in problems] == [2]


@pytest.mark.parametrize(
    ("content", "headline"),
    [
        ('{"headline": "Ferries stop again"}\n', "Ferries stop again"),
        ("id,headline\n1,Ferries stop again\n", "Ferries stop again"),
        ("headline\nFerries stop again\n", "Ferries stop again"),
        (f"Ferries stop again\n\n{BODY}\n", "Ferries stop again"),
    ],
)
def test_standard_input_is_told_by_content(monkeypatch, content, headline):
    class Input:
        buffer = io.BytesIO(content.encode())

    monkeypatch.setattr(sys, "stdin", Input)
    (article,) = read("-", on_problem=never)
    assert article.headline == headline
    assert article.source == "stdin"


def test_format_overrides_the_ending(reads):
    (article,) = reads("a.txt", "headline\nFerries stop\n", format="csv")
    assert article.headline == "Ferries stop"


def test_folder(tmp_path, caplog):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/1.txt", "2.md", ".hidden.txt", ".git/x.txt", "README.md", "b/README"):
        (tmp_path / name).write_text(f"Ferries stop again\n\n{BODY}\n")
    (tmp_path / "c.csv").write_text("title\nH\n")
    with caplog.at_level(logging.DEBUG, "framing"):
        articles = list(read(tmp_path, on_problem=never))
    assert [a.id for a in articles] == ["2", "b/1", "c:2"]
    assert [a.source for a in articles] == ["2", "1", "c"]
    assert sum("skipped" in record.message for record in caplog.records) == 4


def test_reading_streams(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("headline\n" + "Ferries stop\n" * 50_000)
    articles = read(path)
    assert next(articles).id == "a:2"
    articles.close()


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_no_headline_and_no_lead_column(tmp_path, name):
    path = tmp_path / name
    path.write_text("kop,x\n1,2\n" if name.endswith("csv") else jsonl({"kop": "1", "x": "2"}))
    with pytest.raises(ColumnError) as caught:
        list(read(path))
    assert str(caught.value).startswith(f"{path}:1: ")
    for part in ("'kop', 'x'", "--headline-column"):
        assert part in str(caught.value)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_an_override_that_is_not_there(tmp_path, name):
    path = tmp_path / name
    path.write_text("title,x\n1,2\n" if name.endswith("csv") else jsonl({"title": "1", "x": "2"}))
    with pytest.raises(ColumnError, match=r"no column 'kop' for the headline.*'title', 'x'"):
        list(read(path, columns=Columns(headline="kop")))
