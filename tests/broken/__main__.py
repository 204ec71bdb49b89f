"""Write docs/broken.md: ``python -m tests.broken``."""

from __future__ import annotations

from pathlib import Path

from tests.broken.cases import CASES
from tests.broken.run import row

PAGE = Path(__file__).parents[2] / "docs" / "broken.md"

HEAD = """# Broken inputs

What `framing score` does with inputs that are not as they should be: its exit code (0 all scored,
1 some input failed, 2 misuse), the articles that it kept, and what it said on standard error.
`python -m tests.broken` writes this page, and the tests run each line of it again.

| input | command | exit code | rows kept | what is said |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(f"{row(case)}\n" for case in CASES)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
