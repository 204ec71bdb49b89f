"""Leaves the modules that need torch out of the doctests where torch is not installed."""

from importlib.util import find_spec

collect_ignore = (
    []
    if find_spec("torch")
    else [
        f"framing/train/{name}.py" for name in ("choose", "documents", "steps", "table", "teacher")
    ]
)
