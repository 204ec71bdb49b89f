"""Where outputs may not lie, for the commands that write files."""

from __future__ import annotations

from pathlib import Path

from framing.errors import FramingError

__all__ = ["check_apart"]


def check_apart(out: str | None, path: str) -> None:
    """Refuse an output within a folder of input: it would be read as input the next time."""
    if out is None or out == "-" or not Path(path).is_dir():
        return
    if Path(out).resolve().is_relative_to(Path(path).resolve()):
        raise FramingError(
            f"{out} lies in {path} and would be read as input the next time; write it elsewhere"
        )
