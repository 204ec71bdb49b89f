"""What a report keeps of any number of scores: a sample, the most heightened, the means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from framing.codebook import COLUMNS
from framing.errors import ColumnError
from framing.outlets import Tally
from framing.own import main_column

if TYPE_CHECKING:
    from framing.layer import Layer

__all__ = ["HEIGHTENED", "SAMPLE", "Collector"]

SAMPLE = 1000
"""Articles that a page lists. Some 600 bytes each: the page stays below 2 MB, opens at once on
a phone and sorts without a wait."""

HEIGHTENED = 20
"""Headlines that a page shows with their words: what one reads."""

_SEED = 20
"""Of the sample, so that the same scores give the same page."""

Row = dict[str, Any]


class Collector:
    """Takes scored tables, in order, and keeps what the page shows, in flat memory.

    ``total`` counts the articles, ``tally`` has the sums of all of them by source, those of the
    columns of ``layer``, the model's, too, if it has one.
    """

    def __init__(self, layer: Layer | None = None) -> None:
        self.total = 0
        self.tally = Tally(layer=layer)
        self._schema = _schema(layer)
        self._random = np.random.default_rng(_SEED)
        self._sample = _Highest(SAMPLE)
        self._heightened = _Highest(HEIGHTENED)

    def write(self, table: pa.Table) -> None:
        """Take one scored table; columns that are not ours are left."""
        ours = _ours(table, self._schema)
        self.tally.write(ours)
        number = pa.array(np.arange(self.total, self.total + len(ours)))
        ours = ours.append_column(_NUMBER, number)
        self._sample.offer(ours, self._random.random(len(ours)))
        self._heightened.offer(ours, ours["sensationalism"].to_numpy())
        self.total += len(ours)

    @property
    def sampled(self) -> bool:
        """Whether there are more articles than the page lists."""
        return self.total > SAMPLE

    def heightened(self) -> list[Row]:
        """Return the most sensational headlines, those first."""
        return self._heightened.rows()

    def listed(self) -> list[Row]:
        """Return all articles, or a sample and the most heightened, in the order they came."""
        found = {row[_NUMBER]: row for row in [*self._sample.rows(), *self._heightened.rows()]}
        return [found[number] for number in sorted(found)]


_NUMBER = "number"

_TEXTS = {"id", "source", "headline", "lead", "main_frame", "note", "model"}


def _schema(layer: Layer | None) -> pa.Schema:
    """Return our columns and their types, those of a layer behind the others."""
    texts = {*_TEXTS, *main_column(layer)}
    names = (*COLUMNS, *(layer.columns if layer else ()))
    return pa.schema([(name, pa.string() if name in texts else pa.float64()) for name in names])


def _ours(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return our columns in our types, which a file in between may have changed."""
    missing = [name for name in schema.names if name not in table.column_names]
    if missing:
        raise ColumnError(
            f"no column {missing[0]!r}, so no scored table; make one with framing.score_table"
        )
    return table.select(schema.names).cast(schema)


class _Highest:
    """Keeps the rows with the highest keys. With random keys that is a uniform sample."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tables: list[pa.Table] = []
        self._keys = np.zeros(0)

    def offer(self, table: pa.Table, keys: npt.NDArray[np.float64]) -> None:
        """Take rows with their keys; those without a key are left."""
        self._tables.append(table)
        self._keys = np.append(self._keys, keys)
        order = np.argsort(-self._keys, kind="stable")[: self._most]
        order = order[~np.isnan(self._keys[order])]
        self._tables = [pa.concat_tables(self._tables).take(pa.array(order))]
        self._keys = self._keys[order]

    def rows(self) -> list[Row]:
        """Return the rows kept, highest key first."""
        return [row for table in self._tables for row in table.to_pylist()]
