"""Blocks give the articles, and the reports, of rows one by one."""

import gzip
import io
import json
from codecs import BOM_UTF8

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.article import Article
from framing.errors import InputError
from framing.read import Columns
from framing.read import blocks as under_test
from framing.read.delimited import read_delimited
from framing.read.delimited_blocks import read_delimited_blocks
from framing.read.encoding import open_bytes
from framing.read.job import Job
from framing.read.json_blocks import read_json_blocks
from framing.read.jsonl import read_json_lines
from framing.read.problem import Reporter

CELL = st.text(alphabet="ab ,\"\n\r;'é\u2019\0\ufffd\x1c|N/A", max_size=8) | st.sampled_from(
    ["NaN", "2024-05-01", "http://www.daily.example/x", "next week", '"quoted, yes"', '5" nail', ""]
)


@st.composite
def tables(draw):
    """A table as people write them: mostly regular, sometimes not at all."""
    names = draw(
        st.lists(
            st.sampled_from(["headline", "lead", "id", "source", "url", "date", "desk", "desk"]),
            min_size=1,
            max_size=6,
        )
    )
    if not {"headline", "lead"} & set(names):
        names.append("headline")
    out = io.StringIO()
    out.write(",".join(names) + draw(st.sampled_from(["\n", "\r\n"])))
    for row in draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)), max_size=8)):
        quoted = draw(st.sampled_from(["all", "none", "some"]))
        cells = [
            '"' + cell.replace('"', '""') + '"'
            if quoted == "all" or (quoted == "some" and len(cell) % 2)
            else cell
            for cell in row
        ]
        out.write(",".join(cells) + draw(st.sampled_from(["\n", "\r\n", "\n\n", ",x\n", "\n  \n"])))
    return out.getvalue().encode() + draw(st.sampled_from([b"", b"", b"caf\xe9,b\n", b'"open']))


def gathered(reader, raw):
    problems = []
    report = Reporter("t.csv", problems.append)
    job = Job("t", Columns(), None, report)
    articles = []
    try:
        for piece in reader(open_bytes(io.BytesIO(raw), report), job):
            articles += [piece] if isinstance(piece, Article) else list(piece.articles())
    except InputError as error:
        problems.append(error)
    return [(a, dict(a.extra)) for a in articles], [str(p) for p in problems]


@settings(deadline=None, max_examples=60)
@given(tables(), st.sampled_from([16, 64, 1 << 16]))
def test_blocks_give_what_rows_give(raw, size):
    before = under_test.BLOCK
    under_test.BLOCK = size
    try:
        assert gathered(read_delimited_blocks, raw) == gathered(read_delimited, raw)
    finally:
        under_test.BLOCK = before


def test_a_bad_row_costs_no_other_and_is_named(monkeypatch):
    monkeypatch.setattr(under_test, "BLOCK", 64)
    rows = [f"{i},Headline number {i}" for i in range(40)]
    rows[20] += ",one too many"
    articles, problems = gathered(
        read_delimited_blocks, "\n".join(["id,headline", *rows, ""]).encode()
    )
    assert [a.id for a, _ in articles] == [str(i) for i in range(40) if i != 20]
    assert "t.csv:22: row has 3 fields" in problems[0]


def test_regular_blocks_are_read_by_arrow():
    raw = b'id,headline\n1,"a, b"\n2,c\n'
    report = Reporter("t.csv")
    pieces = list(
        read_delimited_blocks(
            open_bytes(io.BytesIO(raw), report), Job("t", Columns(), None, report)
        )
    )
    assert [len(piece) for piece in pieces] == [2]


def test_a_record_over_several_lines_at_a_block_end_stays_whole(monkeypatch):
    monkeypatch.setattr(under_test, "BLOCK", 8)
    articles, problems = gathered(read_delimited_blocks, b'id,headline\n1,"a\nb\nc"\n2,"d"\n')
    assert [(a.id, a.headline) for a, _ in articles] == [("1", "a\nb\nc"), ("2", "d")]
    assert problems == []


@pytest.mark.parametrize("pack", [gzip.compress])
def test_packed(pack, tmp_path):
    import framing

    path = tmp_path / "news.csv.gz"
    path.write_bytes(pack(b"headline,id\nRates rise,\n"))
    assert [(a.id, a.source, a.headline) for a in framing.read(path)] == [
        ("news:2", "news", "Rates rise")
    ]


VALUE = (
    st.text(alphabet="ab \"\n\r;'é\u2019\0\ufffd\u2028\ud800", max_size=6)
    | st.sampled_from(["NaN", "N/A", "2024-05-01", "next week", "http://www.daily.example/x", "Hi"])
    | st.sampled_from([None, True, 3, 10**25, 1.5, 1e22, 1e-7, float("nan"), float("inf"), [1], {}])
    | st.sampled_from([{"id": 1, "name": "Daily"}, ["a", "é"], {"name": 3}])
)
KEYS = ["headline", "title", "lead", "text", "id", "source", "url", "date", "desk", "sc\u00f6re"]


@st.composite
def files_of_objects(draw):
    """JSON Lines as programs write them: mostly alike, sometimes broken."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True))
    plain = st.sampled_from(["Rates rise", "Bank holds", "", None])
    out = io.StringIO()
    for _ in range(draw(st.integers(0, 8))):
        values = plain if draw(st.booleans()) else VALUE
        row = {key: draw(values) for key in keys}
        if draw(st.integers(0, 5)) == 0:
            row.pop(draw(st.sampled_from(keys)))
        line = json.dumps(row, ensure_ascii=draw(st.booleans()))
        ends = ["\n", "\n", "\n", "\r\n", "\n\n", "\r", "\n[]\n", '\n{"headline":\n', "\n 3\n"]
        out.write(line + draw(st.sampled_from(ends)))
    return out.getvalue().encode("utf-8", "surrogatepass") + draw(
        st.sampled_from([b"", b"", b'{"headline": "caf\xe9"}', b'{"headline": "end"}', b" "])
    )


@settings(deadline=None, max_examples=200)
@given(files_of_objects(), st.sampled_from([16, 64, 1 << 16]), st.sampled_from([b"", BOM_UTF8]))
def test_blocks_of_objects_give_what_lines_give(raw, size, mark):
    before = under_test.BLOCK
    under_test.BLOCK = size
    try:
        assert gathered(read_json_blocks, mark + raw) == gathered(read_json_lines, mark + raw)
    finally:
        under_test.BLOCK = before


def test_objects_that_are_alike_are_read_as_columns():
    lines = ['{"id": 7, "headline": "Rates rise", "score": 0.25, "tags": ["a", 1]}']
    lines += ['{"id": 8, "headline": "Bank holds", "score": null, "tags": "b"}']
    report = Reporter("t.jsonl")
    opened = open_bytes(io.BytesIO("\n".join([*lines, ""]).encode()), report)
    (piece,) = read_json_blocks(opened, Job("t", Columns(), None, report))
    assert piece.fields["id"].to_pylist() == ["7", "8"]
    assert piece.extra["score"].to_pylist() == ["0.25", None]
    assert piece.extra["tags"].to_pylist() == ['["a",1]', "b"]
