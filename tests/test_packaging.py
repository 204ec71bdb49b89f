"""What a release says of itself in more than one place."""

import re
from pathlib import Path

import framing

ROOT = Path(__file__).parent.parent


def test_the_version_to_cite_is_the_version():
    said = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert said is not None
    assert said[1] == framing.__version__


def test_the_changelog_tells_of_this_version():
    assert f"\n## {framing.__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
