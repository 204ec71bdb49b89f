"""What pytest collects beside the tests: doctests, and the shell examples of the documents."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Before NumPy and its kin are loaded: on small arrays their threads do little but wait for one
# another, and on a machine that has other work to do they wait a hundred times as long.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import pyarrow as pa
from pyarrow import csv, parquet
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, SkipParser

import framing

if TYPE_CHECKING:
    from sybil.example import Example

ROOT = Path(__file__).parent

_NEEDS = {
    "torch": [
        f"framing/train/{name}.py"
        for name in ("build", "choose", "steps", "table", "taught", "teacher")
    ],
    "pyspark": ["tests/engines/spark_job.py"],
    "atheris": ["tests/fuzz/run_atheris.py"],
}
"""Modules that cannot be looked into for doctests where a package is missing."""

collect_ignore = [
    path for package, paths in _NEEDS.items() if not find_spec(package) for path in paths
]

LIMIT = 120
"""Seconds that a block may take: none takes ten, and one that hangs must end."""


def _furnish(namespace: dict[str, Any]) -> None:
    """Give a document's commands a folder of their own, with the files that they speak of."""
    folder = namespace["folder"] = Path(tempfile.mkdtemp())
    for name in ("seeds", "articles"):
        shutil.copytree(ROOT / "seeds", folder / name)
    shutil.copy(ROOT / "docs" / "own_labels.csv", folder)
    read = list(framing.read(ROOT / "seeds"))
    names = ("id", "source", "headline", "lead", "url", "published")
    columns = {name: [getattr(article, name) for article in read] for name in names}
    articles = pa.table(columns | {"desk": ["home"] * len(read)})
    scores = framing.score_table(articles)
    for name, table in (("articles", articles), ("scores", scores)):
        csv.write_csv(table, folder / f"{name}.csv")
        parquet.write_table(table, folder / f"{name}.parquet")
        lines = "".join(json.dumps(row) + "\n" for row in table.to_pylist())
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")


def _clear(namespace: dict[str, Any]) -> None:
    shutil.rmtree(namespace["folder"])


def _run(commands: str, folder: Path) -> None:
    """Run shell commands as a reader would, with this environment's Python and this checkout."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f'framing() {{ python -m framing "$@"; }}\n{commands}'],
        cwd=folder, env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}, timeout=LIMIT,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"


def _shell(example: Example) -> None:
    _run(example.parsed, example.namespace["folder"])


pytest_collect_file = Sybil(
    parsers=[CodeBlockParser("sh", _shell), SkipParser()],
    patterns=["README.md", "docs/*.md"],
    setup=_furnish,
    teardown=_clear,
).pytest()
