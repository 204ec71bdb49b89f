"""All measurements in their order."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import framing
from benchmarks import bulk, files, memory, single, start, threads
from benchmarks.corpus import Corpus, load
from benchmarks.findings import Findings, gathered
from benchmarks.machine import busy, conditions
from benchmarks.rivals import available
from framing.patience import UNKEPT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

__all__ = ["conduct"]


def conduct(options: argparse.Namespace) -> Findings:
    """Measure everything that the options ask for."""
    where, before = conditions(), busy()
    _say("headlines")
    corpus = load(options.headlines, quick=options.quick)
    model = _warm(corpus)
    about = Findings(notes=(*where, f"framing {framing.__version__}, model {model}", corpus.about))
    with TemporaryDirectory(prefix="framing-benchmark-") as folder:
        found = gathered([about, *_measured(corpus, Path(folder), options)])
    wanted = f"Processes that wanted a core, before the run and at its end: {before}, {busy()}."
    return gathered([found, Findings(notes=(wanted,))])


def _warm(corpus: Corpus) -> str:
    """Read as many texts as it takes until compiled code is loaded; return the model's name."""
    label: str = framing.score_table(corpus.table(2 * UNKEPT))["model"][0].as_py()
    return label


def _measured(corpus: Corpus, folder: Path, options: argparse.Namespace) -> Iterator[Findings]:
    _say("rivals are trained")
    rivals, missing = available(corpus, options.encoder)
    steps: dict[str, Callable[[], Findings]] = {
        "many texts": lambda: bulk.measure(corpus, rivals),
        "one text a call": lambda: single.measure_calls(corpus, rivals),
        "explanations": lambda: single.measure_explanations(corpus),
        "threads": lambda: threads.measure(corpus),
        "files": lambda: files.measure(corpus, folder),
        "start": start.measure,
    }
    if options.memory:
        steps["memory"] = lambda: memory.measure(corpus, folder, quick=options.quick)
    else:
        missing.append("Memory was not measured (`--memory`).")
    for name, step in steps.items():
        _say(name)
        yield step()
    yield Findings(notes=tuple(missing))


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)
