"""RSS and Atom: entries, their markup, broken XML, and XML that is hostile."""

from __future__ import annotations

import sys

import pytest

from framing.errors import InputError
from framing.read import read

pytest.importorskip("feedparser")

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Ostrel Post</title><link>https://ostrel.example/</link><description>News</description>
<item><title>Ferries stop &amp;amp; start - Ostrel Post</title><link>https://ostrel.example/1</link>
<description>&lt;p&gt;Crews &lt;b&gt;walked&lt;/b&gt;
out.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<guid>tag:1</guid><pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate></item>
<item><title>Rates rise - Daily Bugle</title>
<source url="https://bugle.example/rss">Daily Bugle</source>
<link>https://bugle.example/2</link><content:encoded><![CDATA[<p>By Jane Doe</p>
<p>The bank raised its rates on Thursday, it said in a statement to the press.</p>
<p>More will follow.</p>]]></content:encoded><dc:date>2024-05-02</dc:date></item>
<item><description>No title here.</description></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Ostrel &amp;amp; Post</title>
<entry><id>urn:1</id><title type="html">Fähren &lt;i&gt;stop&lt;/i&gt;</title>
<link href="https://ostrel.example/1"/><updated>2024-05-01T08:00:00Z</updated>
<summary>Crews walked out.</summary></entry></feed>
"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://o.example/"><title>Ostrel Post</title></channel>
<item rdf:about="https://o.example/1"><title>Ferries stop</title><link>https://o.example/1</link></item>
</rdf:RDF>
"""


@pytest.fixture
def reads(tmp_path):
    """Write a feed and read it: the articles, and the problems as line and message."""

    def run(content, name="a.xml", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems = []
        articles = list(read(path, on_problem=problems.append, **options))
        return articles, [(p.line, p.message) for p in problems]

    return run


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a", "a.txt", "a.html"])
def test_rss(reads, name):
    (one, two, three), problems = reads(RSS, name)
    assert problems == []
    assert (one.id, one.source, one.url) == ("tag:1", "Ostrel Post", "https://ostrel.example/1")
    assert (one.headline, one.lead) == ("Ferries stop & start", "Crews walked out.")
    assert one.published == "2024-05-01T08:00:00+00:00"
    assert (two.id, two.source, two.headline) == (
        "https://bugle.example/2",
        "Daily Bugle",
        "Rates rise",
    )
    assert two.lead == "The bank raised its rates on Thursday, it said in a statement to the press."
    assert two.published == "2024-05-02"
    assert (three.id, three.headline, three.lead) == ("a:3", None, "No title here.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_atom_in_its_encoding(reads, encoding):
    prologue = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    ((article,), problems) = reads((prologue + ATOM).encode(encoding), "a.atom")
    assert (article.headline, article.source) == ("Fähren stop", "Ostrel & Post")
    assert (article.id, article.published) == ("urn:1", "2024-05-01T08:00:00Z")
    assert (article.lead, problems) == ("Crews walked out.", [])


def test_rss_1_and_a_comment_before_the_feed(reads):
    ((article,), _) = reads("<!-- made by hand -->\n" + ATOM, "a")
    assert article.headline == "Fähren stop"
    ((article,), _) = reads(RDF, "a")
    assert (article.headline, article.source) == ("Ferries stop", "Ostrel Post")


def test_broken_xml_is_read_as_far_as_it_goes(reads):
    articles, problems = reads(RSS.replace("<guid>tag:1</guid>", "<guid>tag:1"))
    assert articles[0].headline == "Ferries stop & start"
    assert problems[0][0] > 1
    assert problems[0][1].startswith("broken XML (")


@pytest.mark.parametrize(
    ("html", "lead"),
    [
        ("a<br>b &#1; c", "a"),
        ("<p>Crews &amp; boats<!-- x --></p>", "Crews & boats"),
        ("<style>x{}</style>Crews", "Crews"),
        ("Crews say 3 &lt; 4", "Crews say 3 < 4"),
        ("<p></p>", None),
        ("a < b", "a < b"),
    ],
)
def test_markup_of_a_summary(reads, html, lead):
    item = f"<item><title>T</title><description><![CDATA[{html}]]></description></item>"
    ((article,), problems) = reads(f'<rss version="2.0"><channel>{item}</channel></rss>')
    assert (article.lead, article.published, problems) == (lead, None, [])


def test_xml_that_is_no_feed(reads):
    for content in ('<?xml version="1.0"?><urlset><url/></urlset>', "<rss"):
        with pytest.raises(InputError, match=r"a.xml: neither RSS nor Atom"):
            reads(content)
    with pytest.raises(InputError, match=r"a.xml: the file is empty"):
        reads("")


def test_a_feed_without_entries_has_no_articles_and_says_so(reads):
    assert reads('<rss version="2.0"><channel><title>Ostrel Post</title></channel></rss>') == (
        [],
        [(None, "no entry in the feed")],
    )


def test_entities_fetch_and_grow_nothing(reads, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY e0 "boom">{lines}]>'
    hostile = (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>O</title>'
        "<item><title>A &x; &e11; B</title></item></channel></rss>"
    )
    ((article,), _) = reads(hostile)
    assert "SECRET" not in article.headline
    assert len(article.headline) < 100


def test_an_address_in_a_feed_is_not_fetched(reads):
    # The fixture that refuses connections would say so.
    with pytest.raises(InputError, match="neither RSS nor Atom"):
        reads("http://ostrel.example/feed.xml", "a.xml")


def test_without_feedparser(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "feedparser", None)
    path = tmp_path / "a.xml"
    path.write_text(RSS)
    with pytest.raises(InputError, match=r"a.xml: a feed .*feedparser.*headline-framing\[web\]"):
        list(read(path))
