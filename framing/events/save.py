"""Write a comparison: JSON whole, JSON Lines an event a line, or a table an article a row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framing.replace import open_whole
from framing.write import OutputError, open_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from framing.events import Comparison

__all__ = ["save"]


def save(found: Comparison, path: str | Path) -> None:
    """Write a comparison to a file that appears when it is whole.

    ``.json``: one object with ``articles``, ``events`` and ``source_effects``. ``.jsonl``,
    ``.ndjson``: one object a line, events first, each with its ``kind``. Other endings of
    ``framing.write``: one row an article, with the event's number.

    Raises:
        OutputError: The ending is unknown, the file cannot be written, or a table has no row.
    """
    target = Path(path)
    ending = target.suffix.casefold()
    if ending == ".json":
        _write(target, json.dumps(found.as_dict(), ensure_ascii=False, indent=1) + "\n")
    elif ending in (".jsonl", ".ndjson"):
        _write(target, "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines(found)))
    else:
        with open_file(target) as out:
            out.write(_flat(found))


def _write(target: Path, text: str) -> None:
    with open_whole(target) as stream:
        stream.write(text.encode())


def lines(found: Comparison) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    for event in found.events:
        yield {"kind": "event", **event.as_dict()}
    for effect in found.source_effects:
        yield {"kind": "source_effect", **effect.as_dict()}


def _flat(found: Comparison) -> pa.Table:
    """Return the articles' table with the words as text: not every format has lists."""
    import pyarrow as pa

    table = found.to_arrow()
    if not table.num_rows:
        raise OutputError("no event was found, so there is no row to write; use .json or .jsonl")
    words = pa.array([", ".join(words) for words in table["words"].to_pylist()], pa.string())
    return table.set_column(table.column_names.index("words"), "words", words)
