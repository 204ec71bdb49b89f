"""Print the most memory, in bytes, that Python with the given arguments takes.

A small process between: Linux counts for a new process what its parent took when it started it.
"""

from __future__ import annotations

import resource
import subprocess
import sys

_UNIT = 1 if sys.platform == "darwin" else 1024

if __name__ == "__main__":
    subprocess.run([sys.executable, *sys.argv[1:]], check=True)  # noqa: S603
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _UNIT)
