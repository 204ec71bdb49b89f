"""The exceptions of this package: one small family, each saying what was found and what to do."""

from __future__ import annotations

__all__ = ["ColumnError", "FramingError", "InputError", "ModelError"]


class FramingError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(FramingError):
    """A file or row that cannot be read: names the file, the line and the remedy."""


class ColumnError(InputError):
    """A table without the column that was asked for or is needed."""


class ModelError(FramingError):
    """A model folder that is missing, damaged, or of an unknown format."""
