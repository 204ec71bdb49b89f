"""Packages that only some formats need: loaded when such a file is met, and named if missing."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from framing.errors import InputError
from framing.read.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FaultError", "faults_named", "needed"]


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


class FaultError(Exception):
    """What a library raised on a broken file, whatever its own name for it is."""


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn all that a library raises on a broken file into ``FaultError``.

    Libraries written in Rust panic, which Python sees as an exception that is no ``Exception``
    and that has no module to be imported from.
    """
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise FaultError(str(error)) from error
