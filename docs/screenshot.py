"""Take the picture of the report on the sample articles: ``python docs/screenshot.py``.

Needs the extras ``report`` and ``test`` and a chromium on the path.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import framing
from framing.report import write_report

HERE = Path(__file__).parent
SIZE = {"width": 1080, "height": 760}


def main() -> None:
    """Write ``report.png``: the most heightened headlines with their words."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        write_report(path, framing.score_many(framing.read(HERE.parent / "seeds")))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE)
        page.goto(path.as_uri())
        page.evaluate("document.getElementById('heightened').scrollIntoView()")
        page.screenshot(path=HERE / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
