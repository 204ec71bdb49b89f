"""The documents as a site: ``sphinx-build -W docs build/site``.

The README, the model card, the changes and the rules for contributors stay where readers of a
checkout look for them; the pages here include them, and links between files of the checkout are
turned into links between pages.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parent.parent

project = "framing"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["site"]
html_theme = "furo"
html_title = "framing"
autodoc_typehints = "description"
autodoc_member_order = "bysource"
myst_heading_anchors = 3

ELSEWHERE = {
    "index": "README.md",
    "card": "models/english/card.md",
    "changelog": "CHANGELOG.md",
    "contributing": "CONTRIBUTING.md",
}
"""Pages whose text lies elsewhere in the checkout."""

_PAGES = {path: f"{page}.md" for page, path in ELSEWHERE.items()}
_LINK = re.compile(r"\]\((?:\.\./)*(?:docs/)?(?P<path>[\w./-]+\.(?:md|png))(?P<anchor>#[\w-]+)?\)")


def _read(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put the text from elsewhere before what the page itself says, and turn its links."""
    text = (ROOT / ELSEWHERE[page]).read_text("utf-8") if page in ELSEWHERE else ""
    source[0] = _LINK.sub(_turned, f"{text}\n\n{source[0]}")


def _turned(link: re.Match[str]) -> str:
    return f"]({_PAGES.get(link['path'], link['path'])}{link['anchor'] or ''})"


def setup(app: Sphinx) -> None:
    """Have pages read by ``_read``."""
    app.connect("source-read", _read)
