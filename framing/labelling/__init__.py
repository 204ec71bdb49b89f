"""Labelling in a terminal: one headline at a time, every answer on the disk before the next.

``framing label`` is a thin skin over this package: ``asked`` says what is asked and which keys
answer it, ``store`` keeps the answers, ``order`` says which article comes next, ``session``
runs it all, and ``keys`` reads single keys where there is a terminal.
"""

from __future__ import annotations

from framing.labelling.asked import Asked, Frames, Grades, YesNo
from framing.labelling.order import informative, shuffled
from framing.labelling.session import Done, Session
from framing.labelling.store import Answer, Store

__all__ = [
    "Answer",
    "Asked",
    "Done",
    "Frames",
    "Grades",
    "Session",
    "Store",
    "YesNo",
    "informative",
    "shuffled",
]
