"""Cells that no spreadsheet takes for a formula, for tables of strangers' texts.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to
spreadsheets, and a formula can send what is in a sheet away (OWASP, “CSV Injection”). An
apostrophe before it makes it a text. That changes the text, so it is done where it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import compute

if TYPE_CHECKING:
    from framing.write import Writer

__all__ = ["SafeCells", "safe"]

_FORMULA = r"\A[=+\-@\t\r]"


class SafeCells:
    """Hands tables on to a writer, with no formula in them."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, table: pa.Table) -> None:
        """Take one table."""
        self._writer.write(safe(table))


def safe(table: pa.Table) -> pa.Table:
    """Return the table with an apostrophe before every text, or column name, like a formula.

    >>> safe(pa.table({"headline": ["=1+1", "Rates rise"]}))["headline"].to_pylist()
    ["'=1+1", 'Rates rise']
    """
    columns = [_safe(column) for column in table.columns]
    names = _safe(pa.chunked_array([table.column_names], pa.string())).to_pylist()
    return pa.table(columns, names)


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    risky = compute.match_substring_regex(column, _FORMULA)
    if not compute.any(risky).as_py():
        return column
    marked = compute.binary_join_element_wise(pa.scalar("'", column.type), column, "")
    return compute.if_else(risky, marked, column)
