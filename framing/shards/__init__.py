"""Folders scored file by file, so that a run may stop at any moment and go on.

Each file of a folder becomes one file of scores, which appears when it is whole; a manifest
says what became of each. What is done is not done again. Put one behind the other, the scores
are those of one run over the folder, row for row.

>>> import tempfile
>>> from pathlib import Path
>>> with tempfile.TemporaryDirectory() as out:
...     run = score_folder("seeds", Path(out, "scored"), settings=Settings("jsonl"))
...     sorted(path.name for path in Path(out, "scored").glob("*.jsonl"))[-1]
'004_valley_waits.txt.jsonl'
>>> run.articles, run.failed
(5, 0)
"""

from __future__ import annotations

from framing.shards.manifest import MANIFEST, Entry, Manifest
from framing.shards.run import Run, score_folder
from framing.shards.settings import KINDS, Settings
from framing.shards.work import Shard, score_shard

__all__ = [
    "KINDS",
    "MANIFEST",
    "Entry",
    "Manifest",
    "Run",
    "Settings",
    "Shard",
    "score_folder",
    "score_shard",
]
