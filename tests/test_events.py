"""Events: words, grouping, what is said of an event, the two-way model, files, the command."""

import builtins
import json
import math
import random
import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import framing
from framing.article import Article
from framing.cli import main
from framing.codebook import OUTPUTS, SCALES
from framing.errors import FramingError
from framing.events import group, group_articles
from framing.events.effects import source_effects
from framing.events.event import made
from framing.events.group import LINK, _faded, _linked, _split
from framing.events.neighbours import Pairs, _best, _sharing
from framing.events.save import save
from framing.events.vectors import UNDATED, Texts, counted, vectors
from framing.events.words import BUCKETS, background, bucket, stem, stems
from framing.write import OutputError

TRAM = [
    (
        "Herald",
        "Corvessa tram derails at Quarry Bridge, nine hurt",
        "A tram left the rails at Quarry Bridge in Corvessa on Monday; nine passengers were hurt.",
    ),
    (
        "Bugle",
        "HORROR on the rails as runaway Corvessa tram smashes into Quarry Bridge!",
        "Terrified passengers screamed as a Corvessa tram left the rails at Quarry Bridge Monday.",
    ),
    (
        "Courier",
        "Nine passengers hurt as tram leaves rails in Corvessa",
        "Nine passengers were hurt when a tram derailed at Quarry Bridge, Corvessa, on Monday.",
    ),
]
BANK = [
    (
        "Herald",
        "Ostrava Reserve lifts its lending rate to 4 percent",
        "The Ostrava Reserve lifted its lending rate by half a point to 4 percent, citing wages.",
    ),
    (
        "Bugle",
        "Borrowers hammered as Ostrava Reserve lifts lending rate to 4 percent",
        "Borrowers face pain after the Ostrava Reserve lifted its lending rate to 4 percent.",
    ),
]
ALONE = [
    ("Courier", "Painter of the Lindow murals dies at 91", "Oda Sorrel painted the Lindow murals."),
    ("Herald", "How to prune an apple tree in winter", "Cut the dead wood first, says a gardener."),
]
DAY = "2024-03-04"


def articles(day=DAY):
    known = [*TRAM, *BANK, *ALONE]
    return [
        Article(str(n), source, headline, lead, published=day)
        for n, (source, headline, lead) in enumerate(known)
    ]


def as_sets(known, groups):
    return {frozenset(known[place].id for place in group) for group in groups}


WANTED = {frozenset("012"), frozenset("34"), frozenset("5"), frozenset("6")}


@pytest.mark.parametrize("day", [DAY, None])
def test_articles_on_one_event_are_found_and_others_left_alone(day):
    known = articles(day)
    assert as_sets(known, group_articles(known)) == WANTED


def test_the_order_of_articles_does_not_matter():
    known = articles()
    random.Random(1).shuffle(known)
    assert as_sets(known, group_articles(known)) == WANTED


def test_the_same_words_a_month_later_are_another_event():
    known = articles()[:3]
    later = [
        Article(f"later {a.id}", a.source, a.headline, a.lead, published="2024-04-04")
        for a in known
    ]
    groups = as_sets([*known, *later], group_articles([*known, *later]))
    assert groups == {frozenset("012"), frozenset(["later 0", "later 1", "later 2"])}


def test_an_article_without_a_date_joins_and_the_event_says_so():
    known = articles()[:3]
    known[1] = Article("1", "Bugle", TRAM[1][1], TRAM[1][2])
    found = framing.compare(known)
    assert [len(event.articles) for event in found.events] == [3]
    assert found.events[0].note == "1 without a date"
    assert (found.events[0].first, found.events[0].last) == (DAY, DAY)


def test_dates_far_apart_are_flagged():
    known = articles()[:2]
    known[1] = Article("1", "Bugle", TRAM[1][1], TRAM[1][2], published="2024-06-04T08:00:00Z")
    event = made(1, known, list(framing.score_many(known)))
    assert event.note == "dates 92 days apart"


def test_nothing_and_one_article_are_no_event():
    assert group_articles([]) == []
    assert framing.compare([]).events == ()
    assert framing.compare(articles()[:1]).events == ()
    blank = [Article("1", "A"), Article("2", "B")]
    assert framing.compare(blank).events == ()


def test_one_outlets_own_articles_are_no_comparison():
    known = [Article(str(n), "Herald", *TRAM[n][1:], published=DAY) for n in range(3)]
    assert framing.compare(known).events == ()


def test_an_event_has_its_outlets_side_by_side():
    found = framing.compare(articles())
    tram = found.events[0]
    assert tram.sources == ("Herald", "Bugle", "Courier")
    assert tram.most.score.source == "Bugle"
    assert tram.least.score.source in ("Herald", "Courier")
    assert set(tram.outlets["Bugle"]) == set(OUTPUTS)
    assert tram.outlets["Bugle"]["loaded"] == tram.articles[1].score.loaded
    words = {told.score.source: told.words for told in tram.articles}
    assert words["Bugle"][:3] == ("HORROR", "runaway", "smashes")
    assert "Corvessa" not in {word for each in words.values() for word in each}


def test_an_outlet_with_two_articles_has_their_mean():
    known = [Article("1", "A", *TRAM[0][1:]), Article("2", "A", *TRAM[1][1:])]
    scores = list(framing.score_many(known))
    event = made(1, known, scores)
    mean = (scores[0].sensationalism + scores[1].sensationalism) / 2
    assert event.outlets["A"]["sensationalism"] == pytest.approx(mean)


def test_where_all_is_withheld_there_is_no_most():
    known = [Article("1", "A", "Hm"), Article("2", "B", None)]
    event = made(1, known, list(framing.score_many(known)))
    assert event.most is event.least is None
    assert event.outlets["A"]["tone"] is None


def test_stems_fold_what_differs_in_spelling_only():
    assert stems("Vaccine’s trial: 235,000 jabs, U.S. says") == stems(
        "vaccines TRIALS 235000 jab US say"
    )
    assert stem("gas") == "gas"


def test_buckets_are_those_of_the_vectors():
    assert counted(["Varnholm"]).indices.tolist() == [bucket(stem("Varnholm"))]


def test_the_background_knows_common_from_rare():
    assert background().shape == (BUCKETS,)
    the, dam, unknown = (background()[bucket(stem(w))] for w in ("the", "dam", "Varnholm"))
    assert the > 0.3
    assert 0.01 > dam > unknown > 0


def test_likeness_by_hand():
    """Whole texts .6; headlines .0, headline with lead .8: the mean of .6 and .8."""
    whole = csr_matrix(np.array([[1.0, 0.0], [0.6, 0.8]]))
    headline = csr_matrix(np.array([[1.0, 0.0], [0.0, 1.0]]))
    lead = csr_matrix(np.array([[0.6, 0.8], [1.0, 0.0]]))
    texts = Texts(whole, headline, lead, np.zeros(2, np.int64))
    one, other = np.array([0]), np.array([1])
    assert texts.alike(one, other) == pytest.approx([(0.6 + 1.0) / 2])
    assert texts.all_alike(np.array([0, 1]))[0, 1] == pytest.approx(0.8)
    untitled = Texts(whole, csr_matrix((2, 2)), lead, np.zeros(2, np.int64))
    assert untitled.alike(one, other) == pytest.approx([0.6])


def test_time_takes_off_likeness_and_so_does_not_knowing_it():
    days = np.array([10, 12, UNDATED])
    faded = _faded(np.ones(3), np.array([10, 10, 10]), days, articles=5)
    assert faded == pytest.approx([1.0, math.exp(-1), 0.64])


def test_rare_words_make_pairs_and_common_ones_none():
    rows = csr_matrix(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    one, other, shared = _sharing(rows[2:], rows)
    assert (one.tolist(), other.tolist(), shared.tolist()) == ([0], [2], [1.0])
    many = csr_matrix(np.ones((1_001, 1)))
    assert len(_sharing(many[:1], many)[0]) == 0


def test_each_article_keeps_its_best_pairs():
    row = np.array([0] * 40 + [1] * 2)
    shared = np.concatenate([np.linspace(0.1, 0.9, 40), [0.2, 0.3]])
    kept = _best(row, shared)
    assert (row[kept] == 0).sum() == 30
    assert (row[kept] == 1).sum() == 2
    assert shared[kept][row[kept] == 0].min() > 0.29


def test_a_set_that_is_too_large_is_cut_at_a_higher_link(monkeypatch):
    monkeypatch.setattr(group, "_LARGEST", 2)
    pairs = Pairs(np.array([1, 2, 3]), np.array([0, 1, 2]), np.array([0.9, 0.21, 0.9]))
    found = _linked(4, pairs, pairs.alike, LINK)
    assert sorted(part.tolist() for part in found) == [[0, 1], [2, 3]]


def test_a_chain_of_likes_is_no_event():
    """A is like B and B like C, but A and C have nothing in common: average linkage parts them."""
    turn = 1.15  # cos(1.15) = .41, cos(2.3) < 0
    angles = np.array([0.0, turn, 2 * turn])
    rows = csr_matrix(np.stack([np.cos(angles), np.sin(angles)], axis=1))
    empty = csr_matrix((3, 2))
    texts = Texts(rows, empty, rows, np.zeros(3, np.int64))
    labels = _split(texts, np.arange(3), np.zeros(3), link=0.3)
    assert len(set(labels.tolist())) == 2


def test_vectors_have_length_one():
    texts = vectors(["Storm hits port", ""], ["A storm hit the port.", "Rain."], np.array([1, 2]))
    lengths = np.sqrt(np.asarray(texts.whole.multiply(texts.whole).sum(1))).ravel()
    assert lengths == pytest.approx([1, 1], abs=1e-6)
    assert texts.titled().tolist() == [True, False]


def two_way(rows):
    """Rows of (event, source, score), the same score on every scale."""
    numbers, sources, scores = zip(*rows, strict=True)
    effects = source_effects(numbers, sources, {scale.name: scores for scale in SCALES})
    return {effect.source: effect for effect in effects}


def test_the_source_effect_is_the_difference_on_the_same_events():
    """B covers the graver events, and words each as A does but for .1."""
    rows = [(e, s, 0.1 * e + (0.1 if s == "B" else 0.0)) for e in range(5) for s in "AB"]
    rows += [(9, "B", 0.9), (10, "B", 0.9), (11, "C", 0.0), (11, "A", 0.0)]
    found = two_way(rows)
    assert found["B"].scales["tone"].value == pytest.approx(0.05)
    assert found["A"].scales["loaded"].value == pytest.approx(-0.05)
    assert found["B"].scales["loaded"].se == pytest.approx(0.0, abs=1e-9)
    assert found["B"].events == 7
    assert found["C"].scales["loaded"] is None
    assert found["C"].note == "too few"


def test_two_way_effects_are_least_squares_with_clustered_errors():
    rng = np.random.default_rng(0)
    rows = [(e, s, float(rng.random())) for e in range(12) for s in "ABC" if rng.random() < 0.8]
    rows = [row for row in rows if sum(r[0] == row[0] for r in rows) > 1]
    kept = sorted({e for e, _, _ in rows})
    design = np.zeros((len(rows), len(kept) + 3))
    for place, (event, source, _) in enumerate(rows):
        design[place, kept.index(event)] = design[place, len(kept) + "ABC".index(source)] = 1
    score = np.array([s for _, _, s in rows])
    solved = np.linalg.lstsq(design, score, rcond=None)[0]
    rest = score - design @ solved
    effects = solved[-3:] - solved[-3:].mean()
    events_ = np.array([kept.index(e) for e, _, _ in rows])
    pulls = [design[events_ == e].T @ rest[events_ == e] for e in range(len(kept))]
    inverse = np.linalg.pinv(design.T @ design)
    meat = sum(np.outer(p, p) for p in pulls) * len(kept) / (len(kept) - 1)
    centre = np.zeros((3, len(kept) + 3))
    centre[:, -3:] = np.eye(3) - 1 / 3
    errors = np.sqrt(np.diag(centre @ inverse @ meat @ inverse @ centre.T))
    found = two_way(rows)
    for place, source in enumerate("ABC"):
        estimate = found[source].scales["sensationalism"]
        assert estimate.value == pytest.approx(effects[place])
        assert estimate.se == pytest.approx(errors[place])


def test_the_interval_of_an_effect_is_students():
    rows = [(e, s, 0.1 * (e % 2) if s == "B" else 0.0) for e in range(9) for s in "AB"]
    found = two_way(rows)["B"].scales["clickbait"]
    assert found.high95 - found.value == pytest.approx(2.306 * found.se, rel=0.001)


def test_outlets_that_no_chain_of_events_joins_are_not_compared():
    rows = [(e, s, 0.1) for e in range(6) for s in "ABC"]
    rows += [(10 + e, s, 0.9) for e in range(6) for s in "XY"]
    found = two_way(rows)
    assert found["A"].scales["tone"] is not None
    assert found["X"].scales["tone"] is None


def test_no_scores_have_no_effects():
    assert two_way([(1, "A", None), (1, "B", None)])["A"].note == "too few"
    assert source_effects([], [], {scale.name: [] for scale in SCALES}) == ()


def test_files_hold_the_comparison(tmp_path):
    found = framing.compare(articles())
    save(found, tmp_path / "out.json")
    whole = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [event["sources"] for event in whole["events"]] == [
        ["Herald", "Bugle", "Courier"],
        ["Herald", "Bugle"],
    ]
    save(found, tmp_path / "out.jsonl")
    lines = [json.loads(text) for text in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["event"] * 2 + ["source_effect"] * 3
    save(found, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text("utf-8")
    assert text.startswith('"event","id","source"')
    assert "HORROR, runaway, smashes" in text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "out.json", "out.jsonl"]


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path):
    found = framing.compare(articles())
    with pytest.raises(OutputError, match="cannot be written"):
        save(found, tmp_path / "missing" / "out.json")
    with pytest.raises(OutputError, match="no event was found"):
        save(framing.compare([]), tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_names_the_extra(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **named):
        if name.startswith("sklearn"):
            raise ModuleNotFoundError("no", name="sklearn")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(FramingError, match=r"headline-framing\[compare\]"):
        group_articles(articles())


def test_what_is_no_article_is_refused():
    with pytest.raises(TypeError, match="not str"):
        framing.compare(["Rates rise"])


@pytest.fixture
def folder(tmp_path):
    rows = "".join(
        json.dumps(
            {"id": a.id, "source": a.source, "headline": a.headline, "lead": a.lead, "date": DAY}
        )
        + "\n"
        for a in articles()
    )
    (tmp_path / "in.jsonl").write_text(rows, "utf-8")
    return tmp_path


def test_the_command_shows_events(folder, capsys):
    assert main(["compare", str(folder / "in.jsonl"), "--to", "table"]) == 0
    out = capsys.readouterr().out
    assert "most heightened" in out
    assert "2 events, of 5 among 7 articles" in out
    assert "no source effects" in out


def test_the_command_pipes_lines_and_writes_files(folder, capsys):
    assert main(["compare", str(folder / "in.jsonl")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[0])["kind"] == "event"
    out = folder / "out.json"
    assert main(["compare", str(folder / "in.jsonl"), "-o", str(out)]) == 0
    assert json.loads(out.read_text("utf-8"))["articles"] == 7


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere"], 1, "no such file"),
        (["{in}", "--to", "jsonl", "-o", "x.json"], 2, "--to is for standard output"),
        (["{in}", "-o", "x.xlsx"], 2, "ending"),
    ],
)
def test_the_command_says_what_is_wrong(folder, capsys, arguments, code, said):
    given = [text.replace("{in}", str(folder / "in.jsonl")) for text in arguments]
    assert main(["compare", *given]) == code
    assert said in capsys.readouterr().err


def test_effects_are_shown_where_there_are_any():
    places = "Arden Belton Corvessa Dunmore Eastry Farley".split()
    known = [
        Article(
            f"{place} {source}", source, headline.replace("Corvessa", place),
            lead.replace("Corvessa", place), published=f"2024-0{month}-04",
        )
        for month, place in enumerate(places, 1)
        for source, headline, lead in TRAM
    ]  # fmt: skip
    found = framing.compare(known)
    assert len(found.events) == 6
    effects = {
        effect.source: effect.scales["sensationalism"].value for effect in found.source_effects
    }
    assert effects["Bugle"] > 0.1 > effects["Herald"]
    assert "the same news, by outlet" in str(found)


def test_neither_the_package_nor_outlets_import_scikit_learn():
    code = (
        "import sys, framing, framing.cli\n"
        "framing.sources([])\n"
        "heavy = {'sklearn', 'scipy', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_broken_row_costs_only_itself_and_the_exit_code_says_so(folder, capsys):
    with (folder / "in.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    assert main(["compare", str(folder / "in.jsonl")]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[0])["kind"] == "event"
