"""Shared fixtures: a tiny hand-made model whose sums can be done on paper."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings

from framing.codebook import OUTPUTS, SCALES
from framing.cues import CUES
from framing.model import Model, load_model, save_model
from framing.tokens import START, key, pair_keys

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile("any machine", deadline=None)  # speed is for benchmarks/, not for tests
settings.load_profile("any machine")

WIDTH = 2
CUE_COUNT = len(CUES)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch, request):
    """Nothing in this package may open a connection; tests of engines may, to this machine."""
    connect = socket.socket.connect
    marked = request.node.get_closest_marker("loopback")
    assert not marked or request.path.parent.name == "engines", "loopback is for tests/engines"

    def guarded(self, address):
        allowed = marked and address[0] == "127.0.0.1"
        assert allowed, "a test tried to reach the network"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def tiny_arrays():
    """Rows: shock (1, 0), plain (0, 1), you (0.5, 0), the pairs start–shock and you–shock."""
    words = {"shock": (100, 0), "plain": (0, 100), "you": (50, 0)}
    keyed = {key(w): row for w, row in words.items()}
    single = {w: np.array([key(w)], np.uint64) for w in words}
    start = np.array([START], np.uint64)
    keyed[int(pair_keys(start, single["shock"])[0])] = (10, 0)
    keyed[int(pair_keys(single["you"], single["shock"])[0])] = (20, 0)
    keys = np.array(sorted(keyed), np.uint64)
    arrays = {
        "keys": keys,
        "rows": np.array([keyed[int(k)] for k in keys], np.int8),
        "pieces": np.zeros((8, WIDTH), np.int8),
        "scale": np.full(WIDTH, 0.01, np.float32),
        "piece_scale": np.full(WIDTH, 0.01, np.float32),
        "gain": np.full(WIDTH, 0.5, np.float32),
        "acronyms": np.array([key("nato")], np.uint64),
        "spread": np.zeros((len(SCALES), 5), np.float32),
        "quantiles": np.tile(np.array([-0.1, 0.2], np.float32), (len(SCALES), 1)),
    }
    reads, gives = WIDTH + CUE_COUNT, {"headline": 3, "lead": 2, "article": len(OUTPUTS) - 5}
    for name, count in gives.items():
        inputs = 2 * reads if name == "article" else reads
        hidden = np.zeros((inputs, 2), np.float32)
        hidden[0, 0] = hidden[1, 1] = 1.0
        out = np.zeros((2, count), np.float32)
        out[0], out[1] = 2.0, -1.0
        arrays |= {
            f"{name}_hidden": hidden,
            f"{name}_bias": np.zeros(2, np.float32),
            f"{name}_out": out,
            f"{name}_shift": np.full(count, -1.0, np.float32),
        }
    return arrays


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    save_model(folder, {"name": "tiny", "version": "1"}, tiny_arrays())
    return folder


@pytest.fixture
def tiny(tiny_folder: Path) -> Model:
    return load_model(tiny_folder)


@pytest.fixture
def _heeded():
    """Undo for a test what ``nohup`` and ``&`` had this process inherit, and its children would."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
