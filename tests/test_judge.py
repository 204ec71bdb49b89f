"""Judging a model by a labelled file: figures by hand, groups, rivals, what is written."""

import csv
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

import framing.scoring
from framing.cli import main
from framing.errors import ColumnError, FramingError, InputError
from framing.model import load_model
from framing.train import measures
from framing.train.judge import judge, markdown, write
from framing.train.judge.rivals import RIVALS
from framing.train.measures import Figure
from framing.train.own.fit import seen
from framing.train.own.labels import Question, read_labels
from framing.write import OutputError

LETTERS = "abcdefghijklmnopqrstuvwxyz"
GRADED = Question("judged", ("label",), span=(0, 4))
MODEL = SimpleNamespace(label="fake 1 0123", layer=None)

PATTERN = [(0, 0.0), (0, 0.5), (4, 0.5), (4, 1.0)]
"""Labels of 0 to 4, and the score of each."""


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch):
    """Intervals of few draws do where they are not looked at."""
    monkeypatch.setattr(measures, "_DRAWS", 8)


def name(number):
    """A word of letters, as near-duplicates are told by letters."""
    return LETTERS[number // 26] + LETTERS[number % 26]


def items(count=20, words=8):
    """Items in turn of the pattern: headline, label, score."""
    for number in range(count):
        label, score = PATTERN[number % 4]
        yield f"{'word ' * (words - 1)}{name(number)}", label, score


@pytest.fixture
def labelled(tmp_path, monkeypatch):
    """Write items to a file, and let a model give them their scores."""

    def make(rows, column="mood", **columns):
        rows = list(rows)
        given = {row[0]: row[2] for row in rows}

        def score_table(table, model):
            assert model.label == MODEL.label
            scores = [given[headline] for headline in table["headline"].to_pylist()]
            low = [None if s is None else s - 0.1 for s in scores]
            high = [None if s is None else s + 0.4 for s in scores]
            made = dict.fromkeys((column,), scores) | {f"{column}_low": low, f"{column}_high": high}
            return pa.table({**made, "main_frame": ["x"] * len(scores)})

        monkeypatch.setattr(framing.scoring, "score_table", score_table)
        path = tmp_path / "labels.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["headline", "label", *columns])
            for place, (headline, label, _) in enumerate(rows):
                writer.writerow([headline, label, *(v[place] for v in columns.values())])
        return path

    return make


def only(found, kind="all"):
    (group,) = (group for group in found.groups if group.kind == kind)
    return {name: figure.value for name, figure in group.figures.items()}


# figures by hand


def test_the_figures_are_those_of_paper(labelled):
    """Labels 0 0 1 1, scores 0 ½ ½ 1: covariance ⅛, variances ¼ and ⅛.

    Seven of eight halves of a pair are in order. From a half on, one yes of three is wrong.
    """
    found = judge(labelled(items()), GRADED, "mood", MODEL, threshold=0.5)
    assert only(found) == pytest.approx(
        {
            "r": 0.125 / (0.25 * 0.125) ** 0.5,
            "error": 0.25,
            "calibration": 0.05,  # two bins of ten are not as they say, by a quarter
            "coverage": 0.5,
            "auc": 7 / 8,
            "f1": 2 * 10 / (10 + 15),
        }
    )
    assert (found.items, found.withheld, found.known) == (20, 0, 0)
    assert (found.thresholds, found.is_best) == ({"mood": 0.5}, False)


def test_a_higher_threshold_finds_fewer(labelled):
    found = judge(labelled(items()), GRADED, "mood", MODEL, threshold=0.6)
    assert only(found)["f1"] == pytest.approx(2 * 5 / (10 + 5))


def test_the_best_threshold_is_found_and_said_to_flatter(labelled):
    found = judge(labelled(items()), GRADED, "mood", MODEL)
    assert only(found)["f1"] == pytest.approx(0.8)
    assert found.is_best
    assert 0 < found.thresholds["mood"] <= 0.5
    assert "flatters it a little" in markdown(found)


def test_perfect_scores_are_perfect(labelled):
    rows = [(headline, label, label / 4) for headline, label, _ in items()]
    found = only(judge(labelled(rows), GRADED, "mood", MODEL))
    assert found == pytest.approx(
        {"r": 1, "error": 0, "calibration": 0, "coverage": 1, "auc": 1, "f1": 1}
    )


@pytest.mark.parametrize("column", ["tone", "gap"])
def test_a_scale_with_two_ends_is_taken_as_a_share_of_them(labelled, column):
    rows = [(headline, label, label / 2 - 1) for headline, label, _ in items()]
    found = only(judge(labelled(rows, column), GRADED, column, MODEL))
    assert (found["error"], found["f1"]) == (0, 1)
    assert found["coverage"] == 1


def test_intervals_hold_the_figure_narrow_with_items_and_are_the_same_again(labelled, monkeypatch):
    monkeypatch.setattr(measures, "_DRAWS", 60)
    few = judge(labelled(items()), GRADED, "mood", MODEL, threshold=0.5).groups[0].figures
    many = judge(labelled(items(320)), GRADED, "mood", MODEL, threshold=0.5).groups[0].figures
    for figure, wide in few.items():
        narrow = many[figure]
        assert wide.low <= wide.value <= wide.high or figure == "calibration"
        assert narrow.high - narrow.low < wide.high - wide.low
    again = judge(labelled(items(320)), GRADED, "mood", MODEL, threshold=0.5)
    assert again.groups[0].figures == many


def test_the_interval_of_a_share_is_that_of_its_standard_error(monkeypatch):
    """Half of 320 are covered: 1.96 times √(¼ / 320) to either side."""
    monkeypatch.setattr(measures, "_DRAWS", 400)
    inside = np.tile([0.0, 1.0], 160)
    covered = measures.bootstrapped(lambda a, _: float(a.mean()), inside, inside)
    half = 1.96 * (0.25 / 320) ** 0.5
    assert covered.value - covered.low == pytest.approx(half, rel=0.15)
    assert covered.high - covered.value == pytest.approx(half, rel=0.15)
    assert covered.n == 320


def test_what_does_not_vary_has_no_r_and_no_auc(labelled):
    rows = [(headline, 4, 0.5) for headline, _, _ in items()]
    found = judge(labelled(rows), GRADED, "mood", MODEL)
    assert np.isnan([only(found)["r"], only(found)["auc"]]).all()
    assert only(found)["error"] == 0.5


def test_an_output_without_an_interval_has_no_coverage(labelled, monkeypatch):
    path = labelled(items())
    whole = framing.scoring.score_table
    alone = lambda table, model: whole(table, model).select(["mood", "main_frame"])  # noqa: E731
    monkeypatch.setattr(framing.scoring, "score_table", alone)
    found = judge(path, GRADED, "mood", MODEL)
    assert "coverage" not in found.groups[0].figures
    assert re.search(r"\| all \| 20 \|( [^|]+ \|){3} – \|", markdown(found))


# which items


def test_withheld_items_are_left_out_and_counted(labelled):
    rows = [*items(24), ("Hm", 4, None), ("Hm hm", 0, None)]
    found = judge(labelled(rows), GRADED, "mood", MODEL)
    assert (found.items, found.withheld) == (24, 2)
    assert only(found)["error"] == 0.25
    assert "2 items have no score" in markdown(found)


def test_raters_of_one_item_are_averaged(labelled):
    rows = list(items())
    twice = [*rows, *((headline, 4 - label, score) for headline, label, score in rows)]
    found = judge(labelled(twice), GRADED, "mood", MODEL)
    assert found.items == 20
    assert only(found)["error"] == pytest.approx(0.25)  # all targets are ½


def test_outlets_are_judged_apart_where_they_have_items_enough(labelled):
    rows = [*items(20), *((f"{h} too", label, label / 4) for h, label, _ in items(40))]
    outlets = [*["Daily"] * 20, *["Weekly"] * 21, *["Rare"] * 19]
    found = judge(labelled(rows, source=outlets), GRADED, "mood", MODEL, threshold=0.5)
    by_outlet = {g.name: g for g in found.groups if g.kind == "outlet"}
    assert list(by_outlet) == ["Weekly", "Daily"]
    assert by_outlet["Daily"].figures["error"].value == 0.25
    assert by_outlet["Weekly"].figures["error"].value == 0
    assert by_outlet["Weekly"].figures["r"].n == 21


def test_lengths_are_judged_apart_where_they_have_items_enough(labelled):
    counts = {3: 20, 9: 24, 12: 19, 14: 20, 30: 20}
    rows = [row for words, count in counts.items() for row in items(count, words)]
    found = judge(labelled(rows), GRADED, "mood", MODEL)
    lengths = {g.name: g.figures["r"].n for g in found.groups if g.kind == "length"}
    assert lengths == {"1–7 words": 20, "8–10 words": 24, "14 words or more": 40}


def test_items_that_the_layer_was_fitted_on_are_counted(labelled):
    rows = list(items(24))
    hashes = seen([row[0] for row in rows[:9]], [None] * 9)
    model = SimpleNamespace(label=MODEL.label, layer=SimpleNamespace(seen=hashes))
    found = judge(labelled(rows), GRADED, "mood", model)
    assert found.known == 9
    assert "9 of the 24 items are among those that the model was fitted on" in markdown(found)


def test_frames_are_judged_one_by_one(labelled, monkeypatch):
    rows = [(h, "fear" if label else "none", score) for h, label, score in items()]
    rows[0] = (rows[0][0], "calm", 0.0)
    path = labelled(rows)
    monkeypatch.setattr(
        framing.scoring,
        "score_table",
        lambda table, model: pa.table(  # noqa: ARG005 - as it is called
            {"gun_calm": [0.9, *[0.1] * 19], "gun_fear": [row[2] for row in rows]}
        ),
    )
    found = judge(path, Question("judged", ("label",), frames=True), "gun", MODEL)
    assert [group.output for group in found.groups if group.kind == "all"] == [
        "gun_calm",
        "gun_fear",
    ]
    figures = [group.figures for group in found.groups if group.kind == "all"]
    assert figures[0]["f1"].value == 1
    assert figures[0]["error"].value == pytest.approx(0.1)
    assert figures[1]["auc"].value == 7 / 8
    assert found.thresholds["gun_calm"] > 0.1
    assert [line for line in markdown(found).splitlines() if line.startswith("## ")] == [
        "## gun_calm",
        "## gun_fear",
    ]


# rivals


def test_the_mean_is_that_of_the_other_folds(labelled):
    labels = read_labels(labelled(items(40)), GRADED)
    rating, given = np.arange(40) ** 2 / 1600, np.ones(40, bool)
    given[5] = False
    said = RIVALS["mean"](labels, rating, given)
    assert np.isnan(said[~given]).all()
    values = np.unique(said[given])
    assert len(values) == 5
    for value in values:
        assert value == pytest.approx(rating[given & (said != value)].mean())


def test_words_that_tell_are_found_by_the_rival(labelled):
    rows = [
        (f"{'calm' if label == 0 else 'panic'} {name(n)} {name(n + 60)}", label, score)
        for n, (_, label, score) in enumerate(items(60))
    ]
    found = judge(labelled(rows), GRADED, "mood", MODEL, rivals=True)
    rivals = {group.name: group.figures for group in found.groups if group.kind == "rival"}
    assert list(rivals) == ["mean", "TF-IDF + ridge"]
    assert rivals["TF-IDF + ridge"]["r"].value > 0.9
    assert rivals["TF-IDF + ridge"]["f1"].value == 1, "at the threshold that is best for it, too"
    assert rivals["mean"]["error"].value == pytest.approx(0.5, abs=0.02)
    assert "coverage" not in rivals["mean"]


def test_a_threshold_that_was_asked_for_is_the_rivals_too(labelled):
    found = judge(labelled(items(40)), GRADED, "mood", MODEL, rivals=True, threshold=0.95)
    mean = next(group for group in found.groups if group.name == "mean")
    assert mean.figures["f1"].value == 0


def test_rivals_need_texts_that_differ(labelled):
    rows = [(f"{'word ' * 9}{number}", label, s) for number, (_, label, s) in enumerate(items())]
    with pytest.raises(InputError, match="leave out --rivals"):
        judge(labelled(rows), GRADED, "mood", MODEL, rivals=True)


# bad input


def test_too_few_items_with_a_score_are_refused(labelled):
    rows = [(h, label, s if n < 19 else None) for n, (h, label, s) in enumerate(items(30))]
    with pytest.raises(InputError, match=r"labels\.csv: 19 items .* give 20 or more"):
        judge(labelled(rows), GRADED, "mood", MODEL)


@pytest.mark.parametrize("output", ["alarm", "main_frame"])
def test_what_is_no_output_is_named(labelled, output):
    with pytest.raises(InputError, match=f"fake 1 0123 has no output '{output}'"):
        judge(labelled(items()), GRADED, output, MODEL)


def test_a_column_that_is_not_there_is_named(labelled):
    with pytest.raises(ColumnError, match="no column 'other'"):
        judge(labelled(items()), Question("judged", ("other",)), "mood", MODEL)


def test_a_bad_label_is_told_and_costs_no_other(labelled):
    met = []
    rows = [*items(21), ("One more word here", "oops", 0.5)]
    found = judge(labelled(rows), GRADED, "mood", MODEL, on_problem=met.append)
    assert found.items == 21
    assert "label 'oops' is no number" in str(met[0])


# what is written


@pytest.fixture
def found(labelled):
    rows = [*items(24), *((f"{h} too", 4, s) for h, _, s in items(20, words=12))]
    outlets = [*["Daily"] * 24, *["We|ekly <b>\x1b[31m"] * 20]
    path = labelled(rows, source=outlets)
    return replace(judge(path, GRADED, "mood", MODEL, threshold=0.5), known=3)


def test_markdown_has_a_line_a_group(found):
    lines = markdown(found).splitlines()
    assert lines[0] == "# fake 1 0123 on labels.csv"
    assert "44 items. Intervals are 95 %, by bootstrap." in lines
    assert "Yes from 0.50 of the range on." in lines
    heads = "| items | n | r | error | calibration | coverage | auc | f1 |"
    rows = lines[lines.index(heads) + 2 :]
    assert [row.split(" | ")[0] for row in rows] == [
        "| all",
        "| Daily",
        "| We\\|ekly <b>[31m",
        "| 8–10 words",
        "| 11–13 words",
    ]
    assert rows[1].startswith("| Daily | 24 | 0.707 (0.")
    assert "nan" not in markdown(found)
    assert rows[2].split(" | ")[2] == "–", "all labels of the outlet are the same"


def test_json_has_all_of_it_and_null_for_no_number(found, tmp_path):
    write(found, tmp_path / "judged.json", MODEL)
    text = (tmp_path / "judged.json").read_text("utf-8")
    read = json.loads(text, parse_constant=pytest.fail)
    assert (read["items"], read["known"], read["thresholds"]) == (44, 3, {"mood": 0.5})
    daily = next(group for group in read["groups"] if group["name"] == "Daily")
    assert daily["figures"]["error"]["value"] == 0.25
    weekly = next(group for group in read["groups"] if group["name"].startswith("We"))
    assert weekly["figures"]["r"] == {"value": None, "low": None, "high": None, "n": 20}


def test_the_page_has_charts_tables_and_cautions(found, tmp_path):
    write(found, tmp_path / "judged.html", load_model())
    text = (tmp_path / "judged.html").read_text("utf-8")
    assert text.count('<svg role="img"') + len(re.findall(r'<svg [^>]*role="img"', text)) >= 4
    assert "44 labelled items of" in text
    assert "3 of the 44 items are among those" in text
    assert "0.250 (" in text
    assert "We|ekly &lt;b&gt;[31m" in text
    assert "nan" not in text.split("<main")[1].split('id="model"')[0]


def test_markdown_is_written_by_its_ending(found, tmp_path):
    write(found, tmp_path / "judged.md", MODEL)
    assert (tmp_path / "judged.md").read_text("utf-8") == markdown(found)


def test_another_ending_is_refused_before_any_work(tmp_path):
    with pytest.raises(FramingError, match=r"end it in \.md, \.json, \.html"):
        write(None, tmp_path / "judged.pdf", MODEL)


def test_a_place_that_cannot_be_written_is_named(found, tmp_path):
    with pytest.raises(OutputError, match="judged"):
        write(found, tmp_path / "none" / "judged.md", MODEL)


def test_a_page_says_what_it_needs(found, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "framing.report.judgement", None)
    with pytest.raises(FramingError, match=r"pip install 'headline-framing\[report\]'"):
        write(found, tmp_path / "judged.html", MODEL)


def test_a_figure_is_written_with_its_interval():
    assert str(Figure(0.5, 0.25, 0.75, 9)) == "0.500 (0.250–0.750)"


# the command


@pytest.fixture
def real(tmp_path):
    path = tmp_path / "real.csv"
    hot, cold = "Panic and fury grip the {} as terror spreads", "Council approves a plan for {}"
    rows = [f"{(hot if n % 2 else cold).format(name(n) * 2)},{n % 2 * 4}" for n in range(24)]
    path.write_text("\n".join(["headline,label", *rows]) + "\n", "utf-8")
    return path


def test_the_command_prints_or_writes(real, tmp_path, capsys):
    asked = ["--scale", "sensationalism", "--label", "label", "--range", "0", "4"]
    assert main(["evaluate", str(real), *asked]) == 0
    assert "## sensationalism" in capsys.readouterr().out
    assert main(["evaluate", str(real), *asked, "-o", str(tmp_path / "j.json")]) == 0
    read = json.loads((tmp_path / "j.json").read_text("utf-8"))
    assert read["groups"][0]["figures"]["auc"]["value"] == 1


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--scale", "tone", "--label", "label", "-o", "j.pdf"], 2, "end it in"),
        (["--label", "label"], 2, "say what the labels are"),
        (["--scale", "mood", "--label", "label"], 1, "no output 'mood'"),
        (["--scale", "tone", "--label", "label", "--floors", "f"], 2, "--floors is for --data"),
    ],
)
def test_the_command_says_what_is_wrong(real, capsys, options, code, said):
    assert main(["evaluate", str(real), *options]) == code
    assert said in capsys.readouterr().err
