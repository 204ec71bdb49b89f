"""``framing explain`` as a user meets it."""

import json
import re

import pytest

import framing
from framing.cli import main
from framing.codebook import SCALES

BAIT = "You won't BELIEVE what the mayor hid in the “town hall”!"
LEAD = "The mayor said on Monday that the archive had moved to the basement."
HOSTILE = "[red]Shock[/red] \x1b[2J\x1b]0;title\x07 and \u202ereversed\u202c minister"


@pytest.fixture
def run(capsys):
    def call(*arguments):
        code = main(["explain", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_plain_text_where_there_is_no_terminal(run):
    code, out, err = run(BAIT)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert BAIT in out
    assert re.search(r"won't BELIEVE +pair +\+0\.\d\d", out)
    assert re.search(r"! +cue: exclamation +\+0\.\d\d", out)


def test_colours_on_a_terminal(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, out, _ = run(BAIT)
    assert re.search("\x1b\\[[0-9;]*31m[^\x1b]*BELIEVE", out)


def test_tone_has_the_colours_of_good_and_bad(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, out, _ = run("Shelter mourns beloved dog killed in crash", "--scale", "tone")
    assert re.search("\x1b\\[[0-9;]*31m[^\x1b]*killed", out)


def test_json_says_what_the_importable_call_says(run):
    _, out, _ = run(BAIT, "--lead", LEAD, "--json", "--scale", "tone", "--scale", "loaded")
    score = framing.score(BAIT, LEAD)
    for line, output in zip(out.splitlines(), ["tone", "loaded"], strict=True):
        record, known = json.loads(line), score.explain(output)
        assert (record["output"], record["score"]) == (output, getattr(score, output))
        assert [record["low"], record["high"]] == list(score.interval(output))
        assert record["without_quotes"] == known.without_quotes
        assert (record["baseline"], record["total"]) == (known.baseline, known.total)
        assert [s["text"] for s in record["spans"]] == [s.text for s in known.spans]


def test_the_lead_is_shown_where_the_scale_reads_it(run):
    for scale in SCALES:
        _, out, _ = run(BAIT, "--lead", LEAD, "--scale", scale.name)
        assert (BAIT in out) == (scale.reads != "lead")
        assert (LEAD in " ".join(out.split())) == (scale.reads != "headline")


def test_a_lead_alone_explains_the_lead(run):
    assert run("--lead", LEAD)[1].startswith("lead sensationalism ")


def test_quoted_words_have_their_line(run):
    assert re.search(r"without the quoted words 0\.\d\d", run(BAIT)[1])
    assert "without the quoted words too little is left" in run("“Only quoted words here”")[1]
    assert "without the quoted words" not in run("Mayor resigns today")[1]
    assert "without the quoted words" not in run(BAIT, "--scale", "tone")[1]


def test_a_withheld_score_is_said_to_be_and_why(run):
    code, out, _ = run("Le maire dit que le chat est là")
    assert code == 0
    assert out.startswith("sensationalism withheld")
    assert "not English" in out
    assert "maire  " not in out


@pytest.mark.parametrize("arguments", [[], [BAIT, "--scale", "sensation"], ["a", "b"]])
def test_misuse(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "error: " in err


def test_a_hostile_headline_steers_nothing(run):
    _, out, _ = run(HOSTILE)
    assert "[red]Shock[/red]" in out
    assert not set("\x1b\x07\u202e\u202c") & set(out)


def test_the_card_of_one_headline_shows_it_too(capsys):
    one = ["score", "--headline", BAIT, "--to", "table"]
    main([*one, "--without-quotes"])
    own = framing.score(BAIT, without_quotes=True).without_quotes["clickbait"]
    assert re.search(
        rf"without quotes +sensationalism 0\.\d\d · clickbait {own:.2f}", capsys.readouterr().out
    )
    main(one)
    assert "without quotes" not in capsys.readouterr().out


def test_score_without_quotes_adds_the_columns(tmp_path, capsys):
    main(["score", "--headline", BAIT, "--without-quotes", "--to", "jsonl"])
    record = json.loads(capsys.readouterr().out)
    known = framing.score(BAIT, id="1", without_quotes=True).as_dict()
    assert record == known
    (tmp_path / "in.csv").write_text(f'headline\n"{BAIT}"\n', "utf-8")
    main(["score", str(tmp_path / "in.csv"), "--without-quotes", "--to", "jsonl"])
    assert list(json.loads(capsys.readouterr().out)) == list(known)
