"""Input by strangers: bombs, endless lines, links out of the folder, broken characters."""

from __future__ import annotations

import bz2
import csv
import gzip
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from framing.cli import main
from framing.errors import InputError
from framing.kernel.texts import Texts
from framing.read import MAX_LINE, limits, read

HEADER = b"headline,lead\n"


def zstd(data):
    return bytes(pa.compress(data, "zstd", asbytes=True))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstd])
def test_a_bomb_is_refused_and_an_archive_is_not(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(limits, "FLOOR", 1 << 18)
    path = tmp_path / "news.csv.gz"
    path.write_bytes(pack(HEADER + b"Bridge reopens,It was closed.\n" * 30_000))
    with pytest.raises(InputError, match="unpacks to more than 250 times its size"):
        list(read(path))
    monkeypatch.setenv("FRAMING_MAX_RATIO", "0")
    assert sum(1 for _ in read(path)) == 30_000
    monkeypatch.delenv("FRAMING_MAX_RATIO")
    rows = b"".join(b"Bridge %d reopens,Closed for %d weeks.\n" % (n, n * n) for n in range(15_000))
    path.write_bytes(pack(HEADER + rows))
    assert sum(1 for _ in read(path)) == 15_000


def test_a_line_without_end_is_skipped_and_costs_nothing_else(tmp_path):
    path, problems = tmp_path / "news.csv", []
    endless = b"a" * (MAX_LINE + 5)
    path.write_bytes(HEADER + b"one,x\n" + endless + b"\n" + b"two,y\n")
    found = [article.headline for article in read(path, on_problem=problems.append)]
    assert found == ["one", "two"]
    assert "line longer than 16,777,216 characters" in str(problems[0])


@pytest.mark.parametrize("bad", ['word","', '"open', 'a,"b","', "too,many,fields", '"a"b"'])
def test_bad_rows_of_csv_cost_themselves(tmp_path, bad):
    path = tmp_path / "news.csv"
    rows = [f"Bridge {n} reopens,Closed.\n" if n % 10 else bad + "\n" for n in range(300)]
    path.write_text("headline,lead\n" + "".join(rows))
    found = {article.headline for article in read(path, on_problem=lambda _: None)}
    assert {f"Bridge {n} reopens" for n in range(300) if n % 10} <= found


def test_a_mark_in_every_row_takes_no_time(tmp_path):
    """With the square of the rows this would take minutes."""
    path = tmp_path / "news.csv"
    path.write_text("headline,lead\n" + 'x","\n' * 30_000)
    assert len(list(read(path, on_problem=lambda _: None))) <= 30_000


def test_broken_characters_in_parquet_are_shown(tmp_path):
    offsets = pa.py_buffer((0).to_bytes(4, "little") + (4).to_bytes(4, "little"))
    broken = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(b"a\xffbc")])
    path, problems = tmp_path / "news.parquet", []
    parquet.write_table(pa.table({"headline": broken}), path)
    assert [article.headline for article in read(path, on_problem=problems.append)] == ["a\ufffdbc"]
    assert "broken characters" in str(problems[0])


def test_parquet_that_is_damaged_is_no_crash(tmp_path):
    path = tmp_path / "news.parquet"
    parquet.write_table(pa.table({"headline": ["Bridge reopens"] * 50}), path, compression="none")
    raw = bytearray(path.read_bytes())
    raw[4:40] = bytes(36)
    path.write_bytes(raw)
    with pytest.raises(InputError, match="not a whole Parquet file"):
        list(read(path))


def test_offsets_that_lead_out_of_an_array_are_not_followed():
    places = b"".join(place.to_bytes(4, "little") for place in (0, 1 << 30, 3))
    array = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(places), pa.py_buffer(b"abc")]
    )
    with pytest.raises(InputError, match="lead out of its array"):
        Texts.of_arrow(array)


def test_a_count_in_an_arrow_stream_that_is_wrong_is_an_error_of_the_file(tmp_path):
    table = pa.table({"headline": ["Bridge reopens", None, "Ferries stop"]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    node = (3).to_bytes(8, "little") + (1).to_bytes(8, "little")  # values, and nulls among them
    data = sink.getvalue().to_pybytes()
    assert data.count(node) == 1
    path = tmp_path / "news.arrow"
    path.write_bytes(data.replace(node, node[:8] + (99).to_bytes(8, "little")))
    with pytest.raises(InputError, match="not a whole Arrow"):
        list(read(path))


HOSTILE = "Ost\x1b[31mrel\u202e\nerror: forged"


def test_a_name_of_a_file_writes_no_escapes_and_no_lines_of_its_own(tmp_path, capsys):
    path = tmp_path / "a\x1b[2J\nerror: forged.csv"
    path.write_text("headline\nBridge reopens,again,today\nFerries stop\n")
    assert main(["score", str(path), "--to", "csv"]) == 1
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "\nerror: forged" not in said


@pytest.mark.parametrize("command", ["score", "sources", "compare"])
def test_a_name_of_an_outlet_writes_no_escapes_in_a_table(tmp_path, capsys, command):
    path = tmp_path / "news.jsonl"
    words = ["Varnholm dam gates open as rain fills reservoir"] * 3
    rows = [{"headline": w, "lead": w, "source": f"{n}{HOSTILE}"} for n, w in enumerate(words)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main([command, str(path), "--to", "table"]) == 0
    shown = capsys.readouterr()
    for text in (shown.out, shown.err):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not any(line.startswith("error: forged") for line in text.splitlines())
    assert "Ost" in shown.out


def test_no_formula_reaches_a_spreadsheet_from_any_column(tmp_path):
    path, out = tmp_path / "news.csv", tmp_path / "scores.csv"
    path.write_text("headline,source,section\nBridge reopens today,=cmd(),@SUM(A1)\n")
    assert main(["score", str(path), "-o", str(out), "-q", "--safe-cells"]) == 0
    with out.open(newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["source"], row["section"]) == ("'=cmd()", "'@SUM(A1)")


def test_no_link_leads_out_of_the_folder(tmp_path):
    folder, problems = tmp_path / "in", []
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("Secret headline\n\nA secret lead that nobody may read.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "fine.csv").write_text("headline\nBridge reopens\n")
    found = [article.headline for article in read(folder, on_problem=problems.append)]
    assert found == ["Bridge reopens"]
    assert len(problems) >= 3


def test_what_is_nested_too_deeply_costs_its_row(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("[" * 100_000 + "\n" + json.dumps({"headline": "Bridge reopens"}) + "\n")
    assert [a.headline for a in read(path, on_problem=lambda _: None)] == ["Bridge reopens"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_formula_reaches_a_spreadsheet_where_that_is_asked_for(tmp_path, text):
    out = tmp_path / "scores.csv"
    assert main(["score", "--headline", text, "-o", str(out), "-q"]) == 0
    with out.open(newline="") as file:
        assert next(csv.DictReader(file))["headline"] == text
    assert main(["score", "--headline", text, "-o", str(out), "-q", "--safe-cells"]) == 0
    with out.open(newline="") as file:
        assert next(csv.DictReader(file))["headline"] == "'" + text
