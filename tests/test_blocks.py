"""CSV in blocks gives the articles, and the reports, of CSV row by row."""

import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.article import Article
from framing.errors import InputError
from framing.read import Columns
from framing.read import blocks as under_test
from framing.read.blocks import read_blocks
from framing.read.delimited import read_delimited
from framing.read.encoding import open_bytes
from framing.read.job import Job
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
        assert gathered(read_blocks, raw) == gathered(read_delimited, raw)
    finally:
        under_test.BLOCK = before


def test_a_bad_row_costs_no_other_and_is_named(monkeypatch):
    monkeypatch.setattr(under_test, "BLOCK", 64)
    rows = [f"{i},Headline number {i}" for i in range(40)]
    rows[20] += ",one too many"
    articles, problems = gathered(read_blocks, "\n".join(["id,headline", *rows, ""]).encode())
    assert [a.id for a, _ in articles] == [str(i) for i in range(40) if i != 20]
    assert "t.csv:22: row has 3 fields" in problems[0]


def test_regular_blocks_are_read_by_arrow():
    raw = b'id,headline\n1,"a, b"\n2,c\n'
    report = Reporter("t.csv")
    pieces = list(
        read_blocks(open_bytes(io.BytesIO(raw), report), Job("t", Columns(), None, report))
    )
    assert [len(piece) for piece in pieces] == [2]


def test_a_record_over_several_lines_at_a_block_end_stays_whole(monkeypatch):
    monkeypatch.setattr(under_test, "BLOCK", 8)
    articles, problems = gathered(read_blocks, b'id,headline\n1,"a\nb\nc"\n2,"d"\n')
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
