"""Processes that tests start: each is the head of a group, and dies with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def started(command, log, **environment):
    """Start a command whose output goes to a file; kill it at the end, if it still runs."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process):
    """Kill -9 a process and its group, as when its machine goes."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(what, seconds):
    """Wait until ``what()`` holds; fail where it does not in time."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not in {seconds} s"
        time.sleep(0.05)
