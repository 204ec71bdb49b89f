"""Build and judge models from labelled data: needs the ``train`` extra, scoring does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

__all__ = ["run"]


def run(
    data: Path,
    out: Path,
    *,
    encoder: str | None = None,
    ratings_only: bool = False,
    cache: Path = Path(".cache/framing"),
) -> None:
    """Train a model on the corpora in ``data`` and write its folder to ``out``.

    ``encoder`` is a folder (or name) in sentence-transformers layout; with ``ratings_only``
    there is no teacher and the table learns from the ratings alone. Steps that were done
    before are read from ``cache``.

    Raises:
        InputError: ``data`` lacks the corpora, or no encoder was named.
    """
    from framing import __version__
    from framing.errors import InputError
    from framing.train.steps import RATINGS_ONLY, Plan, build

    if not (data / "ratings.parquet").exists():
        raise InputError(f"{data}: no ratings.parquet; name the folder that holds the corpora")
    if encoder is None and not ratings_only:
        raise InputError(
            "name a pretrained encoder with --encoder PATH, or train with --ratings-only"
        )
    plan = Plan(data, cache, encoder)
    if ratings_only:
        plan = replace(plan, encoder=None, settings=RATINGS_ONLY)
    build(plan, out, {"name": out.name, "version": __version__})
