"""A run over a folder: which shards there are, which are done, and the rest one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from framing.errors import FramingError, InputError
from framing.exclusive import exclusive
from framing.model import load_model
from framing.pipeline import cores
from framing.read import OnProblem, Problem
from framing.read.folder import files_below
from framing.read.problem import log_problem
from framing.replace import left_behind
from framing.shards.identity import is_same
from framing.shards.manifest import Entry, Manifest
from framing.shards.settings import Settings
from framing.shards.work import Shard, score_shard
from framing.tables import Tally

__all__ = ["Run", "Spread", "score_folder"]

_LOG = logging.getLogger("framing")

_LOCK = ".lock"

_BETWEEN = 1.0
"""Seconds between two states of the manifest, which is written as a whole: what a run that is
killed loses is this much work and the shards under way, and tiny shards do not wait for it."""

Spread = Callable[
    [Callable[[Shard], tuple[str, Entry]], Iterable[Shard]], Iterable[tuple[str, Entry]]
]
"""Applies work to shards, here or elsewhere, and yields what is done, in any order: ``map``."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a folder: ``shards`` of it, ``kept`` of these as they were done before.

    The other counts are of all shards, as in ``framing.tables.Summary``.
    """

    shards: int
    kept: int
    articles: int
    withheld: int
    skipped: int
    failed: int


def score_folder(
    folder: str | Path,
    out: str | Path,
    *,
    settings: Settings | None = None,
    model: str | Path | None = None,
    n_jobs: int = 1,
    resume: bool = False,
    on_problem: OnProblem = log_problem,
    on_progress: Callable[[int, int, int], None] | None = None,
    spread: Spread = map,
) -> Run:
    """Score each file of a folder to a file of its own; go on where an earlier run stopped.

    Args:
        folder: The files to score: those that ``framing.read`` reads of it.
        out: The folder of the scores, outside of ``folder``. It is made where it is missing.
        settings: How to read and write.
        model: The model's folder; the built-in model if not given.
        n_jobs: Threads that score a shard, -1 for one a core.
        resume: Go on in a folder that has a manifest. Shards whose input, output, settings and
            model are as the manifest says are left alone; what failed is tried again.
        on_problem: Told of each row and file that could not be read as it stood.
        on_progress: Told after each shard: articles scored, shards done, shards to do.
        spread: Where the shards are scored, one after the other here if not given; see
            ``framing.engines.dask.spread``.

    Raises:
        InputError: There is no file to score.
        FramingError: ``out`` holds other things, or a run and ``resume`` is false, or lies
            within ``folder``, or another process is writing to it.
        ModelError: The model cannot be loaded.
        OutputError: An output cannot be written. What is done stays done.
    """
    folder, out, settings = Path(folder), Path(out), settings or Settings()
    own, label = Path(model) if model else None, load_model(model).label
    listed = Tally(on_problem)
    names = _names(folder, out, listed)
    shards = [Shard(folder, name, out, settings, own, cores(n_jobs)) for name in names]
    with _alone(out):
        state = _State(out, settings, _begun(out, settings, resume=resume))
        for path in left_behind(out):
            path.unlink(missing_ok=True)
        left = [shard for shard in shards if not state.has(shard, label)]
        state.warn_of_gone(names)
        state.work(spread(score_shard, left), len(left), on_problem, on_progress)
    return state.summary(names, len(names) - len(left), listed.failed)


def _names(folder: Path, out: Path, listed: Tally) -> list[str]:
    """Return the names of the files to score, in their order."""
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; a folder of scores needs one of articles")
    if out.resolve().is_relative_to(folder.resolve()):
        raise FramingError(f"{out} lies in {folder} and would be read as input; write it elsewhere")
    names = [path.relative_to(folder).as_posix() for path in files_below(folder, listed)]
    if not names:
        raise InputError(Problem(str(folder), None, "no file to read in the folder", "check it"))
    return names


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder of scores, which is made where it is missing."""
    if out.exists() and not out.is_dir():
        raise FramingError(f"{out}: is there and is no folder; choose another name")
    out.mkdir(parents=True, exist_ok=True)
    try:
        with exclusive(out / _LOCK, wait=False):
            yield
    except BlockingIOError:
        raise FramingError(f"{out}: another run is writing to it; wait for its end") from None


def _begun(out: Path, settings: Settings, *, resume: bool) -> Manifest:
    """Return the manifest to go on with; refuse a folder that is not ours to write in."""
    found = Manifest.load(out)
    if found is None:
        others = sorted(path.name for path in out.iterdir() if not path.name.startswith("."))
        if others:
            raise FramingError(f"{out}: holds {others[0]} and no run; name an empty folder")
        return Manifest(settings.as_dict())
    if not resume:
        done = sum(not entry.failed for entry in found.shards.values())
        raise FramingError(
            f"{out}: holds a run already, {done:,} shards done; go on with it (resume=True, or "
            "--resume), or name another folder"
        )
    if found.settings.get("kind") != settings.kind:
        raise FramingError(
            f"{out}: holds {found.settings.get('kind')}, not {settings.kind}; write that to "
            "another folder"
        )
    return found


@dataclass(slots=True)
class _State:
    """The manifest of a run under way."""

    out: Path
    settings: Settings
    manifest: Manifest
    saved: float = 0.0

    def has(self, shard: Shard, label: str) -> bool:
        """Tell whether a shard is done as it would be done now."""
        entry = self.manifest.shards.get(shard.name)
        return (
            entry is not None
            and not entry.failed
            and (entry.settings, entry.model) == (shard.settings.digest, label)
            and (entry.input is not None and is_same(shard.input, entry.input))
            and (entry.output is not None and is_same(shard.output, entry.output))
        )

    def warn_of_gone(self, names: list[str]) -> None:
        """Say which inputs are gone: their scores stay, as nothing could make them again."""
        gone = sorted(self.manifest.shards.keys() - set(names))
        if gone:
            _LOG.warning(
                "%d inputs of the manifest are gone (%s …); their scores stay in %s: remove "
                "them if they should not count",
                len(gone), gone[0], self.out,
            )  # fmt: skip

    def work(
        self,
        done: Iterable[tuple[str, Entry]],
        count: int,
        on_problem: OnProblem,
        on_progress: Callable[[int, int, int], None] | None,
    ) -> None:
        """Take what is done into the manifest, and save it now and then and at the end."""
        self._save()  # first of all, so that the folder is known as ours
        articles = 0
        try:
            for number, (name, entry) in enumerate(done, 1):
                self.manifest.shards[name] = entry
                for problem in entry.problems:
                    on_problem(problem)
                articles += entry.articles
                if on_progress:
                    on_progress(articles, number, count)
                if monotonic() - self.saved > _BETWEEN:
                    self._save()
        finally:
            self._save()

    def _save(self) -> None:
        self.manifest.save(self.out, self.settings)
        self.saved = monotonic()

    def summary(self, names: list[str], kept: int, unlisted: int) -> Run:
        """Add up what the manifest says of all shards; ``unlisted`` files were refused."""
        entries = [self.manifest.shards[name] for name in names]
        return Run(
            shards=len(names),
            kept=kept,
            articles=sum(entry.articles for entry in entries),
            withheld=sum(entry.withheld for entry in entries),
            skipped=sum(entry.skipped for entry in entries),
            failed=sum(entry.failed for entry in entries) + unlisted,
        )
