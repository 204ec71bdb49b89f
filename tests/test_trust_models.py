"""Models sent by strangers: damaged, hostile, or of another time; each refused by its name."""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing import arrays as array_files
from framing.arrays import MAX_ARRAY, write_array
from framing.errors import (
    ModelDamageError,
    ModelError,
    ModelFormatError,
    ModelHeaderError,
    ModelMissingError,
    ModelNumberError,
    ModelPathError,
    ModelShapeError,
    ModelSizeError,
    ModelTruncatedError,
)
from framing.header import MAX_HEADER, write_header
from framing.model import FORMAT, FORMATS, _load, built_in, load_model, renew_model, save_model
from framing.predict import predict_by_reference
from tests.conftest import tiny_arrays

FROZEN = Path(__file__).parent / "models"


@pytest.fixture(autouse=True)
def _fresh():
    _load.cache_clear()


def headed(folder, change):
    """Change the header as a forger would: sealed anew."""
    path = folder / "header.json"
    header = json.loads(path.read_text())
    change(header)
    write_header(path, header)


def forged(folder, name, raw, **said):
    """Put bytes in an array's place, and have the header say so."""
    (folder / f"{name}.npy").write_bytes(raw)
    entry = {"sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw)} | said
    headed(folder, lambda header: header["arrays"][name].update(entry))


def refused(folder, kind, match):
    with pytest.raises(ModelError, match=match) as caught:
        load_model(folder)
    assert caught.type is kind


# Damage


@pytest.mark.parametrize("name", ["rows.npy", "gain.npy", "header.json"])
def test_a_flipped_byte_is_damage(tiny_folder, name):
    path = tiny_folder / name
    raw = bytearray(path.read_bytes())
    raw[-3] ^= 1
    path.write_bytes(raw)
    refused(tiny_folder, ModelHeaderError if name == "header.json" else ModelDamageError, name)


def test_a_changed_word_of_the_header_is_damage(tiny_folder):
    path = tiny_folder / "header.json"
    path.write_bytes(path.read_bytes().replace(b"tiny", b"tony"))
    refused(tiny_folder, ModelDamageError, "differs from its seal")


def test_a_seal_that_is_missing_or_lost_with_the_format_is_damage(tiny_folder):
    path = tiny_folder / "header.json"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"format": 2', b'"format": 1'))
    refused(tiny_folder, ModelDamageError, "differs from its seal")
    path.write_bytes(raw.replace(b'"seal"', b'"soul"'))
    refused(tiny_folder, ModelDamageError, "missing or broken")


def test_a_file_that_is_cut_off_says_so(tiny_folder):
    path = tiny_folder / "keys.npy"
    path.write_bytes(path.read_bytes()[:-4])
    refused(tiny_folder, ModelTruncatedError, r"keys\.npy: is cut off")


def test_a_file_that_is_missing_says_so(tiny_folder):
    (tiny_folder / "gain.npy").unlink()
    refused(tiny_folder, ModelMissingError, r"gain\.npy: is missing")


def test_a_folder_that_is_none_says_so(tmp_path):
    refused(tmp_path / "nowhere", ModelMissingError, r"no header\.json")


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_byte_of_a_model_can_change_or_go(tiny_folder, data):
    path = data.draw(st.sampled_from(sorted(tiny_folder.iterdir())))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.booleans())
    _load.cache_clear()
    try:
        path.write_bytes(whole[:place] if cut else damaged)
        with pytest.raises(ModelError):
            load_model(tiny_folder)
    finally:
        path.write_bytes(whole)


# Headers


@pytest.mark.parametrize(
    ("change", "kind", "match"),
    [
        ({"format": 99}, ModelFormatError, "format 99"),
        ({"format": True}, ModelFormatError, "format True"),
        ({"outputs": ["mood"]}, ModelFormatError, "outputs are not those of this version"),
        ({"cues": None}, ModelFormatError, "cues are not those of this version"),
        ({"arrays": None}, ModelHeaderError, "lists no arrays"),
        ({"arrays": {"../evil": {}}}, ModelPathError, "is no name of an array"),
        ({"arrays": {"/etc/passwd": {}}}, ModelPathError, "is no name of an array"),
        ({"arrays": {"..": {}}}, ModelPathError, "is no name of an array"),
        ({"name": "\x1b[31m"}, ModelHeaderError, "name is no text"),
        ({"name": 7}, ModelHeaderError, "name is no text"),
        ({"version": "1\n2"}, ModelHeaderError, "version is no text"),
        ({"version": "1" * 101}, ModelHeaderError, "version is no text"),
        ({"thresholds": {"main_frame": 2}}, ModelHeaderError, "thresholds"),
        ({"thresholds": {"main_frame": "0"}}, ModelHeaderError, "thresholds"),
        ({"thresholds": [0.5]}, ModelHeaderError, "thresholds"),
    ],
)
def test_a_header_that_says_what_it_must_not(tiny_folder, change, kind, match):
    headed(tiny_folder, lambda header: header.update(change))
    refused(tiny_folder, kind, match)


@pytest.mark.parametrize(
    ("raw", "match"),
    [
        (b"{", "cannot be read as JSON"),
        (b"[]", "no JSON object"),
        (b"\xff\xfe", "cannot be read as JSON"),
        (b'{"format": 2, "format": 1}', "said twice"),
        (b'{"format": NaN}', "no number"),
        (b'{"format": ' + b"9" * 5000 + b"}", "cannot be read as JSON"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_header_that_is_no_plain_json(tiny_folder, raw, match):
    (tiny_folder / "header.json").write_bytes(raw)
    refused(tiny_folder, ModelHeaderError, match)


def test_a_huge_header_is_not_read(tiny_folder):
    with (tiny_folder / "header.json").open("r+b") as file:
        file.truncate(MAX_HEADER + 1)
    refused(tiny_folder, ModelSizeError, "at most 1,048,576")


@pytest.mark.parametrize(
    ("entry", "kind", "match"),
    [
        ({"shape": None}, ModelHeaderError, "has no shape"),
        ({"shape": [-1]}, ModelHeaderError, "has no shape"),
        ({"shape": [True]}, ModelHeaderError, "has no shape"),
        ({"shape": [1] * 50}, ModelHeaderError, "has no shape"),
        ({"shape": [2.0]}, ModelHeaderError, "has no shape"),
        ({"dtype": "object"}, ModelShapeError, "type object"),
        ({"dtype": "float64"}, ModelShapeError, "type float64"),
        ({"dtype": ["int8"]}, ModelShapeError, "none that models have"),
        ({"sha256": None}, ModelHeaderError, "no SHA-256 digest"),
        ({"sha256": "ab"}, ModelHeaderError, "no SHA-256 digest"),
        ({"size": "1"}, ModelHeaderError, "has no size"),
        ({"shape": [25_000_000_000]}, ModelSizeError, "100,000,000,000 bytes"),
        ({"shape": [1 << 60, 1 << 60, 1 << 60]}, ModelSizeError, "do not use this model"),
        ({"shape": [3]}, ModelShapeError, "is not what the header says"),
    ],
)
def test_an_array_that_is_described_wrongly(tiny_folder, entry, kind, match):
    headed(tiny_folder, lambda header: header["arrays"]["gain"].update(entry))
    refused(tiny_folder, kind, match)


# Arrays


def test_a_file_of_a_hundred_gigabytes_is_not_read(tiny_folder):
    with (tiny_folder / "gain.npy").open("r+b") as file:
        file.truncate(100_000_000_000)  # a hole: nothing is written
    refused(tiny_folder, ModelSizeError, "100,000,000,000 bytes")


def test_a_shape_is_not_allocated_before_the_file_is_seen(tiny_folder):
    shape = [MAX_ARRAY // 4]
    headed(tiny_folder, lambda header: header["arrays"]["gain"].update(shape=shape, size=None))
    refused(tiny_folder, ModelTruncatedError, "cut off")


@pytest.mark.parametrize(
    ("name", "array", "kind", "match"),
    [
        ("scale", np.array([0.01, np.nan], np.float32), ModelNumberError, "not finite"),
        ("scale", np.array([0.01, np.inf], np.float32), ModelNumberError, "not finite"),
        ("headline_out", np.full((2, 3), 1e30, np.float32), ModelNumberError, "above 1e"),
        ("keys", np.array([5, 4, 3, 2, 1], np.uint64), ModelNumberError, "not in order"),
        ("keys", np.array([1, 2, 2, 3, 4], np.uint64), ModelNumberError, "not in order"),
        ("rows", np.zeros((4, 2), np.int8), ModelShapeError, "do not fit"),
        ("rows", np.zeros((5, 3), np.int8), ModelShapeError, "do not fit"),
        ("rows", np.zeros((5, 2), np.float32), ModelShapeError, "do not fit"),
        ("rows", np.zeros(5, np.int8), ModelShapeError, "do not fit"),
        ("pieces", np.zeros((7, 2), np.int8), ModelShapeError, "do not fit"),
        ("pieces", np.zeros((0, 2), np.int8), ModelShapeError, "do not fit"),
        ("pieces", np.zeros((8, 3), np.int8), ModelShapeError, "do not fit"),
        ("gain", np.zeros(1, np.float32), ModelShapeError, "do not fit"),
        ("piece_scale", np.zeros(3, np.float32), ModelShapeError, "do not fit"),
        ("quantiles", np.zeros((7, 1), np.float32), ModelShapeError, "do not fit"),
        ("lead_bias", np.zeros(3, np.float32), ModelShapeError, "do not fit"),
        ("article_hidden", np.zeros((1, 2), np.float32), ModelShapeError, "do not fit"),
        ("more", np.zeros(1, np.float32), ModelHeaderError, "'more' is not known"),
    ],
)
def test_arrays_that_cannot_be_right(tmp_path, name, array, kind, match):
    save_model(tmp_path / "odd", {"name": "odd"}, tiny_arrays() | {name: array})
    refused(tmp_path / "odd", kind, match)


def test_an_array_that_is_left_out_of_the_header(tiny_folder):
    headed(tiny_folder, lambda header: header["arrays"].pop("gain"))
    refused(tiny_folder, ModelMissingError, "array 'gain' is missing")


class Mine:
    """Makes a folder when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def test_a_pickle_in_an_array_is_not_run(tiny_folder, tmp_path):
    mark, path = tmp_path / "executed", tmp_path / "mine.npy"
    np.save(path, np.array([Mine(mark)], object), allow_pickle=True)
    forged(tiny_folder, "gain", path.read_bytes())
    refused(tiny_folder, ModelShapeError, "no plain array")
    assert not mark.exists()
    np.load(path, allow_pickle=True)  # the bait is real
    assert mark.exists()


@pytest.mark.parametrize(
    "opening",
    [
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os').getpid(),), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (9" + b",9" * 900 + b"), }",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (" + b"9" * 3000 + b",), }",
        b"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
        b"-" * 3000 + b"1",
        b"(" * 3000,
        b"",
    ],
)
def test_the_opening_of_an_array_is_matched_and_not_evaluated(tiny_folder, opening):
    head = b"\x93NUMPY\x01\x00" + (len(opening) + 1).to_bytes(2, "little") + opening + b"\n"
    forged(tiny_folder, "gain", head + bytes(8))
    refused(tiny_folder, ModelShapeError, r"gain\.npy")


# Ways out of the folder


@pytest.mark.parametrize("name", ["gain.npy", "header.json"])
def test_a_link_is_not_followed(tiny_folder, tmp_path, name):
    path = tiny_folder / name
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    refused(tiny_folder, ModelPathError, "is a link")


def test_a_link_that_is_put_there_after_the_question_is_not_followed(
    tiny_folder, tmp_path, monkeypatch
):
    path = tiny_folder / "header.json"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    refused(tiny_folder, ModelPathError, "is a link")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_not_waited_for(tiny_folder):
    (tiny_folder / "gain.npy").unlink()
    os.mkfifo(tiny_folder / "gain.npy")
    refused(tiny_folder, ModelPathError, "no regular file")


def test_a_folder_in_a_files_place_is_refused(tiny_folder):
    (tiny_folder / "gain.npy").unlink()
    (tiny_folder / "gain.npy").mkdir()
    refused(tiny_folder, ModelPathError, "no regular file")


def test_links_of_an_installer_are_followed_in_the_package_alone(tmp_path, monkeypatch):
    package = tmp_path / "package"
    package.mkdir()
    for path in built_in().iterdir():
        (package / path.name).symlink_to(path)
    refused(package, ModelPathError, "is a link")
    monkeypatch.setattr("framing.model.built_in", lambda: package)
    assert load_model().label.startswith("english ")


def test_what_was_checked_is_what_is_used(tiny_folder, monkeypatch):
    """A file that is changed once its digest is taken changes nothing."""
    checked = getattr(array_files, "_check_bytes")  # noqa: B009 - as the test replaces it
    rows = load_model(tiny_folder).table.rows.copy()

    def check_then_change(path, raw, said):
        checked(path, raw, said)
        path.write_bytes(bytes(len(raw)))

    _load.cache_clear()
    monkeypatch.setattr(array_files, "_check_bytes", check_then_change)
    assert np.array_equal(load_model(tiny_folder).table.rows, rows)


# Formats


def test_every_format_that_was_ever_written_has_a_frozen_folder():
    assert {f"format{number}" for number in FORMATS} == {
        path.name for path in FROZEN.glob("format*")
    }
    assert max(FORMATS) == FORMAT


@pytest.mark.parametrize("number", FORMATS)
def test_every_past_format_is_read_and_scores_as_it_did(number):
    model = load_model(FROZEN / f"format{number}")
    assert json.loads((FROZEN / f"format{number}" / "header.json").read_text())["format"] == number
    share = predict_by_reference(["You won't BELIEVE this"], ["It was not so."], model).share[0]
    expected = json.loads((FROZEN / "scores.json").read_text())
    assert np.allclose(share, expected, rtol=0, atol=1e-6)
    assert model.thresholds == {"main_frame": 0.3}


def test_an_older_model_is_renewed(tmp_path):
    old, new = FROZEN / "format1", tmp_path / "new"
    new.mkdir()
    for path in old.iterdir():
        (new / path.name).write_bytes(path.read_bytes())
    renew_model(new)
    header = json.loads((new / "header.json").read_text())
    assert header["format"] == FORMAT
    assert np.array_equal(load_model(new).table.rows, load_model(old).table.rows)
    (new / "header.json").write_text(json.dumps(header | {"name": "mine"}))
    _load.cache_clear()
    refused(new, ModelDamageError, "renew_model")
    renew_model(new)
    assert load_model(new).label.startswith("mine 1 ")


def test_what_is_written_is_refused_by_no_check(tmp_path):
    save_model(tmp_path / "new", {"name": "tiny", "version": "1"}, tiny_arrays())
    write_array(tmp_path / "new", "gain", tiny_arrays()["gain"])
    assert load_model(tmp_path / "new").label.startswith("tiny 1 ")


# Nothing executed

_EXECUTES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "imp"}
_LOADING = (
    "model",
    "layer",
    "bounded",
    "header",
    "arrays",
    "layout",
    "vectors",
    "codebook",
    "cues",
)


@pytest.mark.parametrize("name", _LOADING)
def test_no_module_that_loads_models_can_execute(name):
    source = Path(importlib.import_module(f"framing.{name}").__file__).read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & _EXECUTES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in _EXECUTES
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert called not in {"eval", "exec", "compile_", "load_module", "loads_pickle"}
            assert not (called == "load" and ast.unparse(node.func).startswith("np."))


_WATCHED = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event == "pickle.find_class" else None)
from framing.model import load_model
before = set(sys.modules)
model = load_model()
import framing
framing.score("Council approves budget for the road", model=model)
assert not seen, seen
assert not {"framing.write", "sklearn", "nltk", "torch", "pandas"} & set(sys.modules)
"""


def test_loading_and_scoring_unpickle_nothing():
    subprocess.run([sys.executable, "-c", _WATCHED], check=True, timeout=60)


def test_no_file_of_the_built_in_model_holds_a_pickle():
    for path in built_in().iterdir():
        assert path.suffix in {".npy", ".json", ".md"}
        if path.suffix == ".npy":
            assert b"'descr': '|O'" not in path.read_bytes()[:200]
