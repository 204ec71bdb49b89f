"""One file to one file: what a shard is, and how it is scored, in whatever process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from framing.errors import FramingError, InputError
from framing.model import load_model
from framing.read import Problem, read_pieces
from framing.shards.identity import identify
from framing.shards.manifest import Entry, Identity
from framing.tables import Inputs, Summary, Tally, score_articles

if TYPE_CHECKING:
    from pathlib import Path

    from framing.shards.settings import Settings

__all__ = ["Shard", "lost", "score_shard"]

_MOST = 20
"""Problems of a file that its entry holds, a screenful, beside those that cost the file."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A file ``name`` of ``folder``, which becomes a file of the same name and more in ``out``.

    The whole name is kept, packing and all: ``news.csv`` and ``news.jsonl.gz`` are two shards.
    ``model`` is the model's folder, ``None`` the built-in one.
    """

    folder: Path
    name: str
    out: Path
    settings: Settings
    model: Path | None = None
    n_jobs: int = 1

    @property
    def input(self) -> Path:
        """Where the articles are."""
        return self.folder / self.name

    @property
    def output(self) -> Path:
        """Where the scores go."""
        return self.out / f"{self.name}.{self.settings.kind}"


@dataclass(slots=True)
class _Kept:
    """Keeps the first problems and those that cost a file."""

    problems: list[Problem] = field(default_factory=list)

    def __call__(self, problem: Problem) -> None:
        if len(self.problems) < _MOST or problem.lost == "file":
            self.problems.append(problem)


def score_shard(shard: Shard) -> tuple[str, Entry]:
    """Score a shard; return its name and what became of it.

    Whatever is wrong with the input is in the entry, so that it costs no other: what stood
    before the damage is scored, as in a run over the folder. Where nothing could be read there
    is no output, and one that was there, of another state of the input, is removed.

    Raises:
        ModelError: The model cannot be loaded.
        OutputError: The output cannot be written; nothing is left of it.
    """
    begun = perf_counter()
    shard.output.parent.mkdir(parents=True, exist_ok=True)
    kept = _Kept()
    tally = Tally(kept)
    was = _identified(shard, tally)
    counted = _scored(shard, tally) if was else None
    if counted is None:
        shard.output.unlink(missing_ok=True)
    entry = _entry(shard, was, counted, tally, kept)
    return shard.name, replace(entry, seconds=round(perf_counter() - begun, 3))


def lost(shard: Shard, message: str) -> tuple[str, Entry]:
    """Return the entry of a shard that nobody came back from."""
    kept = _Kept()
    tally = Tally(kept)
    tally.fail(str(shard.input), RuntimeError(message))
    return shard.name, _entry(shard, None, None, tally, kept)


def _entry(
    shard: Shard, was: Identity | None, counted: Summary | None, tally: Tally, kept: _Kept
) -> Entry:
    return Entry(
        input=was,
        output=identify(shard.output) if counted else None,
        settings=shard.settings.digest,
        model=load_model(shard.model).label,
        rows=(counted.articles if counted else 0) + tally.skipped,
        articles=counted.articles if counted else 0,
        withheld=counted.withheld if counted else 0,
        skipped=tally.skipped,
        failed=counted is None or tally.failed > 0,
        noted=tally.problems,
        problems=tuple(kept.problems),
        seconds=0.0,
    )


def _identified(shard: Shard, tally: Tally) -> Identity | None:
    try:
        return identify(shard.input)
    except OSError as error:
        tally.fail(str(shard.input), error)
        return None


def _scored(shard: Shard, tally: Tally) -> Summary | None:
    """Score and write; ``None`` where nothing could be read."""
    settings = shard.settings
    opened = partial(
        read_pieces,
        columns=settings.columns,
        format=settings.format,
        source=settings.source,
        on_problem=tally,
        within=shard.folder,
    )
    try:
        return score_articles(
            Inputs([shard.input], opened, tally).articles(),
            out=shard.output,
            model=load_model(shard.model),
            n_jobs=shard.n_jobs,
            without_quotes=settings.without_quotes,
        )
    except InputError:  # nothing could be read, and the tally knows why
        return None
    except FramingError:
        raise
    except Exception as error:  # noqa: BLE001 - what a file does to a reader costs only the file
        tally.fail(str(shard.input), error)
        return None
