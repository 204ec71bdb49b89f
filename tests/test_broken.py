"""Each line of docs/broken.md holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.broken.cases import CASES
from tests.broken.run import row

PAGE = Path(__file__).parents[1] / "docs" / "broken.md"
ROWS = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][2:]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_broken_input_does_as_documented(case):
    assert row(case) in ROWS


def test_the_page_has_each_case_once():
    assert len(ROWS) == len(CASES) == len({case.name for case in CASES})
