import numpy as np
import pytest

from framing.arrays import write_array
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


def test_arrays_come_back_as_they_were_saved(tmp_path):
    arrays = tiny_arrays()
    arrays["rows"] = np.asfortranarray(arrays["rows"])
    save_model(tmp_path / "tiny", {"name": "tiny"}, arrays)
    table = load_model(tmp_path / "tiny").table
    assert np.array_equal(table.rows, arrays["rows"])
    assert table.rows.flags.c_contiguous
    assert not table.rows.flags.writeable


def test_a_model_written_over_another_is_refused_until_it_is_whole(tiny_folder):
    write_array(tiny_folder, "gain", np.zeros(2, np.float32))
    with pytest.raises(ModelError, match=r"gain\.npy: digest differs"):
        load_model(tiny_folder)
