"""Where and with what a run was made."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["busy", "conditions"]

_LIBRARIES = (
    "numpy pyarrow numba fasttext-wheel scikit-learn vaderSentiment textblob torch transformers"
).split()


def conditions() -> list[str]:
    """Say date, machine and versions; none of them names a path."""
    today = datetime.now(timezone.utc).date().isoformat()
    return [
        f"{today}, {_processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"Python {platform.python_version()}, " + ", ".join(_versions()),
    ]


def busy() -> str:
    """Say how many processes wanted a core in the last minute, ourselves included."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    """Name the processor, with the numbers that tell generations of one name apart."""
    found = Path("/proc/cpuinfo")
    lines = found.read_text("utf-8").splitlines() if found.is_file() else []
    said = {key.strip(): value.strip() for key, _, value in (s.partition(":") for s in lines)}
    if "model name" not in said:
        return platform.processor() or platform.machine()
    numbers = [f"{key.removeprefix('cpu ')} {said[key]}" for key in _NUMBERS if key in said]
    return f"{said['model name']} ({', '.join(numbers)})" if numbers else said["model name"]


_NUMBERS = ("cpu family", "model")


def _versions() -> list[str]:
    found = ((name, _version(name)) for name in _LIBRARIES)
    return [f"{name} {number}" for name, number in found if number]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
