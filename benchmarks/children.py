"""Processes of their own, with as many threads as a user's would have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["FRAMING", "run"]

FRAMING = ("-m", "framing")
"""The command line program of this checkout, which need not be installed."""

_ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str) -> str:
    """Run Python with arguments; return what it prints.

    Raises:
        CalledProcessError: it did not end well.
    """
    kept = {name: v for name, v in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own arguments
        [sys.executable, *arguments],
        env=kept | {"PYTHONPATH": str(_ROOT)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout
