"""Kill a run over a folder at random moments and go on: ``python benchmarks/interrupted.py``.

Each time the run is killed (-9) at a moment drawn over the time that an undisturbed one takes,
and then resumed; the scores must be those of the undisturbed run, byte for byte.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import pyarrow as pa  # noqa: E402 - the checkout must be found first
from pyarrow import parquet  # noqa: E402

from benchmarks.invented import sentences  # noqa: E402

KILLS, SHARDS, ROWS = 20, 40, 5_000


def main() -> None:
    """Print how many of the resumed runs equal the undisturbed one."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _write(folder / "in")
        begun = perf_counter()
        _run(folder / "in", folder / "once").wait()
        whole, wanted = perf_counter() - begun, _digests(folder / "once")
        draw = random.Random(0)  # noqa: S311 - moments, no secrets
        met = [_interrupted(folder, draw.uniform(0, whole), wanted) for _ in range(KILLS)]
    print(
        f"undisturbed {whole:.1f} s; of {KILLS} kills {sum(hit for hit, _ in met)} met a run under"
    )
    print(
        f"way; {sum(equal for _, equal in met)} of {KILLS} resumed runs equal the undisturbed one"
    )


def _write(folder: Path) -> None:
    folder.mkdir()
    for number in range(SHARDS):
        table = pa.table({"headline": list(sentences(ROWS, number))})
        parquet.write_table(table, folder / f"{number:02}.parquet")


def _run(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "framing", "score", str(folder), "-o", f"{out}/", "--resume"]
    return subprocess.Popen([*command, "--quiet"], cwd=ROOT)  # noqa: S603 - our own program


def _interrupted(folder: Path, moment: float, wanted: dict[str, str]) -> tuple[bool, bool]:
    """Tell whether the kill met a run under way, and whether the resumed run is as wanted."""
    out = folder / "killed"
    shutil.rmtree(out, ignore_errors=True)
    process = _run(folder / "in", out)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
    hit = process.wait() < 0
    _run(folder / "in", out).wait()
    return hit, _digests(out) == wanted


def _digests(out: Path) -> dict[str, str]:
    paths = sorted(out.rglob("*.parquet"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


if __name__ == "__main__":
    main()
