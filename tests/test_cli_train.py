"""``framing train`` and ``evaluate`` as commands: what they refuse, pass on and give back."""

import sys
from pathlib import Path

import pytest

from framing import train
from framing.cli import main
from framing.cli.train import training_packages
from framing.train import evaluate


@pytest.fixture
def refused(capsys):
    def run(*arguments):
        assert main([str(argument) for argument in arguments]) == 2
        return capsys.readouterr().err

    return run


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "name a labelled file, or --data FOLDER"),
        (["--data", "nowhere"], "--data nowhere: no such folder"),
        (["--data", ".", "--encoder", "e", "--ratings-only"], "which --ratings-only leaves out"),
        (["--data", ".", "--seeds", "0"], "--seeds 0: give 1 or more"),
        (["--data", ".", "--compare"], "name encoders with --encoder PATH"),
        (["labels.csv", "--scale", "x", "--data", "."], "not both"),
    ],
)
def test_training_says_what_it_lacks(refused, options, said):
    assert said in refused("train", *options, "-o", "model")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "name a labelled file, or --data FOLDER"),
        (["labels.csv", "--scale", "x", "--data", "."], "name a labelled file, or --data FOLDER"),
        (["labels.csv", "--scale", "x", "--floors", "f.json"], "--floors is for --data"),
        (["--data", "nowhere"], "--data nowhere: no such folder"),
        (["--data", ".", "--allow-regression"], "--allow-regression needs --floors FILE"),
    ],
)
def test_evaluation_says_what_it_lacks(refused, options, said):
    assert said in refused("evaluate", *options)


def test_training_asks_for_the_corpora_and_for_a_teacher_before_it_loads_torch(
    refused, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "torch", None)
    data = ["--data", tmp_path, "-o", tmp_path / "m"]
    assert "no ratings.parquet" in refused("train", *data)
    assert "no ratings.parquet" in refused("train", *data, "--compare", "--encoder", "e")
    (tmp_path / "ratings.parquet").touch()
    assert "name a pretrained encoder with --encoder PATH" in refused("train", *data)


def test_a_whole_model_is_built_or_compared_as_the_options_say(monkeypatch, tmp_path):
    told = {}
    for name in ("run", "compare"):
        monkeypatch.setattr(train, name, lambda *paths, **options: told.update(options, to=paths))
    options = ["train", "--data", str(tmp_path), "-o", "m", "--encoder", "a", "--encoder", "b"]
    assert main([*options, "--shares", "3", "1", "--sentences", "9", "--cache", "c"]) == 0
    assert told == {
        "to": (tmp_path, Path("m")),
        "encoders": ["a", "b"],
        "shares": [3.0, 1.0],
        "ratings_only": False,
        "sentences": 9,
        "cache": Path("c"),
    }
    told.clear()
    assert main([*options, "--compare", "--seeds", "3"]) == 0
    assert told == {
        "to": (tmp_path, Path("m")),
        "encoders": ["a", "b"],
        "seeds": 3,
        "cache": Path(".cache/framing"),
    }


@pytest.mark.parametrize("code", [0, 1])
def test_floors_that_are_not_met_are_the_commands_exit_code(monkeypatch, tmp_path, code):
    told = {}
    monkeypatch.setattr(evaluate, "run", lambda _, **options: told.update(options) or code)
    assert main(["evaluate", "--data", str(tmp_path), "--floors", "f.json"]) == code
    assert told == {
        "model": None,
        "out": None,
        "floors": Path("f.json"),
        "allow_regression": False,
    }


def test_a_fault_of_our_own_modules_is_no_missing_package():
    with pytest.raises(ModuleNotFoundError), training_packages():
        raise ModuleNotFoundError("No module named 'framing.gone'", name="framing.gone")
