"""The short run of the fuzz targets: the seeds, what hypothesis makes of them, and chance."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.read import FORMATS
from tests.fuzz.mutate import HURTFUL, mutated
from tests.fuzz.targets import TARGETS, seeds

_RUNS = 150


@pytest.mark.parametrize("target", TARGETS)
def test_the_seeds_break_nothing(target):
    for seed in seeds(target):
        TARGETS[target](seed)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_known_to_hurt_breaks_nothing(target):
    for piece in HURTFUL:
        TARGETS[target](piece)
        TARGETS[target](seeds(target)[0] + piece)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=_RUNS, deadline=None)
@example(0)
@given(number=st.integers(0, 2**32))
def test_changed_seeds_break_nothing(target, number):
    TARGETS[target](mutated(random.Random(number), seeds(target)))


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=_RUNS, deadline=None)
@given(
    data=st.binary(max_size=200) | st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace"))
)
def test_chance_breaks_nothing(target, data):
    TARGETS[target](data)


def test_every_format_is_fuzzed():
    assert {f"read {name}" for name in FORMATS} <= set(TARGETS)


def test_the_same_number_makes_the_same_input():
    draws = [mutated(random.Random(7), seeds("read csv")) for _ in range(2)]
    assert draws[0] == draws[1]
