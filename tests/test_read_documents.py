"""JSON documents: arrays, answers of news interfaces, exports, and what is broken in them."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import ColumnError, InputError
from framing.read import documents, read
from framing.read.documents import is_document

ROWS = [
    {"title": "Ferries stop again", "description": "Crews walked out.", "url": "https://x.org/1"},
    {"title": "Rates rise", "description": None, "tags": [{"title": "bank"}]},
]


@pytest.fixture
def reads(tmp_path):
    """Write a file and read it: the articles, and the problems as line and message."""

    def run(content, name="a.json", **options):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        problems = []
        articles = list(read(path, on_problem=problems.append, **options))
        return articles, [(p.line, p.message) for p in problems]

    return run


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("key", [None, "articles", "results", "stories", "items", "Docs"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a", "a.csv"])
def test_arrays_and_answers(reads, indent, key, name):
    document = {"status": "ok", "page": {"n": 1}, key: ROWS, "next": None} if key else ROWS
    articles, problems = reads(json.dumps(document, indent=indent), name)
    assert problems == []
    assert [(a.id, a.headline, a.lead) for a in articles] == [
        ("a:1", "Ferries stop again", "Crews walked out."),
        ("a:2", "Rates rise", None),
    ]
    assert articles[0].source == "x.org"
    assert articles[1].extra["tags"] == '[{"title":"bank"}]'


def test_a_list_in_an_envelope(reads):
    articles, _ = reads(json.dumps({"status": 1, "response": {"n": 2, "docs": ROWS}}))
    assert [a.headline for a in articles] == ["Ferries stop again", "Rates rise"]


@pytest.mark.parametrize("count", [1, 3])
def test_objects_over_many_lines(reads, count):
    text = "\n".join(json.dumps(ROWS[0], indent=4) for _ in range(count))
    articles, problems = reads(text)
    assert [a.id for a in articles] == [f"a:{n}" for n in range(1, count + 1)]
    assert problems == []


def test_newsapi(reads):
    answer = {
        "status": "ok",
        "totalResults": 1,
        "articles": [
            {
                "source": {"id": None, "name": "Ostrel Post"},
                "author": "Jane Doe",
                "title": "Ferries stop again",
                "description": "Crews walked out on Monday.",
                "url": "https://ostrel.example/1",
                "urlToImage": None,
                "publishedAt": "2024-05-01T08:00:00Z",
                "content": "Crews walked out on Monday, and … [+2310 chars]",
            }
        ],
    }
    ((article,), problems) = reads(json.dumps(answer))
    assert (article.source, article.headline) == ("Ostrel Post", "Ferries stop again")
    assert (article.lead, article.published) == (
        "Crews walked out on Monday.",
        "2024-05-01T08:00:00Z",
    )
    assert problems == []


def test_news_please(reads):
    page = {
        "authors": ["Jane Doe"],
        "date_download": "2024-05-02 10:00:00",
        "date_publish": "2024-05-01 08:00:00",
        "description": "Crews walked out on Monday.",
        "filename": "https%3A%2F%2Fostrel.example%2F1.json",
        "language": "en",
        "maintext": "Crews walked out on Monday.\nThey want more.",
        "source_domain": "ostrel.example",
        "title": "Ferries stop again",
        "url": "https://ostrel.example/1",
    }
    ((article,), problems) = reads(json.dumps(page, indent=2))
    assert (article.source, article.lead) == ("ostrel.example", "Crews walked out on Monday.")
    assert article.published == "2024-05-01 08:00:00"
    assert problems == []


def test_media_cloud(reads):
    text = (
        "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
        "f00,2024-05-02,en,ostrel.example,ostrel.example,2024-05-01,Ferries stop,https://o.example/1\n"
    )
    ((article,), problems) = reads(text, "a.csv")
    assert (article.id, article.source, article.headline) == (
        "f00",
        "ostrel.example",
        "Ferries stop",
    )
    assert (article.published, problems) == ("2024-05-01", [])


def test_gdelt_answers(reads):
    row = {
        "url": "https://ostrel.example/1",
        "url_mobile": "",
        "title": "Ferries stop again",
        "seendate": "20240501T081500Z",
        "domain": "ostrel.example",
        "language": "English",
    }
    ((article,), problems) = reads(json.dumps({"articles": [row]}, indent=1))
    assert (article.source, article.published) == ("ostrel.example", "2024-05-01")
    assert problems == []
    text = "\ufeffURL,MobileURL,Date,Title\nhttps://o.example/1,,2024-05-01 08:15:00,Ferries stop\n"
    ((article,), problems) = reads(text, "a.csv")
    assert (article.headline, article.source) == ("Ferries stop", "o.example")


def graph_row(number, title):
    row = [f"20240501081500-{number}", "20240501081500", "1", "ostrel.example"]
    row += [f"https://ostrel.example/{number}", *[""] * 21]
    return "\t".join([*row, f"<PAGE_LINKS>x</PAGE_LINKS>{title}"])


@pytest.mark.parametrize("name", ["20240501081500.gkg.csv", "a.txt", "a"])
def test_gdelt_knowledge_graph(reads, name):
    titles = ["<PAGE_TITLE>Fähren stop &amp; start</PAGE_TITLE>", ""]
    lines = [graph_row(number, title) for number, title in enumerate(titles)]
    articles, problems = reads("\n".join([lines[0], "broken\trow", lines[1]]), name)
    assert [(a.id, a.headline) for a in articles] == [
        ("20240501081500-0", "Fähren stop & start"),
        ("20240501081500-1", None),
    ]
    assert (articles[0].source, articles[0].published) == ("ostrel.example", "2024-05-01")
    assert articles[0].url == "https://ostrel.example/0"
    assert problems[0] == (2, "record has 2 fields, not 27 – row skipped")


@pytest.mark.parametrize(
    "broken",
    [
        '{"title": "B", "x": }',
        '{"title": "B" "x": 1}',
        '{"title": "B, "x": 1}',
        '{"title": \'B\', "tags": [{"title": "no"}]}',
        '{"title": "B", "tags": [1, 2}',
        '{"title": "\\u00zz"}',
        "{title: 1}",
        '{"title": ' + "[" * 100_000 + "}",
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_broken_element_costs_itself_only(reads, broken, indent):
    first, last = (json.dumps(row, indent=indent) for row in ROWS)
    articles, problems = reads(f"[{first},\n{broken},\n{last}]")
    assert [(a.id, a.headline) for a in articles] == [
        ("a:1", "Ferries stop again"),
        ("a:3", "Rates rise"),
    ]
    line = 2 + first.count("\n")
    assert problems[0][0] == line
    assert problems[0][1].startswith("element 2: not JSON (")
    assert problems[-1] == (None, "1 of 3 rows skipped")


@pytest.mark.parametrize("element", ['"text"', "5", "[1]", "null"])
def test_an_element_that_is_no_object(reads, element):
    articles, problems = reads(f'[{{"title": "A"}},\n{element}, {{"title": "B"}}]')
    assert [a.headline for a in articles] == ["A", "B"]
    assert problems[0][0] == 2
    assert problems[0][1].endswith("where an object should be – row skipped")


def test_a_headline_that_is_no_text(reads):
    articles, problems = reads('[{"title": "A"},\n{"title": 5}]')
    assert [a.headline for a in articles] == ["A"]
    assert problems[0] == (2, "'title' is a JSON number, not text – row skipped")


@pytest.mark.parametrize("cut", [5, 40, 70])
def test_a_file_that_is_cut_off(reads, cut):
    whole = json.dumps([ROWS[0]] * 3)
    articles, problems = reads(whole[:-cut])
    assert len(articles) == 2
    assert "element 3: not JSON" in problems[0][1]


def test_a_list_that_is_never_closed(reads):
    articles, problems = reads('[{"title": "A"},\n{"title": "B"}')
    assert [a.headline for a in articles] == ["A", "B"]
    assert problems == [(2, "the list is never closed")]


def test_no_columns_and_nothing_at_all(reads):
    with pytest.raises(ColumnError, match="no column for headline or lead among 'kop'"):
        reads('[{"kop": "A"}]')
    assert reads("[]") == ([], [(None, "no article in the file")])
    with pytest.raises(InputError, match="no row could be read"):
        reads("[1]", format="json")
    with pytest.raises(InputError, match=r"a.json:1: not JSON \(.*write it again as JSON"):
        reads('{"status": ', format="json")


def test_json_lines_stay_lines(reads):
    rows = ['{"title": "A", "lead": ', '{"title": "B"}', '{"title": "C"', '{"title": "D"}']
    articles, problems = reads("\n".join(rows), "a.jsonl")
    assert [a.id for a in articles] == ["a:2", "a:4"]
    assert [line for line, _ in problems] == [1, 3, None]


def test_windows_and_broken_characters(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps(ROWS, ensure_ascii=False).encode("utf-16"))
    assert len(list(read(path))) == 2
    path.write_bytes(b'[{"title": "F\xc3\xa4hren \xc3\xb6 F\xe4hren"}]')
    problems = []
    (article,) = read(path, on_problem=problems.append)
    assert article.headline == "Fähren ö F\ufffdhren"
    assert "broken characters" in problems[0].message


def test_memory_is_flat(tmp_path):
    path = tmp_path / "a.json"
    row = json.dumps({"title": "Ferries stop again", "note": "x" * 1000})
    with path.open("w") as file:
        file.write('{"articles": [' + row)
        for _ in range(8_000):
            file.write("," + row)
        file.write("]}")
    tracemalloc.start()
    count = sum(1 for _ in read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8_001
    assert peak < 2_000_000 < path.stat().st_size / 4


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
ELEMENTS = st.lists(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=3).map(lambda d: {"title": "T", **d}),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(rows=ELEMENTS, indent=st.sampled_from([None, 1]), size=st.integers(1, 50))
def test_any_array_is_read_whole_through_any_window(rows, indent, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "HEAD", size)
        window = documents.Window(io.StringIO(json.dumps(rows, indent=indent)))
        window.take("[")
        found = []
        while window.peek() == "{":
            found.append(window.value())
            if window.peek() == ",":
                window.take(",")
        window.take("]")
    assert found == rows
    assert is_document(json.dumps(rows, indent=indent))
