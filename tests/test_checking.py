"""``framing check``: what is said of an input before it is scored."""

from __future__ import annotations

import gzip
import io
import json
import sys
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv, parquet

import framing
from framing.cli import main
from framing.duplicates import Duplicates
from framing.errors import InputError
from framing.tables import score_files

ENGLISH = "The council approves the budget for the new harbour"
TABLE = f"""headline,lead
{ENGLISH},The council said on Monday that work begins in May.
{ENGLISH.upper()}!,the council said on monday that work begins in may
{ENGLISH},The council said on Monday that work begins in May.
,A lead that stands alone was printed on Tuesday.
Die Fähren liegen nach dem Streik wieder still,
Rain,
CafÃ© owners protest against the new rules on Monday,By Ada Poe
Too,many,fields
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps({"title": "Märkte"}) + "\nno\n", "utf-16")
    (tmp_path / "c.csv").write_bytes("headline\nCafé owners protest on Monday\n".encode("cp1252"))
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.7 ....")
    parquet.write_table(
        csv.read_csv(io.BytesIO(b"kop,headline\n1,Rates rise again")), tmp_path / "e.pq"
    )
    return tmp_path


def test_a_folder_of_everything(folder):
    found = framing.check(folder)
    assert (found.files, found.articles) == (5, 10)
    assert found.formats == {"csv": 2, "jsonl": 1, "parquet": 1}
    assert found.encodings == {"utf-8": 1, "utf-16": 1, "cp1252": 1}
    assert (found.no_headline, found.no_lead) == (1, 6)
    assert found.leads_left_out == {"label": 1}
    assert (found.same, found.alike) == (1, 2)
    assert (found.repaired, found.skipped, found.failed) == (1, 2, 1)
    assert found.languages == {"English": 7, "not English": 2, "too short": 1}
    assert not found.is_whole
    said = [(p.path.rpartition("/")[2], p.line, p.lost) for p in found.problems]
    assert ("a.csv", 9, "row") in said
    assert ("b.jsonl", 2, "row") in said
    assert ("d.pdf", None, "file") in said
    assert found.all_problems == len(said)


def test_notes_are_those_of_the_scores(folder, tmp_path):
    out = tmp_path.parent / f"{tmp_path.name}.parquet"
    score_files([folder], out=out, on_problem=lambda _: None)
    notes = [note or "" for note in parquet.read_table(out)["note"].to_pylist()]
    found = framing.check(folder)
    assert found.notes == {name: sum(name in note for note in notes) for name in found.notes}
    assert found.notes["no lead"] == found.no_lead


def test_nothing_amiss(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"headline\n{ENGLISH}\n", "utf-8")
    found = framing.check(path)
    assert found.is_whole
    assert (found.problems, found.articles, found.alike) == ((), 1, 0)


def test_nothing_that_can_be_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.7")
    found = framing.check(path)
    assert (found.articles, found.files, found.failed, found.alike) == (0, 1, 1, 0)
    assert "PDF" in found.problems[0].message


def test_several_paths_are_taken_together(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"headline\n{ENGLISH}\n", "utf-8")
    found = framing.check(tmp_path / "a.csv", tmp_path / "b.csv")
    assert (found.files, found.articles, found.same) == (2, 2, 1)


def test_a_path_that_leads_nowhere(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        framing.check(tmp_path / "none.csv")


def test_a_file_that_breaks_off_is_one_file(tmp_path):
    rows = "headline\n" + "".join(
        f"Rates rise by {n * n} points{' ' * 500}\n" for n in range(5_000)
    )
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(rows.encode())[:-2_000])
    found = framing.check(path)
    assert (found.files, found.failed) == (1, 1)
    assert 0 < found.articles < 5_000


texts = st.one_of(st.none(), st.sampled_from(["Rates rise", "RATES  rise!", "Rain", "", "rain."]))


@given(st.lists(st.lists(st.tuples(texts, texts), max_size=5), max_size=5))
def test_duplicates_are_counted_across_batches(parts):
    met = Duplicates()
    for part in parts:
        met.add(part)
    pairs = [pair for part in parts for pair in part if pair[0] or pair[1]]
    folded = [tuple("".join(filter(str.isalnum, t or "")).lower() for t in p) for p in pairs]
    assert met.same == len(pairs) - len(set(pairs))
    assert met.alike == len(folded) - len(set(folded))


def test_problems_kept_are_bounded(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"headline": ENGLISH}) + "\n" + "no\n" * 2000, "utf-8")
    found = framing.check(path)
    assert (len(found.problems), found.skipped) == (1000, 2000)
    assert found.all_problems == 2001


def run(capsys, *arguments):
    code = main(["check", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command_line_as_json(capsys, folder):
    code, out, _ = run(capsys, folder, "--json")
    assert code == 1
    assert json.loads(out) == json.loads(json.dumps(asdict(framing.check(folder))))


def test_the_command_line_as_a_table(capsys, folder):
    code, out, err = run(capsys, folder)
    assert (code, err) == (1, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "articles 10 English 7, not English 2, too short 1" in lines
    assert "duplicates 2 to the letter 1" in lines
    assert any("a.csv:9: row has 3 fields" in line for line in lines)


def test_standard_input_and_column_names(capsys, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(f"kop\n{ENGLISH}\n".encode())

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdin", Stdin())
    code, out, _ = run(capsys, "--format", "csv", "--headline-column", "kop", "--json")
    assert (code, json.loads(out)["articles"]) == (0, 1)


def test_many_problems_are_cut_short_unless_all_are_wanted(capsys, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"headline": ENGLISH}) + "\n" + "no\n" * 30, "utf-8")
    code, out, _ = run(capsys, path)
    assert code == 1
    assert "… and 11 more" in out
    assert out.count("not JSON") == 20
    assert run(capsys, path, "--verbose")[1].count("not JSON") == 30


@pytest.mark.parametrize("arguments", [["none.csv"], ["-", "-"], ["a.csv", "--format", "odt"]])
def test_misuse(capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err
