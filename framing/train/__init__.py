"""Build and judge models from labelled data: needs the ``train`` extra, scoring does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["compare", "run"]


def run(
    data: Path,
    out: Path,
    *,
    encoders: Sequence[str] = (),
    shares: Sequence[float] = (),
    ratings_only: bool = False,
    sentences: int | None = None,
    cache: Path = Path(".cache/framing"),
) -> None:
    """Train a model on the corpora in ``data`` and write its folder to ``out``.

    ``encoders`` are folders (or names) in sentence-transformers layout: each becomes a teacher,
    and one that is named again another, of the next seed; ``shares`` are what each weighs in
    the mean of their labels (alike if not given). With ``ratings_only`` there is none and the
    table learns from the ratings alone. ``sentences`` limits the body sentences that are
    labelled. Steps that were done before are read from ``cache``.

    Raises:
        FramingError: ``data`` lacks the corpora, no encoder was named, or the shares are not one
            for each encoder, all above nought.
    """
    from framing import __version__
    from framing.errors import FramingError

    _check(data)
    if not encoders and not ratings_only:
        raise FramingError(
            "name a pretrained encoder with --encoder PATH, or train with --ratings-only"
        )
    if shares and (len(shares) != len(encoders) or min(shares) <= 0):
        raise FramingError(
            f"{len(shares)} shares for {len(encoders)} encoders: give each one above nought"
        )
    from framing.train.build import build
    from framing.train.plan import RATINGS_ONLY, Plan

    plan = Plan(data, cache, tuple(encoders), tuple(shares))
    if sentences is not None:
        plan = replace(plan, sentences=sentences)
    if ratings_only:
        plan = replace(plan, encoders=(), settings=RATINGS_ONLY)
    build(plan, out, {"name": out.name, "version": __version__})


def compare(
    data: Path,
    out: Path,
    *,
    encoders: Sequence[str],
    seeds: int = 2,
    cache: Path = Path(".cache/framing"),
) -> None:
    """Compare encoders, passes, seeds and ensembles; write the figures to the page ``out``.

    Raises:
        FramingError: ``data`` lacks the corpora.
    """
    _check(data)
    from framing.train.choose import compare as write
    from framing.train.plan import Plan

    write(Plan(data, cache, tuple(encoders)), out, seeds)


def _check(data: Path) -> None:
    from framing.errors import FramingError

    if not (data / "ratings.parquet").exists():
        raise FramingError(f"{data}: no ratings.parquet; name the folder that holds the corpora")
