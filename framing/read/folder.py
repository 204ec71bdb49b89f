"""The files of a folder, in order, without those that are not meant to be read."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from framing.read.problem import OnProblem, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["files_below"]

_LOG = logging.getLogger("framing")


def files_below(root: Path, on_problem: OnProblem) -> Iterator[Path]:
    """Yield every file below ``root``, sorted by path.

    Hidden files and READMEs are skipped, which the log says at debug level. Links that leave
    the folder, links to folders (they may run in circles) and what is no file are reported.
    """
    home = root.resolve()
    for path in sorted(_all_below(root, on_problem), key=lambda path: path.parts):
        if _is_meant(path) and _is_safe(path, home, on_problem):
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


def _is_meant(path: Path) -> bool:
    """Tell an article's file from the folder's own: READMEs and hidden files."""
    own = path.name.startswith(".") or path.name.upper().startswith("README")
    if own:
        _LOG.debug("%s: skipped, a hidden file or README", path)
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
