"""Row ids that are the same wherever a partition is scored, and there once in a data set."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import compute

__all__ = ["with_ids"]


def with_ids(table: pa.Table, column: str, partition: int, first: int = 0) -> pa.Table:
    """Return a table with ids ``partition:row``, rows from 1, where it has no such column.

    >>> with_ids(pa.table({"headline": ["a", "b"]}), "id", 3)["id"].to_pylist()
    ['3:1', '3:2']
    """
    if column in table.column_names:
        return table
    rows = pa.array(range(first + 1, first + len(table) + 1), pa.int64()).cast(pa.string())
    return table.append_column(column, compute.binary_join_element_wise(str(partition), rows, ":"))
