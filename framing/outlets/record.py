"""What is said of an outlet, and the table of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pyarrow as pa

    from framing.outlets.estimates import Estimate

__all__ = ["TOO_FEW", "Level", "Outlet", "Sources"]

TOO_FEW = "too few"
"""The note of an outlet that gets no rank on any scale."""


@dataclass(frozen=True, slots=True)
class Level:
    """How an outlet scores on one scale.

    ``mean`` has the scale's range; ``shrunk`` is the mean drawn towards the pool of all
    outlets, ``rank`` 1 for the highest of these and ``None`` below ``LEAST_RANKED`` scores;
    ``above`` is the share of articles beyond the scale's threshold, ``below`` that beyond the
    threshold at the other side, which only tone has.
    """

    mean: Estimate
    shrunk: Estimate
    rank: int | None
    above: Estimate
    below: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet, or one outlet in one period.

    ``scales`` holds a ``Level`` a scale, ``None`` where no article has a score on it;
    ``frames`` the mean probability of each frame column, with Wilson's interval; ``gap`` the
    mean of headline minus lead sensationalism; ``tone_intensity`` the mean distance of the
    tone from neutral (0–1); ``tone_sign`` the share of positive less that of negative
    articles (−1–1). ``note`` is ``too few`` where the outlet gets no rank. ``own`` holds the means
    of your own scale (as a share of its range) or frames, where the model has a layer.
    """

    source: str
    period: str | None
    n: int
    scales: Mapping[str, Level | None]
    frames: Mapping[str, Estimate | None]
    gap: Estimate | None
    tone_intensity: Estimate | None
    tone_sign: Estimate | None
    note: str | None
    own: Mapping[str, Estimate | None] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the columns of ``Sources.to_arrow``, in their order."""
        row: dict[str, Any] = {"source": self.source, "period": self.period, "n": self.n}
        for name, level in self.scales.items():
            row |= _level(name, level)
        for name in ("gap", "tone_intensity", "tone_sign"):
            row |= _estimate(name, getattr(self, name))
        for name, frame in self.frames.items():
            row |= _estimate(name, frame)
        row |= {"note": self.note}
        for name, own in self.own.items():  # which may be called as a column of ours is
            row |= _estimate(f"own_{name}" if name in row else name, own)
        return row


_ENDS = ("low80", "high80", "low95", "high95")


def _estimate(name: str, found: Estimate | None) -> dict[str, Any]:
    row: dict[str, Any] = {name: found and found.value}
    return row | {f"{name}_{end}": found and getattr(found, end) for end in _ENDS}


def _level(name: str, level: Level | None) -> dict[str, Any]:
    row = _estimate(name, level.mean if level else None)
    row |= {f"{name}_n": level.mean.n if level else 0, f"{name}_se": level and level.mean.se}
    row |= _estimate(f"{name}_shrunk", level.shrunk if level else None)
    row |= {f"{name}_rank": level and level.rank}
    row |= _estimate(f"{name}_above", level.above if level else None)
    if name == "tone":
        row |= _estimate("tone_below", level.below if level else None)
    return row


@dataclass(frozen=True)
class Sources(Sequence[Outlet]):
    """One row an outlet, or an outlet and period: a sequence of ``Outlet``.

    Rows are in order of period, then number of articles, most first. ``print`` shows a table;
    ``to_arrow`` and ``to_pandas`` give all columns, and libraries that take Arrow streams
    (polars, duckdb) take this object as it is. ``by`` is the column that told outlets apart.
    """

    rows: tuple[Outlet, ...]
    by: str = "source"
    over: str | None = None

    @overload
    def __getitem__(self, place: int) -> Outlet: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Outlet]: ...
    @overload
    def __getitem__(self, place: str) -> Outlet: ...
    def __getitem__(self, place: int | slice | str) -> Outlet | Sequence[Outlet]:
        """Return the row at a place, or the first row of the outlet called ``place``."""
        if not isinstance(place, str):
            return self.rows[place]
        for row in self.rows:
            if row.source == place:
                return row
        raise KeyError(f"no outlet {place!r}; there are {len(self.rows)}, see list(sources)")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self.rows)

    def __str__(self) -> str:
        from rich.console import Console

        from framing.outlets.show import show_sources

        text = StringIO()
        show_sources(Console(file=text, width=120), self)
        return text.getvalue().rstrip()

    def to_arrow(self) -> pa.Table:
        """Return all columns as a pyarrow table: see ``docs/sources.md``."""
        import pyarrow as pa

        rows = [row.as_dict() for row in self.rows]
        columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else _EMPTY)}
        arrays = {name: pa.array(v, _kind(name)) for name, v in columns.items()}
        if self.over is None:
            del arrays["period"]
        names = [self.by if name == "source" else name for name in arrays]
        return pa.table(list(arrays.values()), names=names)

    def to_pandas(self) -> Any:
        """Return all columns as a pandas data frame; needs pandas."""
        return self.to_arrow().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)


def _columns() -> tuple[str, ...]:
    """Return the names of all columns, from an outlet of which nothing is known."""
    from framing.codebook import FRAMES, SCALES

    scales = dict.fromkeys(scale.name for scale in SCALES)
    frames = dict.fromkeys(frame.column for frame in FRAMES)
    return tuple(Outlet("", None, 0, scales, frames, None, None, None, None).as_dict())


_EMPTY = _columns()


def _kind(name: str) -> pa.DataType:
    import pyarrow as pa

    if name in ("source", "period", "note"):
        return pa.string()
    counted = name in _EMPTY and (name == "n" or name.endswith(("_n", "_rank")))
    return pa.int64() if counted else pa.float64()
