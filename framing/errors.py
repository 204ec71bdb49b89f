"""The exceptions of this package: one small family, each saying what was found and what to do.

Every one is a ``FramingError``. What is wrong with a model has a name of its own each, all of
them under ``ModelError``, so that a service can tell a damaged download from a hostile file.
"""

from __future__ import annotations

__all__ = [
    "ColumnError",
    "FramingError",
    "InputError",
    "ModelDamageError",
    "ModelError",
    "ModelFormatError",
    "ModelHeaderError",
    "ModelMissingError",
    "ModelNumberError",
    "ModelPathError",
    "ModelShapeError",
    "ModelSizeError",
    "ModelTruncatedError",
    "OutputError",
]


class FramingError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(FramingError):
    """A file or row that cannot be read: names the file, the line and the remedy."""


class ColumnError(InputError):
    """A table without the column that was asked for or is needed."""


class OutputError(FramingError):
    """An output that cannot be written: names the path, the reason and the remedy."""


class ModelError(FramingError):
    """A model that cannot be used: one of those below, or one that does not fit the scores."""


class ModelMissingError(ModelError):
    """No such folder, or a file of it that is not there or cannot be opened."""


class ModelFormatError(ModelError):
    """A folder of a format, or of outputs, that this version does not read."""


class ModelHeaderError(ModelError):
    """A header that is no JSON, says a thing twice, lacks one, or holds what it must not."""


class ModelTruncatedError(ModelError):
    """A file that is shorter than its header says."""


class ModelDamageError(ModelError):
    """A file whose bytes are not those that its digest was taken of."""


class ModelShapeError(ModelError):
    """An array of another type or shape than its header says, or than the others need."""


class ModelNumberError(ModelError):
    """Numbers that are not finite, out of range, or not in order."""


class ModelPathError(ModelError):
    """A name or a link that leads out of the model's folder, or what is no regular file."""


class ModelSizeError(ModelError):
    """A file or an array larger than any model has; nothing of that size is allocated."""
