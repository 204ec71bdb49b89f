"""Scores of Dask collections, and shards as tasks of Dask. Needs the extra ``dask``."""

from __future__ import annotations

from framing.engines.dask.frames import score
from framing.engines.dask.models import CarriedModel
from framing.engines.dask.shards import connect, spread

__all__ = ["CarriedModel", "connect", "score", "spread"]
