"""Which reader takes a file, lists of headlines, dialects of tables, addresses, mixed folders."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import subprocess
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

from framing.cli import main
from framing.errors import InputError
from framing.read import FORMATS, read
from framing.read.formats import reader, sure

TEXT = "Ferries stop again\n\nThe ferry crews of the islands walked out on Monday. Talks failed.\n"


def headlines(path, **options):
    return [article.headline for article in read(path, **options)]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_reader(name):
    assert callable(reader(name))


@pytest.mark.parametrize(
    ("head", "format_"),
    [
        (b"PAR1", "parquet"),
        (b"ARROW1\0\0", "arrow"),
        (b"WARC/1.0\r\n", "warc"),
        (b"<!doctype HTML>", "html"),
        (b"\xef\xbb\xbf <!-- saved --> <HTML lang=en>", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html>', "html"),
        (b'<?xml version="1.0"?>\n<?xml-stylesheet href="x"?>\n<rss version="2.0">', "feed"),
        (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "<b>">]><rss>', "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b'<?xml version="1.0"?><urlset>', "feed"),
        ("<html><p>Fähren".encode("utf-16"), "html"),
        (b'{"headline": "A"}\n{"headline": "B"}', "jsonl"),
        (b'{"headline": "A"', "jsonl"),
        (b'{"status": "ok", "articles": [{"title": "A', "json"),
        (b'{\n  "headline": "A"', "json"),
        (b'[{"headline": "A"}]', "json"),
        (b'["I never said that", the mayor said', None),
        (b"<h1>Ferries stop</h1>\nCrews walked out.", None),
        (b"headline,lead\n", None),
        (b"Ferries stop again\n", None),
        (b"", None),
    ],
)
def test_what_a_head_surely_is(head, format_):
    assert sure(head) == format_


def test_content_goes_before_the_ending_and_that_before_the_first_line(tmp_path):
    for name, content in {
        "a.txt": '[{"headline": "In an array"}]',
        "b.csv": '{"headline": "In a line"}\n',
        "c.json": '{"headline": "In a line too"}\n',
        "d.txt": "headline\n\nA lone word, and then the text of an article follows it here.\n",
        "e": "id,headline\n1,In a table\n",
    }.items():
        (tmp_path / name).write_text(content)
    found = headlines(tmp_path)
    assert found[:3] == ["In an array", "In a line", "In a line too"]
    assert found[-1] == "In a table"


def test_a_format_can_be_forced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text('{"headline": "A"}\n')
    assert headlines(path, format="lines") == ['{"headline": "A"}']
    with pytest.raises(InputError, match="not a whole Parquet file"):
        headlines(path, format="parquet")


def test_a_list_of_headlines(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Ferries stop again\n\n  Rates rise \r\nN/A\nDer Fähren Ende")
    articles = list(read(path, format="lines", source="Post"))
    assert [(a.id, a.headline) for a in articles] == [
        ("a:1", "Ferries stop again"),
        ("a:3", "Rates rise"),
        ("a:5", "Der Fähren Ende"),
    ]
    assert {(a.source, a.lead) for a in articles} == {("Post", None)}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
@pytest.mark.parametrize("command", ["score", "compare", "sources"])
def test_lines_on_the_command_line(tmp_path, capsys, pack, command):
    path = tmp_path / "a.txt.packed"
    path.write_bytes(pack(b"Ferries stop again\nRates rise again\n"))
    assert main([command, str(path), "--lines"]) == 0
    said = capsys.readouterr()
    assert ("articles 2" in said.err) if command == "compare" else ("2 articles" in said.err)


def test_lines_and_a_format_exclude_each_other(tmp_path, capsys):
    assert main(["score", str(tmp_path), "--lines", "--format", "csv"]) == 2
    assert "not allowed with" in capsys.readouterr().err


ROWS = [
    ["title", "description", "date"],
    ["It's said | again; twice, or ^more~", 'A "mark" within', "2024-05-01"],
    ["Don't, he said", "Two\nlines", "2024-05-02"],
    ["'Never again'", "Plain", "2024-05-03"],
]


@pytest.mark.parametrize("separator", [",", ";", "|", "\t", "^", "~", "\x1f"])
@pytest.mark.parametrize("quoting", ["double", "all", "single", "escaped"])
@pytest.mark.parametrize("name", ["a.csv", "a"])
def test_dialects_as_pandas_writes_them(tmp_path, separator, quoting, name):
    pandas = pytest.importorskip("pandas")
    options = {
        "double": {},
        "all": {"quoting": 1},
        "single": {"quotechar": "'"},
        "escaped": {"doublequote": False, "escapechar": "\\"},
    }[quoting]
    path = tmp_path / name
    frame = pandas.DataFrame(ROWS[1:], columns=ROWS[0])
    frame.to_csv(path, sep=separator, index=False, **options)
    assert [(a.headline, a.lead, a.published) for a in read(path)] == [
        tuple(row) for row in ROWS[1:]
    ]


def test_a_mark_that_is_never_closed_costs_its_row_in_a_dialect_of_escapes_too(tmp_path):
    path = tmp_path / "a.csv"
    lines = [
        '"He said \\"no\\", twice",2024-05-01',
        '"Rates rise,2024-05-02',
        "Talks go on,2024-05-03",
    ]
    path.write_text("\n".join(["title,date", *lines, ""]))
    problems = []
    found = [(a.headline, a.published) for a in read(path, on_problem=problems.append)]
    assert found == [('He said "no", twice', "2024-05-01"), ("Talks go on", "2024-05-03")]
    assert problems[0].line == 3
    assert "a quotation mark opens a field and is never closed" in problems[0].message


def test_what_duckdb_writes(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    table = pa.table({"title": ["Rates rise", "A, b"], "date": ["2024-05-01", None]})
    connection = duckdb.connect()
    connection.register("news", table)
    for name, options in {
        "a.csv": "(header)",
        "b.csv.gz": "(header, delimiter '|')",
        "c.json": "(format json)",
        "d.json": "(format json, array true)",
        "e.parquet": "(format parquet)",
    }.items():
        connection.sql(f"COPY news TO '{tmp_path / name}' {options}")
    connection.close()
    assert headlines(tmp_path) == ["Rates rise", "A, b"] * 5


def test_a_folder_of_many_formats(tmp_path):
    pytest.importorskip("feedparser")
    rows = [{"title": "Rates rise"}]
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.json").write_text(json.dumps(rows))
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(b"title\nRates rise\n"))
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "d.parquet")
    item = "<item><title>Rates rise</title></item>"
    (tmp_path / "e.rss").write_text(f'<rss version="2.0"><channel>{item}</channel></rss>')
    (tmp_path / "f.bin").write_bytes(bytes(range(256)))
    problems = []
    assert headlines(tmp_path, on_problem=problems.append) == [
        "Ferries stop again",
        *["Rates rise"] * 4,
    ]
    assert [p.lost for p in problems] == ["file", None]


def test_the_scripts_and_pictures_of_a_saved_site_are_left_out(tmp_path):
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_text("<html><title>Ferries stop again</title><p>Crews left.</p>")
    (tmp_path / "page_files").mkdir()
    for name in ("site.css", "site.js", "logo.PNG", "font.woff2", "robots.txt", "sitemap.xml"):
        (tmp_path / "page_files" / name).write_text("x")
    problems = []
    assert headlines(tmp_path, on_problem=problems.append) == ["Ferries stop again"]
    assert problems == []


class TestAddresses:
    """fsspec, through its file system in memory."""

    @pytest.fixture
    def memory(self):
        fsspec = pytest.importorskip("fsspec")
        system = fsspec.filesystem("memory")
        system.store.clear()
        yield system
        system.store.clear()

    def test_a_file(self, memory):
        memory.pipe("/news/a.csv.gz", gzip.compress(b"id,title,url\n,Rates rise,\n"))
        (article,) = read("memory://news/a.csv.gz")
        assert (article.id, article.source, article.headline) == ("a:2", "a", "Rates rise")

    def test_a_file_that_is_searched_in(self, memory):
        out = io.BytesIO()
        parquet.write_table(pa.table({"title": ["Rates rise"]}), out)
        memory.pipe("/news/a.parquet", out.getvalue())
        assert headlines("memory://news/a.parquet") == ["Rates rise"]

    def test_a_folder(self, memory):
        memory.pipe("/news/b/1.txt", TEXT.encode())
        memory.pipe("/news/a.csv", b"title\nRates rise\n")
        memory.pipe("/news/c.csv", b"kop\nRates rise\n")
        memory.pipe("/news/.hidden/x.csv", b"title\nNo\n")
        memory.pipe("/news/README.md", b"No")
        problems = []
        articles = list(read("memory://news", on_problem=problems.append))
        assert [a.id for a in articles] == ["a:2", "b/1"]
        assert [p.path for p in problems] == ["memory:///news/c.csv", "memory://news"]

    def test_nothing_there(self, memory):
        memory.mkdir("/empty")
        with pytest.raises(InputError, match=r"memory://nowhere.csv: cannot be (opened|read)"):
            headlines("memory://nowhere.csv")
        with pytest.raises(InputError, match="memory://empty: no file to read in the folder"):
            headlines("memory://empty")
        with pytest.raises(InputError, match=r"what://x.csv: cannot be opened \("):
            headlines("what://x.csv")

    def test_a_store_that_fails_on_the_way(self, memory, monkeypatch):
        from framing.read import remote

        class Failing(io.BytesIO):
            def read(self, _size=-1):
                raise RuntimeError("token expired")

        memory.pipe("/a.csv", b"title\n")
        monkeypatch.setattr(type(memory), "open", lambda *_args, **_options: Failing(b"title\n"))
        with pytest.raises(InputError, match=r"memory://a.csv: cannot be read \(.*token expired"):
            headlines("memory://a.csv")
        assert remote.is_remote("memory://a.csv")

    def test_the_command_line(self, memory, capsys):
        memory.pipe("/a.csv", b"title\nRates rise\n")
        assert main(["score", "memory://a.csv", "--to", "jsonl"]) == 0
        assert json.loads(capsys.readouterr().out)["headline"] == "Rates rise"
        assert main(["score", "memory://b.csv"]) == 1
        assert "memory://b.csv" in capsys.readouterr().err

    def test_without_fsspec(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "fsspec.core", None)
        with pytest.raises(InputError, match=r"s3://a/b.csv: .*fsspec.*headline-framing\[remote\]"):
            headlines("s3://a/b.csv")


def test_a_table_on_this_machine_needs_no_optional_package(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title\nRates rise\n")
    program = (
        "import sys, framing; list(framing.read(sys.argv[1]));"
        "print(*{'fsspec', 'trafilatura', 'lxml', 'feedparser', 'fastwarc', 'python_calamine', "
        "'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""
