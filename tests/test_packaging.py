"""What a release says of itself in more than one place."""

import re
import sys
from pathlib import Path

import pytest

import framing

ROOT = Path(__file__).parent.parent


def test_the_version_to_cite_is_the_version():
    said = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert said is not None
    assert said[1] == framing.__version__


def test_the_changelog_tells_of_this_version():
    assert f"\n## {framing.__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


BOUND = re.compile(r"([a-z0-9-]+)(?:\[\w+\])?>=([\d.]+)$", re.IGNORECASE)
"""A package and the oldest version of it that is said to do."""


@pytest.fixture(scope="module")
def requirements():
    """What is required, for use and by each extra, as pairs of package and oldest version."""
    if sys.version_info < (3, 11):
        pytest.skip("reads pyproject.toml, which Python 3.10 cannot")
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = {"": project["dependencies"], **project["optional-dependencies"]}
    return {extra: [BOUND.match(each).groups() for each in lists[extra]] for extra in lists}


def test_a_package_has_one_lower_bound_in_all_extras(requirements):
    bounds = {bound for each in requirements.values() for bound in each}
    assert sorted(name for name, _ in bounds) == sorted({name for name, _ in bounds})


def test_the_oldest_packages_that_are_tested_are_the_lower_bounds(requirements):
    pins = dict(line.split("==") for line in (ROOT / ".ci/oldest.txt").read_text().split())
    assert pins == {name: _whole(v) for extra in ("", "test") for name, v in requirements[extra]}


def _whole(version):
    """Return a bound as the version that it means: 3 is 3.0.0."""
    return ".".join([*version.split("."), "0", "0"][:3])
