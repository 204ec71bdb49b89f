"""Judging a model by anybody's labelled file: ``judge``, and the page, text or JSON of it."""

from __future__ import annotations

from framing.train.judge.judged import Judgement, judge
from framing.train.judge.told import markdown, write

__all__ = ["Judgement", "judge", "markdown", "write"]
