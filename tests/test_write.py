"""Writers: what is in the files, and that they appear whole or not at all."""

import csv
import io
import json
import os
import stat

import pyarrow as pa
import pytest
from pyarrow import parquet

import framing
from framing import write
from framing.write import ENDINGS, OutputError, open_file, open_stream


def table(**columns):
    return pa.table({name: pa.array(values) for name, values in columns.items()})


FIRST = table(headline=['He said "no", twice', "two\nlines"], score=[0.5, None])
SECOND = table(headline=["=1+1", None], score=[0.25, 1.0])


def written(path, tables):
    with open_file(path) as out:
        for each in tables:
            out.write(each)
    return path


def read_back(path):
    kind = ENDINGS[path.suffix]
    if kind == "parquet":
        return parquet.read_table(path).to_pylist()
    text = path.read_text("utf-8")
    if kind == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    rows = csv.DictReader(io.StringIO(text), delimiter="\t" if kind == "tsv" else ",")
    return [
        {
            "headline": row["headline"] or None,
            "score": float(row["score"]) if row["score"] else None,
        }
        for row in rows
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_gives_back_what_was_written(tmp_path, ending):
    path = written(tmp_path / f"out{ending}", [FIRST, SECOND])
    assert read_back(path) == FIRST.to_pylist() + SECOND.to_pylist()


def test_endings_are_read_without_case(tmp_path):
    path = written(tmp_path / "OUT.CSV", [FIRST])
    assert path.read_text("utf-8").startswith('"headline","score"')


@pytest.mark.parametrize("name", ["out.xlsx", "out", ".csv"])
def test_an_unknown_ending_names_the_known_ones(tmp_path, name):
    with pytest.raises(OutputError) as caught, open_file(tmp_path / name):
        pytest.fail("must not get here")
    assert all(ending in str(caught.value) for ending in ENDINGS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_a_column_that_turns_up_late_is_kept_in_its_place(tmp_path, ending):
    late = table(headline=["c"], url=["http://x"], score=[1.0])
    path = written(tmp_path / f"out{ending}", [FIRST, late])
    if ending == ".csv":
        lines = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
        assert lines[0] == ["headline", "url", "score"]
        assert [line[1] for line in lines[1:]] == ["", "", "http://x"]
    else:
        rows = read_back(path)
        assert [list(row) for row in rows] == [["headline", "url", "score"]] * 3
        assert [row["url"] for row in rows] == [None, None, "http://x"]


def test_parquet_row_groups_do_not_follow_the_tables(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "_ROW_GROUP", 4)
    path = written(tmp_path / "out.parquet", [FIRST] * 5)
    assert parquet.ParquetFile(path).num_row_groups == 3
    assert parquet.read_table(path).num_rows == 10


def test_a_table_without_rows_gives_a_header(tmp_path):
    path = written(tmp_path / "out.csv", [FIRST.slice(0, 0)])
    assert path.read_text("utf-8") == '"headline","score"\n'


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, failure):
    path = tmp_path / "out.csv"
    path.write_text("old")

    def tables():
        yield FIRST
        raise failure

    with pytest.raises(failure):
        written(path, tables())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_while_the_file_is_made_removes_the_temporary_file(
    tmp_path, monkeypatch, failure, nameless
):
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def fail(*_):
        assert len(list(tmp_path.iterdir())) == (1 if nameless and hasattr(os, "O_TMPFILE") else 2)
        raise failure

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        written(path, [FIRST])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_fails_before_the_work(tmp_path):
    with (
        pytest.raises(OutputError, match="cannot be written"),
        open_file(tmp_path / "no" / "o.csv"),
    ):
        pytest.fail("must not get here")


def test_what_is_no_file_is_not_replaced(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputError, match="no file"), open_file(tmp_path / "folder.csv"):
        pytest.fail("must not get here")


def test_temporary_names_of_two_writers_differ(tmp_path, monkeypatch):
    seen = set()
    fsync = os.fsync

    def spy(handle):
        seen.update(path.name for path in tmp_path.glob(".out.csv.*"))
        fsync(handle)

    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    monkeypatch.setattr(os, "fsync", spy)
    written(tmp_path / "out.csv", [FIRST])
    written(tmp_path / "out.csv", [FIRST])
    assert len(seen) == 2


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_are_those_of_the_old_file_or_of_the_umask(tmp_path):
    path = tmp_path / "out.csv"
    before = os.umask(0o027)
    try:
        written(path, [FIRST])
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        path.chmod(0o604)
        written(path, [FIRST])
        assert stat.S_IMODE(path.stat().st_mode) == 0o604
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    written(link, [FIRST])
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith('"headline"')


def test_a_stream_of_csv_leaves_out_late_columns_and_says_so_once(caplog):
    stream = io.BytesIO()
    late = table(headline=["c"], score=[1.0], desk=["x"])
    with open_stream(stream, "csv") as out:
        for each in (FIRST, late, late):
            out.write(each)
    assert stream.getvalue().decode().splitlines()[-1] == '"c",1'
    assert [("'desk'" in r.message) for r in caplog.records] == [True]


def test_a_stream_of_json_lines_takes_late_columns():
    stream = io.BytesIO()
    with open_stream(stream, "jsonl") as out:
        out.write(FIRST)
        out.write(table(headline=["ü"], score=[1.0], desk=["x"]))
    last = stream.getvalue().decode().splitlines()[-1]
    assert last == '{"headline": "ü", "score": 1.0, "desk": "x"}'


@pytest.mark.parametrize("ending", [".csv.gz", ".jsonl.zst", ".TSV.GZ"])
def test_packed_text_gives_back_what_was_written(tmp_path, ending):
    late = table(headline=["c"], url=["http://x"], score=[1.0])
    path = written(tmp_path / f"out{ending}", [FIRST, late])
    articles = list(framing.read(path, format="jsonl" if "json" in ending else "csv"))
    assert [a.headline for a in articles] == ['He said "no", twice', "two\nlines", "c"]
    assert [a.url for a in articles] == [None, None, "http://x"]
    assert len(list(tmp_path.iterdir())) == 1


def test_packed_parquet_is_no_format(tmp_path):
    with pytest.raises(OutputError, match="no format"), open_file(tmp_path / "o.parquet.gz"):
        pytest.fail("must not get here")


def test_late_columns_keep_numbers_nulls_and_empty_texts_as_they_were(tmp_path):
    odd = table(headline=["", None, 'a\n"b",\''], score=[1e-05, None, -0.0])
    late = table(headline=["c"], desk=["x"], score=[1.0])
    for ending in (".csv", ".jsonl", ".parquet"):
        plain = written(tmp_path / f"plain{ending}", [odd.add_column(1, "desk", [NOTHING])])
        joined = written(tmp_path / f"joined{ending}", [odd, late])
        if ending == ".parquet":
            assert parquet.read_table(joined).slice(0, 3).equals(parquet.read_table(plain))
        else:
            assert joined.read_bytes().startswith(plain.read_bytes())


NOTHING = pa.nulls(3, pa.string())


def test_json_lines_are_those_of_the_json_module(tmp_path):
    values = table(
        headline=['"\\\u2028\x01', None, "é"], score=[1.0, 1e-07, None], whole=[1, None, 3]
    )
    path = written(tmp_path / "o.jsonl", [values])
    expected = [json.dumps(row, ensure_ascii=False) for row in values.to_pylist()]
    lines = path.read_text("utf-8").split("\n")[:-1]
    assert [json.loads(line) for line in lines] == values.to_pylist()
    assert lines[0] == expected[0]


def test_published_numbers_are_written_as_json_writes_them(tmp_path):
    scores = [0.0001, 0.25, 0.1234, 1.0, -1.0, -0.3, 0.0, None]
    path = written(tmp_path / "o.jsonl", [table(score=scores, minus=[-0.0] * len(scores))])
    lines = path.read_text("utf-8").splitlines()
    assert lines == [json.dumps({"score": score, "minus": 0.0}) for score in scores]


@pytest.mark.parametrize("odd", [0.12345, 1.0001, -2.0, 1e-05, 123456789.125, 1e306])
def test_other_numbers_are_written_whole(tmp_path, odd):
    path = written(tmp_path / "o.jsonl", [table(score=[0.5, odd, None])])
    assert [json.loads(line)["score"] for line in path.read_text().splitlines()] == [0.5, odd, None]
