"""Bad input: a message with file, line and remedy, and never a good row lost to a bad one."""

from __future__ import annotations

import logging
import os
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing.errors import FramingError, InputError
from framing.read import MAX_LINE, MAX_TEXT, read

BODY = "The ferry crews of the islands walked out on Monday. Talks failed."
TEXT = f"Ferries stop again\n\n{BODY}\n"


@pytest.fixture
def bad(tmp_path):
    """Write bytes and read them: the headlines, and the problems as line and message."""

    def run(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content)
        problems = []
        headlines = [a.headline for a in read(path, on_problem=problems.append, **options)]
        assert all(p.path == str(path) and p.remedy for p in problems)
        return headlines, [(p.line, p.message) for p in problems]

    return run


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a"])
@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty(bad, name, content):
    with pytest.raises(InputError, match=rf"{name}: the file is empty: give"):
        bad(name, content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bytes(range(256)) * 4, "binary, not text:"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\1" * 50, "PNG"),
        (b"PK\x03\x04....", "zip"),
        (b"%PDF-1.7", "PDF"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a"])
def test_binary(bad, name, content, kind):
    with pytest.raises(InputError, match=f"{name}: binary, not text.*unpack or export") as caught:
        bad(name, content)
    assert kind in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "headline,n\nFähren, 1\n"), ("a.txt", "Fähren liegen still")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_encodings(bad, name, content, encoding):
    headlines, problems = bad(name, content.encode(encoding))
    assert headlines[0].startswith("Fähren")
    assert problems == []


def test_utf16_big_endian_without_mark(bad):
    assert bad("a.csv", "headline\nFähren\n".encode("utf-16-be")) == (["Fähren"], [])


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_windows_1252_is_said(bad, name):
    content = "headline\n“Fähren” €\n" if name == "a.csv" else '{"headline": "“Fähren” €"}\n'
    headlines, problems = bad(name, content.encode("cp1252"))
    assert headlines == ["“Fähren” €"]
    assert problems == [(None, "not UTF-8: read as Windows-1252")]


def test_windows_1252_that_begins_late(bad):
    content = b"headline\n" + b"Ferries stop\n" * 10_000 + b"F\xe4hren\nF\xf6hren\n"
    headlines, problems = bad("a.csv", content)
    assert headlines[-2:] == ["Fähren", "Föhren"]
    assert problems == [(10_002, "not UTF-8 from this line on: read as Windows-1252")]


def test_broken_utf8_costs_its_line_only(bad):
    content = "headline\nFähren\nF\udce4hren\nFöhren\n".encode("utf-8", "surrogateescape")
    headlines, problems = bad("a.csv", content)
    assert headlines == ["Fähren", "F\ufffdhren", "Föhren"]
    assert problems == [(3, "broken characters in the line – shown as \ufffd")]


def test_a_stray_zero_byte_costs_nothing(bad):
    headlines, problems = bad("a.csv", b"headline\n" + b"Ferries stop\n" * 9 + b"Fer\0ries\n")
    assert headlines[-1] == "Ferries"
    assert problems == [(11, "zero bytes in the line – left out")]


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [("a.csv", "headline\n", "H{}\n"), ("a.jsonl", "", '{{"headline": "H{}"}}\n')],
)
def test_a_line_of_100_mb_is_skipped_unheld(tmp_path, name, head, row):
    path = tmp_path / name
    with path.open("w") as file:
        file.write(head + row.format(1))
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write("\n" + row.format(2))
    problems = []
    tracemalloc.start()
    headlines = [a.headline for a in read(path, on_problem=problems.append)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert headlines == ["H1", "H2"]
    assert [p.line for p in problems] == [2 + bool(head), None]
    assert "line longer than 16,777,216 characters – row skipped" in problems[0].message
    assert problems[1].message == "1 of 3 rows skipped"
    assert peak < 4 * MAX_LINE


def test_long_text(bad):
    headlines, problems = bad("a.txt", TEXT.encode() + (BODY.encode() + b"\n") * 20_000)
    assert headlines == ["Ferries stop again"]
    assert problems == [
        (None, f"text longer than {MAX_TEXT:,} characters – only its start is read")
    ]


def test_ragged_rows(bad):
    headlines, problems = bad("a.csv", b"id,headline,lead\n1,A,b\n2,B,c,d\n3,C\n4\n5,E,f\n")
    assert headlines == ["A", "C", None, "E"]
    assert problems == [
        (3, "row has 4 fields, the header has 3 – row skipped"),
        (4, "row has 2 fields, the header has 3 – the last ones taken as missing"),
        (5, "row has 1 fields, the header has 3 – the headline and all behind it taken as missing"),
        (None, "1 of 5 rows skipped"),
    ]


def test_an_open_quotation_mark_costs_its_row_only(bad):
    headlines, problems = bad("a.csv", b'headline,lead\nA,b\n"B,c\nC,d\nD,e\n')
    assert headlines == ["A", "C", "D"]
    assert problems[0] == (
        3,
        "a quotation mark opens a field and is never closed – row skipped",
    )


def test_an_open_quotation_mark_closed_by_another_row_s(bad):
    headlines, problems = bad("a.csv", b'headline,lead\n"A,b\n"B",c\nC,d\n')
    assert headlines == ["B", "C"]
    assert problems[0][0] == 2


def test_bad_json_rows(bad):
    rows = [
        b'{"headline": "A"}',
        b'{"headline": "B"',
        b"[1, 2]",
        b'"text"',
        b'{"headline": {"text": "C"}}',
        b'{"headline": ["D"]}',
        b'{"headline": 5}',
        b"[" * 100_000,
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"url": "https://x.org"}',
        b"",
        b'{"headline": "Z"}',
    ]
    headlines, problems = bad("a.jsonl", b"\n".join(rows))
    assert headlines[0] == "A"
    assert headlines[-1] == "Z"
    said = dict(problems)
    assert said[2].startswith("not JSON (")
    assert said[3] == "a JSON array where an object should be – row skipped"
    assert said[4] == "a JSON string where an object should be – row skipped"
    assert said[5] == "'headline' is a JSON object, not text – row skipped"
    assert said[6] == "'headline' is a JSON array, not text – row skipped"
    assert said[7] == "'headline' is a JSON number, not text – row skipped"
    assert said[8].startswith("not JSON (")
    assert said[10] == "neither headline nor lead in the row – kept without"
    assert "rows skipped" in said[None]


@pytest.mark.parametrize("content", [b"<!DOCTYPE html>\n<html><p>Ferries</p></html>", b"<rss/>"])
def test_markup_is_no_scraped_text(bad, content):
    with pytest.raises(InputError, match=r"HTML or XML.*leave out --format"):
        bad("a.txt", content, format="text")


def test_a_header_alone_has_no_articles(bad):
    assert bad("a.csv", b"headline,lead\n") == ([], [(None, "no article in the file")])


def test_no_json_row_at_all(bad):
    with pytest.raises(InputError, match="no row could be read"):
        bad("a.jsonl", b"x\ny\n")


def test_nothing_found_is_said(bad):
    headlines, problems = bad("a.txt", b"Menu\nHome\n")
    assert headlines == [None]
    assert problems == [(None, "no headline and no paragraph found – kept without")]


def test_a_list_of_headlines_is_doubted(bad):
    _, problems = bad("a.txt", "".join(f"Ferries stop for day {n}\n" for n in "abcdef").encode())
    assert problems == [(None, "6 lines like headlines and no paragraph – read as one article")]


@pytest.mark.parametrize("path", ["nowhere.csv", "a\0b", "x" * 5000])
def test_no_such_file(path):
    with pytest.raises(InputError, match=r"no such file or folder \(.*\): check the path"):
        read(path)


def test_no_such_format(tmp_path):
    with pytest.raises(InputError, match="no format 'xls': use one of text, csv, jsonl"):
        read(tmp_path, format="xls")


def test_a_bad_file_in_a_folder_costs_no_other(tmp_path, caplog):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.csv").write_text("kop\nx\n")
    (tmp_path / "d.bin").write_bytes(bytes(range(256)))
    (tmp_path / "e.txt").write_text(TEXT)
    with caplog.at_level(logging.WARNING, "framing"):
        articles = list(read(tmp_path))
    assert [a.id for a in articles] == ["a", "e"]
    messages = [record.message for record in caplog.records]
    assert len(messages) == 4
    assert messages[-1] == (
        f"{tmp_path}: 3 of 5 files could not be read: each is named in a message above"
    )


def test_links_and_pipes_in_a_folder(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text(TEXT)
    (inside / "a.txt").write_text(TEXT)
    (inside / "b.txt").symlink_to(inside / "a.txt")
    (inside / "c.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "d.txt").symlink_to(inside / "d.txt")
    (inside / "loop").symlink_to(inside)
    os.mkfifo(inside / "pipe")
    problems = []
    articles = list(read(inside, on_problem=problems.append))
    assert [a.id for a in articles] == ["a", "b"]
    assert len(problems) == 4
    assert all("skipped" in p.message for p in problems)


def test_an_empty_folder(tmp_path):
    with pytest.raises(InputError, match="no file to read in the folder"):
        list(read(tmp_path))


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    content=st.one_of(
        st.binary(),
        st.text().map(lambda text: b"headline,lead\n" + text.encode("utf-8", "surrogatepass")),
        st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"A", b"\xe4", b"\0", b"{"])).map(
            lambda parts: b"headline,lead\n" + b"".join(parts)
        ),
    ),
    ending=st.sampled_from(["txt", "csv", "jsonl", "x"]),
)
def test_no_bytes_break_reading(tmp_path, content, ending):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    try:
        for article in read(path, on_problem=lambda _: None):
            for part in (article.headline, article.lead, article.id, article.source):
                assert part is None or part.encode()
    except FramingError as error:
        assert str(path) in str(error)  # noqa: PT017 - either outcome is right
