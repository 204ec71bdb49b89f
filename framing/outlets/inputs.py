"""What scores may come as: records, tables, data frames, files. All become scored tables."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from framing.codebook import OUTPUTS
from framing.errors import InputError
from framing.own import own_numbers
from framing.read.remote import is_remote
from framing.scoring import Score, score_table

if TYPE_CHECKING:
    from framing.model import Model

__all__ = ["holds_articles", "scored_tables"]

_BATCH = 8192
"""Rows held at once."""

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_LINES = (".jsonl", ".ndjson", ".json-lines", ".json")
_NUMBERS = (*OUTPUTS, "gap")


def scored_tables(scores: Any, by: str, model: Model | None = None) -> Iterator[pa.Table]:
    """Yield scored tables, whatever ``scores`` is; see ``framing.sources``.

    Raises:
        TypeError: ``scores`` is nothing that holds scores.
        InputError: A file cannot be read; the message names it.
    """
    numbers = (*_NUMBERS, *own_numbers(model.layer if model else None))
    if isinstance(scores, (str, Path)):
        return _file(Path(scores), by, model, numbers)
    if isinstance(scores, pa.RecordBatchReader):
        return _rows(iter(scores), numbers)
    # Frames of pandas before 2.2 have the second sign only.
    if hasattr(scores, "__arrow_c_stream__") or hasattr(scores, "__dataframe__"):
        return iter([pa.table(scores)])
    if isinstance(scores, Iterable) and not isinstance(scores, Mapping):
        return _rows(iter(scores), numbers)
    raise TypeError(
        f"scores are Score records, a table, a data frame or a path, not {type(scores).__name__}"
    )


def _rows(rows: Iterator[Any], numbers: Sequence[str]) -> Iterator[pa.Table]:
    """Yield tables of records, or the tables themselves."""
    for first in rows:
        if isinstance(first, (pa.Table, pa.RecordBatch)):
            yield pa.table(first)
        else:
            batch = [_row(row) for row in chain([first], islice(rows, _BATCH - 1))]
            yield _table(batch, numbers)


def _row(row: Any) -> Mapping[str, Any]:
    if isinstance(row, Score):
        return row.as_dict()
    if isinstance(row, Mapping):
        return row
    raise TypeError(
        f"a score is a Score or a mapping of its columns, not {type(row).__name__}: "
        "score articles first, with framing.score_many"
    )


def _table(rows: list[Mapping[str, Any]], numbers: Sequence[str]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    return pa.table(
        {
            name: pa.array(values, pa.float64()) if name in numbers else _texts(values)
            for name, values in columns.items()
        }
    )


def _texts(values: list[Any]) -> pa.Array:
    return pa.array([None if v is None else str(v) for v in values], pa.string())


def holds_articles(path: str) -> bool:
    """Tell what ``framing.read`` reads from scores and from Parquet: a folder, text, ``-``."""
    if path == "-" or is_remote(path):
        return True
    place = Path(path)
    return place.exists() and place.suffix.casefold() != ".parquet" and not _is_scored(place)


def _is_scored(path: Path) -> bool:
    """Tell whether a file holds scores, by its first columns, or a folder those of a run."""
    from framing.shards.manifest import is_run

    return is_run(path) or "sensationalism" in _names(path)


def _names(path: Path) -> Iterable[str]:
    ending = path.suffix.casefold()
    if ending == ".parquet":
        return _parquet(path).schema_arrow.names  # type: ignore[no-any-return]
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        line = stream.readline()
    if ending in _LINES:
        return _keys(line)
    return next(csv.reader([line], delimiter=_DELIMITERS.get(ending, ",")), [])


def _keys(line: str) -> Iterable[str]:
    try:
        found = json.loads(line)
    except ValueError:
        return ()
    return found if isinstance(found, dict) else ()


def _file(path: Path, by: str, model: Model | None, numbers: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the tables of a file of scores, or of articles, which are scored."""
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; check the path")
    from framing.shards.manifest import is_run, outputs

    if is_run(path):
        shards = (_file(shard, by, model, numbers) for shard in outputs(path))
        return chain.from_iterable(shards)
    if path.suffix.casefold() == ".parquet":
        return _parquet_tables(path, by, model, numbers)
    if not _is_scored(path):
        return _articles(path, model)
    return (_lines if path.suffix.casefold() in _LINES else _delimited)(path, numbers)


def _articles(path: Path, model: Model | None) -> Iterator[pa.Table]:
    from framing.read import read
    from framing.tables import batches

    return (score_table(batch, model=model) for batch in batches(read(path)))


def _parquet(path: Path) -> Any:
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read as Parquet ({error}); check the file") from error


def _parquet_tables(
    path: Path, by: str, model: Model | None, numbers: Sequence[str]
) -> Iterator[pa.Table]:
    file = _parquet(path)
    scored = "sensationalism" in file.schema_arrow.names
    wanted = {by, "published", "model", *numbers}
    columns = [name for name in file.schema_arrow.names if name in wanted] if scored else None
    for batch in file.iter_batches(_BATCH, columns=columns):
        table = pa.Table.from_batches([batch])
        yield table if scored else score_table(table, model=model)


def _delimited(path: Path, numbers: Sequence[str]) -> Iterator[pa.Table]:
    from pyarrow import csv as arrow_csv

    names = list(_names(path))
    types = {name: pa.float64() if name in numbers else pa.string() for name in names}
    options = {
        "parse_options": arrow_csv.ParseOptions(
            delimiter=_DELIMITERS.get(path.suffix.casefold(), ","), newlines_in_values=True
        ),
        "convert_options": arrow_csv.ConvertOptions(column_types=types),
    }
    try:
        for batch in arrow_csv.open_csv(path, **options):
            yield pa.Table.from_batches([batch])
    except pa.ArrowInvalid as error:
        raise InputError(
            f"{path}: {error}; correct the row, or score the articles again"
        ) from error


def _lines(path: Path, numbers: Sequence[str]) -> Iterator[pa.Table]:
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        rows = enumerate(stream, 1)
        while batch := [_parsed(path, *row) for row in islice(rows, _BATCH)]:
            yield _named(path, batch, numbers)


def _named(path: Path, batch: list[Mapping[str, Any]], numbers: Sequence[str]) -> pa.Table:
    try:
        return _table(batch, numbers)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(f"{path}: a score is no number ({error}); correct the row") from error


def _parsed(path: Path, line: int, text: str) -> Mapping[str, Any]:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise InputError(f"{path}:{line}: no JSON ({error}); write one object a line") from error
    if not isinstance(row, dict):
        raise InputError(f"{path}:{line}: no JSON object; write one object a line")
    return row
