"""Writes ``docs/licences.md``: the licence of every package that the core and the extras need.

    python benchmarks/licences.py

Licences are what the packages say of themselves where they are installed here.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import tomllib

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Write the page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"core": project["dependencies"], **project["optional-dependencies"]}
    lines = ["# Licences", "", "Of what is needed directly, as the packages say themselves."]
    lines += ["Written by `benchmarks/licences.py`.", "", "| for | package | licence |"]
    lines.append("|---|---|---|")
    for group, needs in groups.items():
        for need in needs:
            name = re.split(r"[\[<>=!~; ]", need, maxsplit=1)[0]
            lines.append(f"| {group} | {name} | {licence(name)} |")
    (ROOT / "docs" / "licences.md").write_text("\n".join(lines) + "\n", "utf-8")


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
