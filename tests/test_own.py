"""A scale or frames of one's own: fitted, saved, scored on both paths, explained."""

import json
import math
import shutil

import pyarrow as pa
import pytest

import framing
from framing.errors import (
    ColumnError,
    InputError,
    ModelDamageError,
    ModelError,
    ModelShapeError,
    ModelTruncatedError,
)
from framing.header import write_header
from framing.kernel.engine import engine
from framing.kernel.texts import Texts
from framing.layer import check_name
from framing.layered import columns
from framing.model import built_in, load_model
from framing.predict import predict_by_reference
from framing.train.own import train
from framing.train.own.labels import Question, read_labels

PLACES = ("harbour", "valley", "station", "market", "library", "bridge", "school", "museum")
HOT = ("Panic grips the {}", "Fury erupts over the {} plan", "Terror at the {} as crowds flee")
COLD = ("Council approves a new {}", "The {} reopens on Monday", "Visitors return to the {}")


def rows():
    for place in PLACES:
        for hot, cold in zip(HOT, COLD, strict=True):
            yield hot.format(place), 4, "fear"
            yield cold.format(place), 0, "none"


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "labels.csv"
    lines = ["headline,lead,alarm,themes"]
    for number, (headline, alarm, theme) in enumerate(rows()):
        named = theme if number % 3 else theme.replace("none", "routine; calm")
        lines.append(f"{headline},Nothing more was said of it on day {number}.,{alarm},{named}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def alarm(labelled):
    folder = labelled.parent / "alarm"
    report = train(labelled, folder, Question("alarm", ("alarm",), span=(0, 4)))
    return folder, report


TEXTS = ["Panic erupts at the old harbour", "Council approves the plan", "Fury", "Café “PANIC” 12"]
LEADS = ["Crowds flee the bridge on Monday.", None, "Visitors return.", ""]


def test_a_scale_is_learned_and_scored_beside_the_others(alarm):
    model = load_model(alarm[0])
    hot, cold = framing.score_many(TEXTS[:2], model=model)
    assert hot.own["alarm"] > cold.own["alarm"] + 0.2
    low, high = hot.interval("alarm")
    assert low <= hot.own["alarm"] <= high
    assert hot.sensationalism == framing.score(TEXTS[0]).sensationalism


def test_both_paths_give_the_same_columns(alarm):
    model = load_model(alarm[0])
    slow = predict_by_reference(TEXTS, LEADS, model)
    fast = engine(model).predict(Texts.of_strings(TEXTS), Texts.of_strings(LEADS))
    assert columns(slow.added, model.layer) == columns(fast.added, model.layer)


@pytest.mark.parametrize(("text", "lead"), list(zip(TEXTS[:2], LEADS[:2], strict=True)))
def test_an_explanation_adds_up_to_the_score(alarm, text, lead):
    model = load_model(alarm[0])
    score = framing.score(text, lead, model=model)
    why = score.explain("alarm", model=model)
    total = why.baseline + sum(span.contribution for span in why.spans)
    assert 1 / (1 + math.exp(-total)) == pytest.approx(score.own["alarm"], abs=2e-4)


def test_a_table_has_the_columns_behind_the_designs(alarm):
    table = pa.table({"headline": TEXTS, "alarm": ["a", "b", "c", "d"]})
    made = framing.score_table(table, model=load_model(alarm[0]))
    assert made.column_names[-4:] == ["alarm", "alarm_low", "alarm_high", "alarm.input"]


def test_few_labels_are_said_to_be_few(alarm):
    assert any("too few labels" in caution for caution in alarm[1].cautions)


def test_frames_from_one_column(labelled, tmp_path):
    report = train(labelled, tmp_path / "f", Question("own", ("themes",), frames=True))
    assert report.outputs == ("own_calm", "own_fear", "own_routine")
    score = framing.score(TEXTS[0], model=load_model(tmp_path / "f"))
    assert score.own["own_main"] == "fear"


def test_another_parent_is_named(alarm, tmp_path):
    folder = tmp_path / "moved"
    folder.mkdir()
    for path in alarm[0].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    header = json.loads((folder / "layer.json").read_text())
    header["parent"]["digest"] = "0" * 12
    write_header(folder / "layer.json", header)
    with pytest.raises(ModelError, match="fitted on"):
        load_model(folder)


@pytest.mark.parametrize(
    ("name", "change", "kind"),
    [
        ("shift.npy", lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), ModelDamageError),
        ("seen.npy", lambda raw: raw[:-4], ModelTruncatedError),
        ("layer.json", lambda raw: raw.replace(b"graded", b"yes_no"), ModelDamageError),
    ],
)
def test_a_damaged_layer_is_refused_by_name(alarm, tmp_path, name, change, kind):
    folder = shutil.copytree(alarm[0], tmp_path / "damaged")
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(kind, match=name):
        load_model(folder)


def test_a_layer_of_the_wrong_shape_is_refused(alarm, tmp_path):
    folder = shutil.copytree(alarm[0], tmp_path / "odd")
    header = json.loads((folder / "layer.json").read_text())
    header["arrays"]["shift"]["shape"] = [2]
    write_header(folder / "layer.json", header)
    with pytest.raises(ModelShapeError, match="shift"):
        load_model(folder)


def test_a_layer_moves_together_with_its_parent(labelled, tmp_path):
    here = tmp_path / "here"
    shutil.copytree(built_in(), here / "parent")
    train(labelled, here / "alarm", Question("alarm", ("alarm",)), parent=here / "parent")
    here.rename(tmp_path / "there")
    assert load_model(tmp_path / "there" / "alarm").layer.name == "alarm"


def test_a_bad_label_names_file_and_line_and_costs_no_other(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("headline,x\nA first headline,1\nA second one,oops\nA third one,3\n")
    met = []
    labels = read_labels(path, Question("x", ("x",)), met.append)
    assert len(labels) == 2
    assert str(met[0]).startswith(f"{path}:3: label 'oops' is no number")


def test_too_few_labels_are_refused(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("headline,x\nA first headline here,1\nA second headline here,0\n")
    with pytest.raises(InputError, match="too few"):
        train(path, tmp_path / "m", Question("x", ("x",)))


@pytest.mark.parametrize("name", ["tone", "gap", "frame", "Alarm", "a b", "note"])
def test_names_may_not_collide(name, labelled):
    with pytest.raises(ValueError, match="column"):
        check_name(name)
    with pytest.raises(ColumnError):
        read_labels(labelled, Question(name, ("alarm",)))
