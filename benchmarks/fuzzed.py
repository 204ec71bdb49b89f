"""A million made inputs for the fuzz targets, and what became of them.

    python benchmarks/fuzzed.py [--count 1000000] [--jobs 2]

Each input is made of a seed by its number alone, so that one that breaks something can be made
again. Chunks run in processes of their own, with a limit on memory: one that dies is a crash,
a call of more than ten seconds, twice in a row, a hang.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

CHUNK = 2_000
SLOW = {
    "read html": 0.1,
    "read warc": 0.1,
    "read excel": 0.1,
    "rows csv": 0.3,
    "rows jsonl": 0.3,
    "score": 0.3,
}
"""Targets with fewer than some 400 inputs a second: their part of what the others get."""
HANG = 10.0
MEMORY = 6 << 30
"""Bytes of addresses: compiled code and Arrow reserve some two gigabytes unused."""


class HangError(BaseException):
    """A call took too long."""


def main() -> int:
    """Run every chunk and print the sums; return 1 if an input broke something."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no chunk later")
    parser.add_argument("--resume", action="store_true", help="go on from what --out holds")
    parser.add_argument("--chunk", nargs=3, metavar=("TARGET", "FIRST", "COUNT"))
    parser.add_argument("--out", type=Path, default=Path(".cache/fuzzed.json"))
    options = parser.parse_args()
    if options.chunk:
        target, first, count = options.chunk
        print(json.dumps(chunk(target, int(first), int(count))))
        return 0
    before = json.loads(options.out.read_text()) if options.resume else {}
    sums = run(options.count, options.jobs, options.seconds, before)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(sums, indent=1) + "\n")
    print(json.dumps(sums, indent=1))
    return 1 if any(found["broken"] for found in sums.values()) else 0


def chunk(target: str, first: int, count: int) -> dict[str, object]:
    """Try ``count`` inputs of one target, and count what is broken by kind."""
    from tests.fuzz.mutate import mutated
    from tests.fuzz.targets import TARGETS, seeds

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _hang)
    run_target, own = TARGETS[target], seeds(target)
    run_target(own[0])  # compiled code is loaded, and compiled, before the clock runs
    broken: Counter[str] = Counter()
    examples: dict[str, int] = {}
    for number in range(first, first + count):
        data = mutated(random.Random(number), own)  # noqa: S311 - no secret
        kind = _tried(run_target, data)
        if kind == "HangError":  # a machine that stood still is no hang: it happens again
            kind = _tried(run_target, data)
        if kind:
            broken[kind] += 1
            examples.setdefault(kind, number)
    return {"tried": count, "broken": broken, "examples": examples}


def _tried(target: Callable[[bytes], None], data: bytes) -> str | None:
    """Try one input; return the name of what it broke with."""
    signal.setitimer(signal.ITIMER_REAL, HANG)
    try:
        target(data)
    except (Exception, HangError) as error:  # noqa: BLE001 - that is what is looked for
        return type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _hang(*_: object) -> None:
    raise HangError


def run(count: int, jobs: int, seconds: float, before: dict) -> dict[str, dict[str, object]]:
    """Share the inputs out among the targets, and run them in turn."""
    from tests.fuzz.targets import TARGETS

    begin = monotonic()
    whole = count / sum(SLOW.get(target, 1) for target in TARGETS)
    each = {target: ceil(whole * SLOW.get(target, 1)) for target in TARGETS}
    nothing = {"tried": 0, "broken": {}, "examples": {}}
    sums = {target: before.get(target, nothing) for target in TARGETS}
    sums = {t: found | {"broken": Counter(found["broken"])} for t, found in sums.items()}
    done = {target: found["tried"] for target, found in sums.items()}
    tasks = [
        (target, first, min(CHUNK, each[target] - first))
        for first in range(0, max(each.values()), CHUNK)
        for target in TARGETS
        if done[target] <= first < each[target]
    ]
    with ThreadPoolExecutor(jobs) as pool:
        results = pool.map(
            lambda task: None if monotonic() - begin > seconds else _process(*task), tasks
        )
        for (target, _, _), result in zip(tasks, results, strict=True):
            if result is not None:
                sums[target]["tried"] += result["tried"]
                sums[target]["broken"].update(result["broken"])
                sums[target]["examples"] = result["examples"] | sums[target]["examples"]
    return sums


def _process(target: str, first: int, count: int) -> dict[str, object]:
    command = [sys.executable, __file__, "--chunk", target, str(first), str(count)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)  # noqa: S603
    if done.returncode:
        return {"tried": count, "broken": {"Crash": 1}, "examples": {"Crash": first}}
    return json.loads(done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
