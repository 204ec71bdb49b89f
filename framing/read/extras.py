"""Packages that only some formats need: loaded when such a file is met, and named if missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from framing.errors import InputError
from framing.read.problem import Problem

__all__ = ["needed"]


def needed(module: str, extra: str, kind: str, path: str) -> Any:
    """Return ``module``, which reads files of one kind and comes with an extra of ours.

    Args:
        module: Its name, as it is imported.
        extra: The extra of this package that brings it.
        kind: What is to be read, for the message.
        path: The file, for the message.

    Raises:
        InputError: If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        message = f"{kind} cannot be read without {module.partition('.')[0]}, which is not there"
        remedy = f"pip install 'headline-framing[{extra}]'"
        raise InputError(Problem(path, None, message, remedy)) from error
