"""The files of a folder, in order, without those that are not meant to be read."""

from __future__ import annotations

import logging
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from framing.read.problem import OnProblem, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["files_below", "is_meant"]

_LOG = logging.getLogger("framing")


def files_below(root: Path, on_problem: OnProblem) -> Iterator[Path]:
    """Yield every file below ``root``, sorted by path.

    Hidden files, READMEs, and scripts and pictures of sites are skipped, which the log says at
    debug level. Links that leave the folder, links to folders (they may run in circles) and
    what is no file are reported.
    """
    home = root.resolve()
    for path in sorted(_all_below(root, on_problem), key=lambda path: path.parts):
        if is_meant(path) and _is_safe(path, home, on_problem):
            yield path


def _all_below(root: Path, on_problem: OnProblem) -> Iterator[Path]:
    """Yield what lies below ``root``, and report folders that cannot be opened."""

    def refused(error: OSError) -> None:
        message = f"folder cannot be opened ({error.strerror})"
        on_problem(Problem(str(error.filename), None, message, "check its permissions", "file"))

    for folder, folders, files in os.walk(root, onerror=refused):
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        for name in folders:
            if name.startswith("."):
                _LOG.debug("%s: hidden folder skipped", Path(folder, name))
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in [*files, *linked])


_WITH_PAGES = frozenset(
    """
    .css .js .mjs .map .woff .woff2 .ttf .otf .eot .ico .png .jpg .jpeg .gif .svg .webp .avif
    .mp3 .mp4 .webm
""".split()
)
"""Endings of what lies beside the pages of a saved site and is no article."""
_FOR_ROBOTS = frozenset(("robots.txt", "sitemap.xml", "sitemap.xml.gz"))


def is_meant(path: PurePath) -> bool:
    """Tell an article's file from the folder's own: READMEs, hidden files, a site's scripts."""
    name = path.name.casefold()
    own = name.startswith((".", "readme")) or name in _FOR_ROBOTS
    own = own or path.suffix.casefold() in _WITH_PAGES
    if own:
        _LOG.debug("%s: skipped, hidden, a README, or a script or picture of a site", path)
    return not own


def _is_safe(path: Path, home: Path, on_problem: OnProblem) -> bool:
    """Tell a regular file of this folder; report what is none."""
    remedy = "copy the file here if it belongs to the articles"
    if path.is_symlink() and not _lies_in(path, home):
        on_problem(
            Problem(str(path), None, "link that leaves the folder – skipped", remedy, "file")
        )
        return False
    if not path.is_file():
        on_problem(Problem(str(path), None, "not a regular file – skipped", remedy, "file"))
        return False
    return True


def _lies_in(path: Path, home: Path) -> bool:
    try:
        return path.resolve().is_relative_to(home)
    except (OSError, RuntimeError):  # a link to itself
        return False
