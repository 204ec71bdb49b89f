"""Web pages: what they say of themselves, their first paragraph, encodings, hostile ones."""

from __future__ import annotations

import json
import sys

import pytest

from framing.errors import InputError
from framing.read import read
from framing.read.metadata import without_site
from framing.read.page import MAX_PAGE

pytest.importorskip("trafilatura")

LEAD = (
    "The ferry crews of the northern islands walked out on Monday morning, and left some 4,000 "
    "passengers on the quays of Ostrel, the port authority said."
)
REST = (
    """It is the third strike of the year. The union wants two more days off in each month, and
    the company answers that it cannot pay for them before the summer season has begun.""",
    """Buses run to the bridge every hour, the council said on Monday. Schools on the islands
    stay shut until the end of the week, and the market will be held on the mainland side.""",
)


def ld(**values):
    block = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(block)}</script>'


def page(head="", body=None, *, title="Ferries stop again | Ostrel Post"):
    paragraphs = "".join(f"<p>{text}</p>" for text in [LEAD, *REST])
    body = body or f"<h1>Ferries stop again</h1><p>By Jane Doe</p>{paragraphs}"
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title>{head}</head><body>"
        f'<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article>{body}</article>'
        "<footer>Subscribe to our newsletter</footer></body></html>"
    )


@pytest.fixture
def reads(tmp_path):
    """Write a page and read it: its one article, and the messages of problems."""

    def run(content, name="a.html", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems = []
        (article,) = read(path, on_problem=problems.append, **options)
        return article, [problem.message for problem in problems]

    return run


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.txt", "a", "a.csv"])
def test_a_page_that_says_nothing_of_itself(reads, name):
    article, problems = reads(page(), name)
    assert (article.id, article.source) == ("a", "a")
    assert (article.headline, article.lead) == ("Ferries stop again", LEAD)
    assert (article.url, article.published, problems) == (None, None, [])


def test_json_ld_goes_before_opengraph_and_that_before_guesses(reads):
    graph = '<meta property="og:title" content="Graph title">'
    graph += '<meta property="og:site_name" content="Graph Post">'
    assert reads(page(graph))[0].headline == "Graph title"
    assert reads(page(graph))[0].source == "Graph Post"
    both = graph + ld(headline="Linked title", publisher={"name": "Linked Post"})
    article, _ = reads(page(both))
    assert (article.headline, article.source) == ("Linked title", "Graph Post")
    only = ld(headline="Linked title", publisher={"name": "Linked Post"})
    assert reads(page(only))[0].source == "Linked Post"


@pytest.mark.parametrize(
    "block",
    [
        {"@type": "NewsArticle", "headline": "Linked"},
        [
            {"@type": "WebSite", "name": "No"},
            {"@type": ["Thing", "BlogPosting"], "headline": "Linked"},
        ],
        {
            "@graph": [
                {"@type": "Person", "name": "No"},
                {"@type": "Article", "headline": " Linked "},
            ]
        },
        {"@type": "WebPage", "name": "No", "mainEntity": {"@type": "Report", "name": "Linked"}},
    ],
)
def test_json_ld_in_all_its_shapes(reads, block):
    script = f'<script type="application/ld+json">{json.dumps(block)}</script>'
    assert reads(page(script))[0].headline == "Linked"


@pytest.mark.parametrize("text", ["{broken", "[" * 100_000, '"text"', "null", '{"@type": 5}', ""])
def test_json_ld_that_is_none(reads, text):
    script = f'<script type="application/ld+json">{text}</script>'
    assert reads(page(script))[0].headline == "Ferries stop again"


def test_line_ends_and_entities_in_json_ld(reads):
    block = '{"@type": "Article", "headline": "Cats &amp;\n dogs"}'
    script = f'<script type="application/ld+json">{block}</script>'
    assert reads(page(script))[0].headline == "Cats & dogs"


@pytest.mark.parametrize(
    ("headline", "sites", "expected"),
    [
        ("Ferries stop | Ostrel Post", ["Ostrel Post"], "Ferries stop"),
        ("Ferries stop - OSTREL POST", ["The Ostrel Post"], "Ferries stop"),
        ("Ferries stop – ostrelpost.com", ["Ostrel Post"], "Ferries stop"),
        ("Ferries stop | News | Ostrel Post", ["Ostrel Post"], "Ferries stop | News"),
        ("Ferries stop - crews walk out", ["Ostrel Post"], "Ferries stop - crews walk out"),
        ("Ferries stop | Other Post", ["Ostrel Post"], "Ferries stop | Other Post"),
        ("Ostrel Post", ["Ostrel Post"], "Ostrel Post"),
        ("Ferries stop-Ostrel Post", ["Ostrel Post"], "Ferries stop-Ostrel Post"),
        ("Ferries stop | Ostrel Post", [], "Ferries stop | Ostrel Post"),
    ],
)
def test_the_site_is_taken_off_only_where_it_is_the_site(headline, sites, expected):
    assert without_site(headline, sites) == expected


def test_the_suffix_of_a_title_goes(reads):
    head = '<meta property="og:title" content="Ferries stop - Ostrel Post">'
    site = '<meta property="og:site_name" content="Ostrel Post">'
    assert reads(page(head + site))[0].headline == "Ferries stop"
    canonical = '<link rel="canonical" href="https://www.ostrelpost.com/a">'
    assert reads(page(head + canonical))[0].headline == "Ferries stop"


def test_address_and_date(reads):
    head = (
        '<link rel="canonical" href="https://www.ostrel.example/a">'
        '<meta property="og:url" content="https://m.ostrel.example/a">'
        '<meta property="article:published_time" content="2024-05-01T08:00:00+02:00">'
    )
    article, _ = reads(page(head))
    assert article.url == "https://www.ostrel.example/a"
    assert article.published == "2024-05-01T08:00:00+02:00"
    assert article.source == "ostrel.example"
    article, _ = reads(page(ld(headline="H", datePublished="2024-05-02", url="https://x.org/b")))
    assert (article.url, article.published) == ("https://x.org/b", "2024-05-02")
    body = f'<h1>H</h1><time datetime="2024-05-03">3 May</time><p>{LEAD}</p><p>{REST[0]}</p>'
    assert reads(page('<link rel="canonical" href="/b">', body))[0].published == "2024-05-03"


def test_the_source_that_was_given_stands_behind_the_page_s_own(reads):
    site = '<meta property="og:site_name" content="Ostrel Post">'
    canonical = '<link rel="canonical" href="https://www.ostrel.example/a">'
    assert reads(page(site), source="Given")[0].source == "Ostrel Post"
    assert reads(page(canonical), source="Given")[0].source == "Given"


def test_the_description_stands_in_for_a_paragraph(reads):
    head = '<meta name="description" content="Crews walked out.">'
    article, _ = reads(page(head, "<h1>Ferries stop again</h1><img src=x>"))
    assert (article.headline, article.lead) == ("Ferries stop again", "Crews walked out.")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=Windows-1252">'),
        ("iso-8859-2", "<meta charset='latin2'>"),
        ("koi8-r", "<meta charset=koi8-r>"),
    ],
)
def test_encodings(reads, encoding, declared):
    title = "Паромы стоят" if encoding == "koi8-r" else "Fähren öffnen"
    content = (
        f"<html><head>{declared}<title>{title}</title></head><body><p>{LEAD}</p></body></html>"
    )
    article, problems = reads(content.encode(encoding))
    assert (article.headline, problems) == (title, [])


@pytest.mark.parametrize(
    "declared", ["", "<meta charset=utf-8>", "<meta charset=rot13>", "<meta charset=no>"]
)
def test_an_encoding_that_must_be_guessed_is_said(reads, declared):
    content = f"<html><head>{declared}<title>Fähren “öffnen”</title></head><p>{LEAD}"
    article, problems = reads(content.encode("cp1252"))
    assert article.headline == "Fähren “öffnen”"
    assert problems == ["not UTF-8: read as Windows-1252"]


def test_a_page_with_nothing_in_it(reads):
    article, problems = reads("<html><body></body></html>")
    assert (article.headline, article.lead) == (None, None)
    assert problems == ["no headline and no paragraph found – kept without"]


def test_a_huge_page_is_read_to_its_limit(reads):
    body = f"<p>{LEAD}</p><p>{REST[0]}</p>" + "<!-- x -->" * (MAX_PAGE // 10)
    article, problems = reads(page(body=body, title="Ferries stop again"))
    assert article.headline == "Ferries stop again"
    assert problems == [f"page longer than {MAX_PAGE:,} bytes – only its start is read"]


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\x89PNG\r\n\x1a\n" + b"\0\1" * 50, bytes(range(256))]
)
def test_what_is_no_page(reads, content):
    with pytest.raises(InputError, match=r"a.html: (the file is empty|binary, not text)"):
        reads(content)


def test_entities_of_a_document_fetch_and_grow_nothing(reads, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY e0 "boom">{lines}]>'
    article, _ = reads(
        f"{doctype}<html><head><title>A &x; &e11; B</title></head><p>{LEAD}</p></html>"
    )
    assert "SECRET" not in f"{article.headline}{article.lead}"
    assert "boom" not in f"{article.headline}{article.lead}"


def test_deep_and_broken_markup(reads):
    assert reads("<html>" + "<div>" * 20_000 + LEAD)[0].id == "a"
    assert (
        reads(f"<html><title>Ferries stop again</title><p>{LEAD}<p>{REST[0]}<table><tr>")[0].lead
        == LEAD
    )
    assert reads("<html><p \x00 a='<\"'>" + LEAD)[0].id == "a"


def test_without_trafilatura(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    path = tmp_path / "a.html"
    path.write_text(page())
    with pytest.raises(InputError, match=r"a.html: .*without trafilatura.*headline-framing\[web\]"):
        list(read(path))
    (tmp_path / "b.csv").write_text("headline\nRates rise\n")
    problems = []
    assert [a.headline for a in read(tmp_path, on_problem=problems.append)] == ["Rates rise"]
    assert [p.lost for p in problems] == ["file", None]
