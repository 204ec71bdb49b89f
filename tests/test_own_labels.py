"""Labelled files that are odd: what is refused, left out, or said to be too few."""

from dataclasses import replace

import numpy as np
import pytest

from framing.errors import ColumnError, InputError, ModelError
from framing.model import load_model
from framing.train.own.fit import fit
from framing.train.own.folds import groups
from framing.train.own.labels import Question, read_labels
from framing.train.own.raters import raters
from framing.train.own.report import reported
from tests.test_own import rows

SCALE = Question("x", ("x",))


def written(tmp_path, head, lines):
    path = tmp_path / "labels.csv"
    path.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return path


def read(tmp_path, cells, question, problems=None):
    lines = [f"Headline of number {'abcdefgh'[n]},{cell}" for n, cell in enumerate(cells)]
    met = [] if problems is None else problems
    return read_labels(written(tmp_path, "headline,x", lines), question, met.append)


@pytest.mark.parametrize(
    ("cells", "question", "said"),
    [
        (["5", "1"], Question("x", ("x",), span=(0, 4)), "label '5' lies outside 0 to 4"),
        (["maybe", "yes"], Question("x", ("x",), frames=True, names=("yes",)), "'maybe' is none"),
        ([";", "a"], Question("y", ("x",), frames=True), "frame ';' is none of those to learn"),
    ],
)
def test_what_is_no_label_is_told_with_its_remedy(tmp_path, cells, question, said):
    met = []
    assert len(read(tmp_path, cells, question, met)) == 1
    assert said in str(met[0])


def test_columns_of_yes_and_no_are_frames(tmp_path):
    met = []
    lines = ["One headline here,1,0", "Another headline here,yes,1", "Third headline here,?,1"]
    path = written(tmp_path, "headline,War,peace talks", lines)
    labels = read_labels(path, Question("own", ("War", "peace talks"), frames=True), met.append)
    assert labels.outputs == ("own_war", "own_peace_talks")
    assert labels.target.tolist() == [[1, 0], [1, 1]]
    assert labels.main.tolist() == [0, -1]
    assert "write yes or no" in str(met[0])


def test_empty_cells_are_nobodys_labels(tmp_path):
    labels = read(tmp_path, ["1", "", "3"], SCALE)
    assert (len(labels), labels.unlabelled, labels.span) == (2, 1, (1, 3))


@pytest.mark.parametrize(
    ("cells", "question", "error", "said"),
    [
        (["oops"], Question("x", ("x",), span=(0, 1)), InputError, "no label could be read"),
        (["1"], Question("x", ("x",), span=(4, 0)), InputError, "range must rise"),
        (["1"], Question("x", ("x",), rater="who"), ColumnError, "no column 'who'"),
        ([], SCALE, InputError, "no row"),
    ],
)
def test_files_without_labels_are_refused(tmp_path, cells, question, error, said):
    with pytest.raises(error, match=said):
        read(tmp_path, cells, question)


def hot_and_cold(tmp_path, cells, head="headline,x"):
    lines = [f"{headline},{cell}" for (headline, *_), cell in zip(rows(), cells, strict=False)]
    return read_labels(written(tmp_path, head, lines), SCALE)


def test_labels_that_are_all_alike_teach_nothing(tmp_path):
    with pytest.raises(InputError, match="all labels are the same"):
        fit(hot_and_cold(tmp_path, ["3"] * 30), load_model())
    with pytest.raises(InputError, match="fewer than 5 examples"):
        fit(hot_and_cold(tmp_path, ["1"] * 27 + ["0"] * 3), load_model())


def test_texts_that_are_all_alike_teach_nothing(tmp_path):
    lines = [f"Panic at the harbour on day {n},{n % 3}" for n in range(30)]
    with pytest.raises(InputError, match="nearly all texts are the same"):
        fit(read_labels(written(tmp_path, "headline,x", lines), SCALE), load_model())


def test_a_layer_is_no_parent(tmp_path):
    with pytest.raises(ModelError, match="cannot carry another"):
        fit(hot_and_cold(tmp_path, ["1"] * 9), replace(load_model(), layer=object()))


def test_outlets_keep_together_from_ten_on():
    near = np.arange(22)
    ten = [f"Outlet {'abcdefghij'[n % 10]}" for n in range(20)]
    together, name = groups([*ten, "", ""], near)
    assert name == "outlets"
    assert together[0] == together[10] != together[1]
    assert len(set(together.tolist())) == 12, "what has no outlet stays alone"
    assert groups(ten[:9], near[:9])[1] == "near-duplicates"


def test_what_raters_short_texts_and_few_examples_come_to(tmp_path):
    """Two raters who agree on a third, a headline too short, a frame of four examples."""
    places = "abcdefghij"
    lines = []
    for number, (headline, _, theme) in enumerate(rows()):
        kind = "rare" if number < 4 else theme.replace("none", "calm")
        swapped = {"fear": "calm", "calm": "fear", "rare": "rare"}
        other = swapped[kind] if number % 3 else kind
        lines += [
            f"{headline},{kind},ada,Outlet {places[number % 10]}",
            f"{headline},{other},bob,Outlet {places[number % 10]}",
        ]
    path = written(tmp_path, "headline,t,who,source", [*lines, "Hm,fear,ada,Outlet a"])
    labels = read_labels(path, Question("own", ("t",), frames=True, rater="who"))
    agreed = raters(labels)
    assert (agreed.raters, agreed.shared) == (2, 48)
    assert agreed.alpha["own_fear"] < 0
    fitted = fit(labels, load_model())
    assert (fitted.short, fitted.dropped, fitted.grouped_by) == (1, ("own_rare",), "outlets")
    text = reported(fitted).markdown()
    assert "own_rare has fewer than 5 examples and was left out" in text
    assert "raters agree too little on own_calm" in text
    assert "Krippendorff's alpha of 2 raters on 48 items" in text
    assert "no outlet and no near-duplicate" in text
