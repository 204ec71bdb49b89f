import json

import numpy as np
import pytest

from framing.errors import ModelError
from framing.model import _load, load_model, save_model
from framing.scoring import score
from tests.conftest import tiny_arrays


@pytest.fixture(autouse=True)
def _fresh():
    _load.cache_clear()


def test_a_saved_model_scores_the_same_after_loading(tmp_path):
    arrays = tiny_arrays()
    scores = []
    for name in ("a", "b"):
        save_model(tmp_path / name, {"name": "tiny", "version": "1"}, arrays)
        scores.append(score("you shock plain", model=load_model(tmp_path / name)))
    assert scores[0] == scores[1]


def test_a_model_loads_once(tiny_folder):
    assert load_model(tiny_folder) is load_model(str(tiny_folder))


def test_the_label_names_model_version_and_digest(tiny):
    name, version, digest = tiny.label.split(" ")
    assert (name, version, len(digest)) == ("tiny", "1", 12)


def test_a_missing_folder_says_so(tmp_path):
    with pytest.raises(ModelError, match=r"no header\.json"):
        load_model(tmp_path / "nowhere")


def test_a_flipped_byte_is_refused(tiny_folder):
    path = tiny_folder / "rows.npy"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ModelError, match=r"rows\.npy: digest differs"):
        load_model(tiny_folder)


def test_a_truncated_array_is_refused(tiny_folder):
    path = tiny_folder / "keys.npy"
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(ModelError, match=r"keys\.npy: digest differs"):
        load_model(tiny_folder)


def test_a_missing_array_is_refused(tiny_folder):
    (tiny_folder / "gain.npy").unlink()
    with pytest.raises(ModelError, match=r"gain\.npy: cannot be read"):
        load_model(tiny_folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "format 99"),
        ({"outputs": ["mood"]}, "outputs are not those of this version"),
        ({"arrays": None}, "lists no arrays"),
        ({"arrays": {"../evil": {}}}, "is no name of an array"),
    ],
)
def test_a_header_of_another_kind_is_refused(tiny_folder, change, message):
    path = tiny_folder / "header.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ModelError, match=message):
        load_model(tiny_folder)


def test_a_header_that_is_not_json_is_refused(tiny_folder):
    (tiny_folder / "header.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be read as JSON"):
        load_model(tiny_folder)


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        ("scale", np.array([0.01, np.nan], np.float32), "not finite"),
        ("gain", np.array([0.5, 0.5], np.float64), "float64"),
        ("rows", np.zeros((4, 2), np.int8), "do not fit each other"),
        ("pieces", np.zeros((7, 2), np.int8), "do not fit each other"),
    ],
)
def test_arrays_that_cannot_be_right_are_refused(tmp_path, name, array, message):
    save_model(tmp_path / "odd", {"name": "odd"}, tiny_arrays() | {name: array})
    with pytest.raises(ModelError, match=message):
        load_model(tmp_path / "odd")


def test_no_array_is_ever_unpickled(tmp_path):
    folder = tmp_path / "evil"
    arrays = tiny_arrays()
    save_model(folder, {"name": "evil"}, arrays)
    np.save(folder / "gain.npy", np.array([{}], object), allow_pickle=True)
    header = json.loads((folder / "header.json").read_text())
    import hashlib

    header["arrays"]["gain"]["sha256"] = hashlib.sha256(
        (folder / "gain.npy").read_bytes()
    ).hexdigest()
    (folder / "header.json").write_text(json.dumps(header))
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(folder)
