"""The labeller: sittings by a script, and killed in the middle at a terminal of its own."""

import csv
import io
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing
from framing.article import Article
from framing.cli import main
from framing.errors import FramingError, InputError
from framing.labelling import Answer, Frames, Grades, Session, Store, YesNo, informative, shuffled
from framing.labelling.agreement import agreement

ALARM = Grades("alarm", 0, 4)
ARTICLES = [Article(str(n), "Herald", f"Ferry {n} stops", None) for n in range(5)]


def sit(path, typed, rater="ada", asked=ALARM, articles=ARTICLES, most=None):
    """Hold a sitting in which these are typed; return it with what was shown and said."""
    shown, said, keys = [], [], iter(typed)
    with Store.open(path, asked.name) as store:
        session = Session(
            articles, asked, store, rater,
            lambda article, *_: shown.append(article.id), lambda: next(keys, None), said.append,
        )  # fmt: skip
        return session.run(most), shown, said


def labels(path):
    with path.open(newline="") as file:
        return [(row["id"], row["alarm"], row["rater"]) for row in csv.DictReader(file)]


def test_answers_are_kept_and_the_next_sitting_goes_on(tmp_path):
    path = tmp_path / "labels.csv"
    done, shown, _ = sit(path, ["3", "0"])
    assert (done.given, done.left, shown) == (2, 3, ["0", "1", "2"])
    done, shown, _ = sit(path, ["1", "q", "4"])
    assert (done.given, done.left, shown) == (1, 2, ["2", "3"])
    assert labels(path) == [("0", "3", "ada"), ("1", "0", "ada"), ("2", "1", "ada")]


def test_what_is_skipped_comes_again_in_the_next_sitting(tmp_path):
    path = tmp_path / "labels.csv"
    done, shown, _ = sit(path, ["s", "2", "s", "2", "2"])
    assert (done.given, done.left, shown) == (3, 2, ["0", "1", "2", "3", "4"])
    assert sit(path, [])[1] == ["0"]


def test_undo_takes_back_and_shows_again_also_over_sittings(tmp_path):
    path = tmp_path / "labels.csv"
    done, shown, _ = sit(path, ["3", "3", "u", "1", "u", "u", "u", "2"])
    assert shown == ["0", "1", "2", "1", "2", "1", "0", "0", "1"]
    assert labels(path) == [("0", "2", "ada")]
    assert done.given == 1
    _, shown, said = sit(path, ["u", "4"])
    assert (shown, said) == (["1", "0", "1"], [])
    assert labels(path) == [("0", "4", "ada")]


def test_nobody_undoes_what_another_rater_said(tmp_path):
    path = tmp_path / "labels.csv"
    sit(path, ["3"], "ada")
    _, shown, said = sit(path, ["u"], "bob")
    assert (shown, said) == (["0", "0"], ["nothing of yours to undo"])
    assert labels(path) == [("0", "3", "ada")]


def test_a_key_that_answers_nothing_says_which_do(tmp_path):
    _, shown, said = sit(tmp_path / "labels.csv", ["9", "", "x", "4"], most=1)
    assert shown == ["0"] * 4
    assert said == ["0–4 · s skip · u undo · q quit"] * 3


def test_articles_that_come_twice_are_asked_once(tmp_path):
    done, _, _ = sit(tmp_path / "labels.csv", "22222", articles=[*ARTICLES[:2], ARTICLES[0]])
    assert (done.given, done.left) == (2, 0)


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@given(
    rows=st.lists(st.tuples(TEXT, TEXT, st.sampled_from("0123")), max_size=5), cut=st.integers(0)
)
def test_a_line_half_written_costs_itself_and_no_other(tmp_path_factory, rows, cut):
    path = tmp_path_factory.mktemp("store") / "labels.csv"
    with Store.open(path, "alarm") as store:
        for number, (headline, lead, label) in enumerate(rows):
            store.add(Answer(str(number), "", headline, lead, label, "ada"))
        whole = [(a.id, a.article, a.label) for a in store.answers]
    raw = path.read_bytes()
    kept = raw[: cut % (len(raw) + 1)]
    path.write_bytes(kept)
    with Store.open(path, "alarm") as store:
        found = [(a.id, a.article, a.label) for a in store.answers]
        store.add(Answer("x", "", "Ferry stops", "", "1", "ada"))
    assert found == whole[: max(kept.count(b"\n") - 1, 0)]
    with Store.open(path, "alarm") as store:
        assert store.answers[-1].headline == "Ferry stops"


def test_a_file_of_other_columns_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("headline,mood\nFerry stops,3\n")
    with pytest.raises(InputError, match="holds the columns headline, mood"), \
            Store.open(path, "alarm"):  # fmt: skip
        pass
    assert path.read_text() == "headline,mood\nFerry stops,3\n"


def test_two_do_not_label_into_one_file_at_once(tmp_path):
    path = tmp_path / "labels.csv"
    with (
        Store.open(path, "alarm"),
        pytest.raises(FramingError, match="somebody else"),
        Store.open(path, "alarm"),
    ):
        pass


def test_the_order_by_chance_hangs_on_texts_and_seed_alone():
    order = [article.id for article in shuffled(ARTICLES)]
    assert [a.id for a in shuffled(ARTICLES[::-1])] == order
    assert sorted(order) == [a.id for a in ARTICLES]
    assert len({tuple(a.id for a in shuffled(ARTICLES, seed)) for seed in range(9)}) > 3


def test_what_the_model_is_least_sure_of_comes_first():
    model = framing.load_model()
    texts = [
        "Council approves budget",
        "You won't BELIEVE what this mayor did",
        "Horror as bosses axe ferry",
    ]
    articles = [Article(str(n), "", text) for n, text in enumerate(texts)]
    widths = []
    for article in informative(articles, "clickbait", model):
        low, high = framing.score(article.headline).interval("clickbait")
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    with pytest.raises(FramingError, match="no output 'alarm'"):
        informative(articles, "alarm", model)


def test_frames_and_questions_are_written_as_training_reads_them():
    themes = Frames("theme", ("politics", "race"))
    assert [themes.read(typed) for typed in ("1", "2,1", "21", "0", "", "3")] == [
        "politics", "race;politics", "race;politics", "none", None, None,
    ]  # fmt: skip
    assert [YesNo("quoted").read(typed) for typed in ("y", "n", "1", "?")] == [
        "yes", "no", "yes", None,
    ]  # fmt: skip
    for bad in (lambda: Grades("a", 3, 3), lambda: Grades("a", 0, 10), lambda: Frames("a", ())):
        with pytest.raises(FramingError):
            bad()


def test_agreement_of_two_raters(tmp_path):
    pytest.importorskip("nltk")
    path = tmp_path / "labels.csv"
    sit(path, ["0", "0", "4", "4"], "ada")
    sit(path, ["0", "0", "4", "3"], "bob")
    with Store.open(path, "alarm") as store:
        told = agreement(store.answers, ALARM)
        assert agreement([a for a in store.answers if a.rater == "ada"], ALARM) is None
    assert told == "4 articles by several raters: 75% labelled alike, Krippendorff's alpha 0.97"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "articles.csv"
    rows = "".join(f"Ferry {n} stops again,Herald\n" for n in range(40))
    path.write_text("headline,source\n" + rows)
    return path


def test_from_the_shell_and_on_to_training(table, tmp_path, monkeypatch, capsys):
    out = tmp_path / "labels.csv"
    monkeypatch.setattr(sys, "stdin", io.StringIO("3\n2\nq\n"))
    command = ["label", str(table), "--scale", "alarm", "-o", str(out), "--rater", "ada"]
    assert main(command) == 0
    assert "2 labelled now, 38 left" in capsys.readouterr().err
    assert main([*command[:2], "--scale", "tone", "-o", str(out)]) == 2
    assert "collide" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_killed_at_any_moment_it_has_lost_no_answer(table, tmp_path):
    import pty

    out, root = tmp_path / "labels.csv", str(Path(framing.__file__).parent.parent)
    command = [sys.executable, "-m", "framing", "label", str(table), "--scale", "alarm"]
    given = 0
    for pause in (0.0, 0.003, 0.02):
        control, terminal = pty.openpty()
        process = subprocess.Popen(
            [*command, "-o", str(out)], stdin=terminal, stdout=terminal,
            stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": root},
        )  # fmt: skip
        for _ in range(3):
            answer(control, out, given)
            given += 1
        os.write(control, b"1")  # the answer that is being typed
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        os.close(control)
        os.close(terminal)
        kept = len(labels(out))
        assert kept in (given, given + 1)
        given = kept
    assert len({name for name, _, _ in labels(out)}) == given


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_terminal_is_set_back_when_a_signal_ends_the_sitting(table, tmp_path, name):
    import pty
    import termios

    number = getattr(signal, name)

    control, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    root = str(Path(framing.__file__).parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-m", "framing", "label", str(table), "--scale", "x", "-o",
         str(tmp_path / "labels.csv")], stdin=terminal, stdout=terminal,
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": root},
    )  # fmt: skip
    end = time.monotonic() + 60
    while termios.tcgetattr(terminal)[3] & termios.ECHO:  # from its first key on at any moment
        assert time.monotonic() < end, "no sitting began"
    process.send_signal(number)
    assert process.wait(60) in {128 + number, 0}
    assert termios.tcgetattr(terminal) == before
    os.close(control)
    os.close(terminal)


def answer(control, out, before):
    """Type an answer as soon as one is asked for, and wait until it is on the disk."""
    seen, end = b"", time.monotonic() + 30
    while b"alarm: " not in seen:
        ready, _, _ = select.select([control], [], [], max(end - time.monotonic(), 0))
        assert ready, "no article was shown"
        seen += os.read(control, 4096)
    os.write(control, b"\x1b[A")  # an arrow is no answer
    time.sleep(0.01)
    os.write(control, b"2")
    while not out.exists() or out.read_bytes().count(b"\n") < before + 2:
        assert time.monotonic() < end, "the answer was not kept"
        time.sleep(0.002)
