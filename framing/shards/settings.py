"""What scores hang on beside the texts and the model."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from framing import __version__
from framing.errors import FramingError
from framing.read import Columns, Format

__all__ = ["KINDS", "Settings"]

KINDS = ("parquet", "csv", "jsonl")
"""The formats of shards; each is the ending of its files."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a folder is read and written; see ``framing.tables.score_files`` for what each is.

    ``kind`` is one of ``KINDS``. The number of threads is none of these: no score hangs on it.

    Raises:
        FramingError: There is no such kind.
    """

    kind: str = "parquet"
    columns: Columns = field(default_factory=Columns)
    format: Format | None = None
    source: str | None = None
    without_quotes: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FramingError(f"no format {self.kind!r} of shards; use one of {', '.join(KINDS)}")

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as the manifest has them, with the version that reads by them."""
        return {"version": __version__, **asdict(self)}

    @property
    def digest(self) -> str:
        """A short name of the settings: equal ones of one version have the same."""
        text = json.dumps(self.as_dict(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]
