"""The fold: scored tables in, sums of each outlet out. Memory grows with outlets, not rows."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from framing.codebook import FRAMES, SCALES
from framing.errors import ColumnError
from framing.outlets.own import OwnTally
from framing.period import period_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from framing.layer import Layer

__all__ = ["MEANS", "THRESHOLDS", "Sums", "Tally"]

Floats = npt.NDArray[np.float64]
Key = tuple[str, str | None]

THRESHOLDS: dict[str, tuple[str, float]] = {
    **{
        scale.name: (scale.name, 1.5 / 4)
        for scale in SCALES
        if scale.name not in ("tone", "opinion")
    },
    "opinion": ("opinion", 1.5 / 2),
    "tone": ("tone", 0.5 / 2),
    "tone_below": ("tone", -0.5 / 2),
}
"""From where an article counts as beyond the threshold, by scale. Half-way between two wordings
of the codebook, so that the nearest one is: “clearly heightened”, a clear hook, “clearly slanted”
or more (rating 2 of 4); opinion rather than analysis (2 of 2); rather positive or better (1 of
2), and for ``tone_below`` rather negative or worse."""

MEANS = (*(scale.name for scale in SCALES), "gap", "tone_intensity", "tone_sign")
"""What is averaged. Intensity is the tone's distance from neutral; sign is 1, 0 or −1 by the
tone's thresholds. Plus and minus cancel in the mean tone and in no other of the three."""

_SCALES = [scale.name for scale in SCALES]
_FRAMES = [frame.column for frame in FRAMES]
_M, _T, _F = len(MEANS), len(THRESHOLDS), len(_FRAMES)
_WIDTH: int = 3 * _M + _T + _F + 2
"""Numbers that are summed for each outlet."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What is known of one outlet: numbers, sums, sums of squares, counts.

    ``moments[name]`` holds the number of scores, their sum and the sum of their squares,
    ``beyond[name]`` the articles beyond a threshold, ``frames[column]`` the sum of
    probabilities over the ``framed`` articles.
    """

    articles: int
    framed: int
    moments: dict[str, tuple[float, float, float]]
    beyond: dict[str, int]
    frames: dict[str, float]


@dataclass(slots=True)
class Tally:
    """Takes scored tables, as any writer does, and keeps sums by outlet and period.

    ``by`` names the column that tells outlets apart, ``over`` a period of
    ``framing.period.PERIODS`` or ``None``. ``models`` are the models met, ``own`` the sums of the
    columns of ``layer``, the model's, if it has one.
    """

    by: str = "source"
    over: str | None = None
    layer: InitVar[Layer | None] = None
    own: OwnTally = field(init=False)
    models: set[str] = field(default_factory=set)
    _places: dict[Key, int] = field(default_factory=dict)
    _sums: Floats = field(default_factory=lambda: np.zeros((0, _WIDTH)))

    def __post_init__(self, layer: Layer | None) -> None:
        self.own = OwnTally(layer)

    def write(self, table: pa.Table) -> None:
        """Take one scored table.

        Raises:
            ColumnError: A column that is needed is not there.
        """
        _demand(table, [self.by, *["published"] * bool(self.over), *_SCALES, *self.own.names])
        self.models.update(str(model) for model in _texts(table, "model"))
        keys = self._keys(table)
        places = [self._places.setdefault(key, len(self._places)) for key in keys]
        if not places:
            return
        self.own.write(table, keys)
        self._grow()
        order = np.argsort(places, kind="stable")
        met, starts = np.unique(np.asarray(places)[order], return_index=True)
        self._sums[met] += np.add.reduceat(_terms(table)[order], starts, axis=0)

    def _keys(self, table: pa.Table) -> list[Key]:
        names = [name or "" for name in _texts(table, self.by)]
        if self.over is None:
            return [(name, None) for name in names]
        dates = _texts(table, "published")
        return [(n, period_of(d, self.over)) for n, d in zip(names, dates, strict=True)]

    def _grow(self) -> None:
        """Double the sums where there are more outlets than rows."""
        if len(self._places) > len(self._sums):
            grown = np.zeros((2 * len(self._places), _WIDTH))
            grown[: len(self._sums)] = self._sums
            self._sums = grown

    def __len__(self) -> int:
        return len(self._places)

    def sums(self, most: int | None = None) -> dict[Key, Sums]:
        """Return the sums of each outlet and period, or of so many with most articles."""
        by_size = sorted(self._places, key=lambda key: (-self._sums[self._places[key], -1], key[0]))
        return {key: _read(self._sums[self._places[key]]) for key in by_size[:most]}

    def moments(self, name: str) -> Iterator[tuple[Key, tuple[float, float, float]]]:
        """Yield number, sum and sum of squares of one of ``MEANS`` for each outlet and period."""
        columns = MEANS.index(name) + np.array([0, _M, 2 * _M])
        for key, place in self._places.items():
            count, total, square = self._sums[place, columns].tolist()
            yield key, (count, total, square)

    def pooled(self) -> Sums:
        """Return the sums of all articles, whatever their outlet."""
        return _read(self._sums.sum(axis=0))


_MOST_NAMED = 12
"""Columns in a message: a line of them."""


def _demand(table: pa.Table, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in table.column_names]
    if missing:
        more = ", …" if table.num_columns > _MOST_NAMED else ""
        raise ColumnError(
            f"no column {missing[0]!r} among the scores; there are "
            f"{', '.join(table.column_names[:_MOST_NAMED])}{more}: score the articles first, with "
            "the same model (framing score … -o scores.parquet keeps their columns), or name "
            "another column"
        )


def _texts(table: pa.Table, name: str) -> list[str | None]:
    if name not in table.column_names:
        return []
    values: list[str | None] = table[name].cast(pa.string()).to_pylist()
    return values


def _numbers(table: pa.Table, name: str) -> Floats:
    """Return a column as floats, nan where it is null or missing."""
    if name not in table.column_names:
        return np.full(table.num_rows, np.nan)
    values: Floats = table[name].cast(pa.float64()).to_numpy()
    return values


def _terms(table: pa.Table) -> Floats:
    """Return what each article adds, shape (articles, ``_WIDTH``)."""
    scores = {name: _numbers(table, name) for name in (*_SCALES, "gap")}
    tone = scores["tone"]
    high, low = THRESHOLDS["tone"][1], THRESHOLDS["tone_below"][1]
    sign = np.where(np.isnan(tone), np.nan, (tone >= high).astype(float) - (tone <= low))
    scores |= {"tone_intensity": np.abs(tone), "tone_sign": sign}
    values = np.stack([scores[name] for name in MEANS], axis=1)
    known = ~np.isnan(values)
    values = np.where(known, values, 0.0)
    frames = np.stack([_numbers(table, name) for name in _FRAMES], axis=1)
    framed = np.logical_not(np.isnan(frames).any(axis=1, keepdims=True))
    whole = [known, values, values**2, _beyond(scores), np.where(framed, frames, 0.0)]
    return np.column_stack([*whole, framed, np.ones(table.num_rows)])


def _beyond(scores: dict[str, Floats]) -> npt.NDArray[np.bool_]:
    """Tell which articles are beyond each threshold; one without a score is beyond none."""
    limits = THRESHOLDS.values()
    columns = [scores[name] >= at if at > 0 else scores[name] <= at for name, at in limits]
    return np.stack(columns, axis=1)


def _read(row: Floats) -> Sums:
    """Take one row of sums apart."""
    counts, totals, squares, beyond, frames, rest = np.split(
        row, np.cumsum([_M, _M, _M, _T, _F]).tolist()
    )
    return Sums(
        articles=round(rest[1]),
        framed=round(rest[0]),
        moments={
            name: (float(counts[i]), float(totals[i]), float(squares[i]))
            for i, name in enumerate(MEANS)
        },
        beyond={name: round(beyond[i]) for i, name in enumerate(THRESHOLDS)},
        frames={name: float(frames[i]) for i, name in enumerate(_FRAMES)},
    )
