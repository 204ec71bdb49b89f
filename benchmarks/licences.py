"""Writes ``docs/licences.md``: the licences of what the core and the extras need.

    python benchmarks/licences.py

Licences are what the packages say of themselves where they are installed here.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

import tomllib
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent

BEHIND = "core, through another"
"""What no one asked for by name."""

HEAD = """# Licences

Of what the core needs, directly and by what it needs, and of what
the extras need directly, as the packages say themselves.
Written by `benchmarks/licences.py`.

| for | package | licence |
|---|---|---|
"""


def main() -> None:
    """Write the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    core, extras = project["dependencies"], project["optional-dependencies"]
    groups = {"core": core, BEHIND: behind(core), **extras}
    rows = [
        f"| {group} | {name} | {licence(name)} |\n"
        for group, needs in groups.items()
        for name in map(named, needs)
    ]
    (ROOT / "docs" / "licences.md").write_text(HEAD + "".join(rows), "utf-8")


def named(need: str) -> str:
    """Return the name of a requirement."""
    return re.split(r"[\[<>=!~; (]", need, maxsplit=1)[0]


def behind(needs: list[str]) -> list[str]:
    """Return what the packages need without their extras, and what that needs in its turn."""
    direct = {named(need).lower() for need in needs}
    known, new = set(direct), sorted(direct)
    while new:
        wanted = [r for name in new for r in requires(name) or () if "extra ==" not in r]
        new = sorted({named(need).lower() for need in wanted if holds(need)} - known)
        known.update(new)
    return sorted(known - direct)


def holds(need: str) -> bool:
    """Tell whether a requirement is one of this Python and system."""
    marker = Requirement(need).marker
    return marker is None or marker.evaluate()


def licence(name: str) -> str:
    """Return a package's licence: its expression, else its classifier, else its first words."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return "not installed where this was written"
    classified = [c for c in said.get_all("Classifier") or () if c.startswith("License")]
    names = (c.rpartition("::")[2].strip() for c in classified)
    first = (said.get("License") or "").strip().partition("\n")[0][:60]
    return said.get("License-Expression") or ", ".join(names) or first or "not said"


if __name__ == "__main__":
    main()
