"""The short run of the fuzz targets: the seeds, what hypothesis makes of them, and chance."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.read import FORMATS
from tests.fuzz.mutate import HURTFUL, mutated
from tests.fuzz.targets import TARGETS, seeds

_RUNS, _SLOW = 150, {"read excel": 30}  # a workbook is read in a process of its own


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
def test_changed_seeds_break_nothing(target):
    @runs(target)
    @example(0)
    @given(number=st.integers(0, 2**32))
    def holds(number):
        TARGETS[target](mutated(random.Random(number), seeds(target)))

    holds()


@pytest.mark.parametrize("target", TARGETS)
def test_chance_breaks_nothing(target):
    @runs(target)
    @given(data=st.binary(max_size=200) | st.text(max_size=100).map(encoded))
    def holds(data):
        TARGETS[target](data)

    holds()


def runs(target):
    return settings(max_examples=_SLOW.get(target, _RUNS), deadline=None)


def encoded(text):
    return text.encode("utf-8", "replace")


def test_every_format_is_fuzzed():
    assert {f"read {name}" for name in FORMATS} <= set(TARGETS)


def test_the_same_number_makes_the_same_input():
    draws = [mutated(random.Random(7), seeds("read csv")) for _ in range(2)]
    assert draws[0] == draws[1]
