"""Parquet, and text packed by the usual tools."""

import bz2
import gzip
import io
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

import framing
from framing.errors import InputError
from framing.read import Columns


class Pipe:
    """Standard input that cannot be searched in."""

    def __init__(self, raw):
        self.buffer = io.BytesIO(raw)
        self.buffer.seekable = lambda: False


CSV = b'headline,source\nRates rise again,Daily\n"Fire, then rain",\n'


def zstd(raw):
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(raw)
    return out.getvalue().to_pybytes()


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".zst", zstd), (".bz2", bz2.compress)]
)
def test_packed_text_is_told_by_its_bytes(tmp_path, ending, pack):
    named, unnamed = tmp_path / f"news.csv{ending}", tmp_path / "news.csv"
    for path in (named, unnamed):
        path.write_bytes(pack(CSV))
        articles = list(framing.read(path))
        assert [(a.id, a.source, a.headline) for a in articles] == [
            ("news:2", "Daily", "Rates rise again"),
            ("news:3", "news", "Fire, then rain"),
        ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstd])
def test_a_damaged_file_is_said_and_what_stood_before_is_read(tmp_path, pack):
    path = tmp_path / "news.csv.packed"
    path.write_bytes(pack(CSV)[:-9])
    with pytest.raises(InputError, match=r"news.csv.packed: .*(damaged|cannot be read)"):
        list(framing.read(path, format="csv"))


def written(tmp_path, **columns):
    path = tmp_path / "news.parquet"
    parquet.write_table(pa.table(columns), path, row_group_size=2)
    return path


def test_parquet(tmp_path):
    path = written(
        tmp_path,
        headline=pa.array(["Rates rise", None, " Fire "]).dictionary_encode(),
        url=["http://www.daily.example/1", None, None],
        views=[3, None, 5],
        tags=[["a"], None, []],
    )
    articles = list(framing.read(path))
    assert [a.headline for a in articles] == ["Rates rise", None, "Fire"]
    assert [a.id for a in articles] == ["news:1", "news:2", "news:3"]
    assert [a.source for a in articles] == ["daily.example", "news", "news"]
    assert [dict(a.extra) for a in articles] == [
        {"views": "3", "tags": "['a']"},
        {"views": None, "tags": None},
        {"views": "5", "tags": "[]"},
    ]


def test_parquet_with_whole_articles_and_odd_dates_is_read_row_by_row(tmp_path):
    path = written(
        tmp_path,
        headline=["Rates rise", "Fire"],
        body=["The bank raised rates on Thursday, it said in a statement to the press.", None],
        date=["next week", "2024-05-01"],
    )
    problems = []
    articles = list(framing.read(path, on_problem=problems.append))
    assert articles[0].lead.startswith("The bank raised")
    assert [a.published for a in articles] == [None, "2024-05-01"]
    assert "next week" in str(problems[0])


def test_parquet_without_text_or_damaged(tmp_path):
    path = written(tmp_path, headline=[1, 2])
    with pytest.raises(InputError, match="'headline' holds int64, not text"):
        list(framing.read(path))
    with pytest.raises(InputError, match="no column 'kop'"):
        list(framing.read(path, columns=Columns(headline="kop")))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="not a whole Parquet file"):
        list(framing.read(path))


def test_parquet_in_a_packed_file_or_a_pipe_is_put_aside_first(tmp_path, monkeypatch):
    raw = written(tmp_path, headline=["Rates rise"]).read_bytes()
    path = tmp_path / "news.parquet.gz"
    path.write_bytes(gzip.compress(raw))
    assert [a.id for a in framing.read(path)] == ["news:1"]
    monkeypatch.setattr(sys, "stdin", Pipe(gzip.compress(raw)))
    assert [(a.id, a.headline) for a in framing.read("-")] == [("stdin:1", "Rates rise")]


def test_a_file_that_needs_searching_is_cut_off_within_its_packing(tmp_path):
    raw = written(tmp_path, headline=["Rates rise"]).read_bytes()
    path = tmp_path / "news.parquet.gz"
    path.write_bytes(gzip.compress(raw)[:-20])
    with pytest.raises(InputError, match=r"news.parquet.gz: is damaged or cut off"):
        list(framing.read(path))
