"""``framing train`` and ``evaluate`` as commands: what they refuse."""

import sys

import pytest

from framing.cli import main


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
