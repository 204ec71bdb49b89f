"""Data frames: pandas, polars and whatever else Narwhals knows, scored in place of a table.

The numbers are those of ``framing.score_table``; what is done here is to find the texts in a
frame, and to give back the same kind of frame with its rows, index and own columns.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from framing.errors import ColumnError, FramingError
from framing.read.values import is_missing
from framing.scoring import free_name, score_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import narwhals as nw
    import pyarrow as pa

    from framing.model import Model

__all__ = ["score_frame"]

_LOG = logging.getLogger("framing")

Frame = TypeVar("Frame")


def score_frame(
    frame: Frame,
    *,
    headline: str = "headline",
    lead: str = "lead",
    id: str = "id",  # noqa: A002 - the column's name
    source: str = "source",
    model: Model | None = None,
    n_jobs: int = 1,
    without_quotes: bool = False,
) -> Frame:
    """Score a data frame: the output columns in their order, then the frame's other columns.

    Needs the ``frames`` extra. Rows, their order and the index (also one with several levels,
    or with labels that come twice) stay as they are; the frame's other columns keep their
    types, and one that has the name of an output column is carried as ``….input``. ``None``,
    ``NaN`` and ``NA`` are no text. A headline or lead that is no text, such as a number among
    texts, is read as missing, which is logged.

    Args:
        frame: A frame of pandas, polars, pyarrow or another library that holds its rows.
        headline: The column of headlines; one of this and ``lead`` must be there.
        lead: The column of leads.
        id: The column of ids; row numbers from 1 where there is none.
        source: The column of outlets.
        model: The model; the built-in one if not given.
        n_jobs: Threads that share the work, -1 for one a core; the scores are the same.
        without_quotes: Add the headline scales without quoted words.

    Returns:
        A new frame of the same library.

    Raises:
        ColumnError: Neither headline nor lead is there, one that is named is not, a name is
            there twice, or a column of texts holds none; the message names the columns.
        TypeError: This is no data frame, or a lazy one, which must be collected before.
        FramingError: The ``frames`` extra is not installed.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"kop": ["Council approves the budget"], "desk": ["city"]}, index=[7])
    >>> scored = score_frame(frame, headline="kop")
    >>> scored.loc[7, "headline"], scored.loc[7, "desk"], float(scored.loc[7, "clickbait"]) < 0.3
    ('Council approves the budget', 'city', True)
    """
    whole = _opened(frame)
    ours = {"headline": headline, "lead": lead, "id": id, "source": source}
    _check_columns(whole.columns, ours)
    texts = _texts(whole, ours)
    scored = score_table(texts, model=model, n_jobs=n_jobs, without_quotes=without_quotes)
    rest = whole.drop([name for name in ours.values() if name in whole.columns])
    result: Frame = _beside(scored, rest)
    return result


def _opened(frame: Any) -> nw.DataFrame[Any]:
    """Return a frame as Narwhals sees it."""
    try:
        import narwhals as nw
    except ImportError as error:
        raise FramingError(
            "data frames need Narwhals: pip install 'headline-framing[frames]'"
        ) from error
    try:
        opened = nw.from_native(frame, pass_through=True)
    except nw.exceptions.DuplicateError as error:
        said = " ".join(str(error).split()).lower()
        raise ColumnError(f"{said}; rename one of them") from error
    if isinstance(opened, nw.LazyFrame):
        raise TypeError("a lazy frame holds no rows yet: collect it first")
    if not isinstance(opened, nw.DataFrame):
        raise TypeError(f"score_frame takes a data frame, not {type(frame).__name__}")
    return opened


def _check_columns(names: Sequence[str], ours: dict[str, str]) -> None:
    """Raise ``ColumnError`` where a column that the caller named, or both texts, are missing."""
    listed = ", ".join(map(str, names)) or "none at all"
    for field, name in ours.items():
        if name != field and name not in names:
            message = f"no column {name!r} for the {field}; the columns are {listed}"
            raise ColumnError(f"{message}: correct {field}=… or leave it out")
    if ours["headline"] not in names and ours["lead"] not in names:
        message = f"no column {ours['headline']!r} and none {ours['lead']!r}"
        raise ColumnError(
            f"{message}; the columns are {listed}: name them with headline=… and lead=…"
        )


_MUST_BE_TEXT = ("headline", "lead")


def _texts(whole: nw.DataFrame[Any], ours: dict[str, str]) -> pa.Table:
    """Return the columns to score as a table of texts, under the design's names."""
    import pyarrow as pa

    found = {}
    for field, name in ours.items():
        if name in whole.columns:
            strict = field in _MUST_BE_TEXT
            found[field] = _text(whole[name], f"column {name!r}", strict=strict)
    return pa.table(found)


def _text(column: nw.Series[Any], label: str, *, strict: bool) -> pa.ChunkedArray | pa.Array:
    """Return a column as Arrow texts; numbers are texts only where that is not ``strict``."""
    import pyarrow as pa
    from pyarrow import compute

    try:
        values = column.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # values of several types
        return _picked(column.to_list(), label, strict=strict)
    if compute.all(compute.is_null(values, nan_is_null=True), min_count=0).as_py():
        return pa.nulls(len(values), pa.string())
    if strict and not _is_text(values.type):
        raise ColumnError(f"{label} holds {values.type}, not text; name another")
    return values if _is_text(values.type) else values.cast(pa.string())


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_kind(kind) for is_kind in texts)


def _picked(values: Sequence[Any], label: str, *, strict: bool) -> pa.Array:
    """Return the texts among values of several types, null for all that is none."""
    import pyarrow as pa

    kept = [_plain(value, strict=strict) for value in values]
    lost = [
        row
        for row, (value, text) in enumerate(zip(values, kept, strict=True), 1)
        if text is None and not is_missing(value)
    ]
    if lost:
        kind = type(values[lost[0] - 1]).__name__
        said = f"{len(lost):,} values are no text (row {lost[0]}: {kind}) – read as missing"
        _LOG.warning("%s: %s: write headlines and leads as text", label, said)
    return pa.array(kept, pa.string())


def _plain(value: Any, *, strict: bool) -> str | None:
    if isinstance(value, str):
        return value
    return None if strict or is_missing(value) else str(value)


def _beside(scored: pa.Table, rest: nw.DataFrame[Any]) -> Any:
    """Put the scores before the columns to carry, in a frame of the same kind and index."""
    import narwhals as nw

    made = nw.from_arrow(scored, backend=rest.implementation)
    index = nw.maybe_get_index(rest)
    if index is not None:
        native = made.to_native()
        native.index = index  # as it is: Narwhals takes an index of several levels apart
        made = nw.from_native(native, eager_only=True)
    if not rest.columns:
        return made.to_native()
    free = {name: free_name(name, made.columns) for name in rest.columns if name in made.columns}
    return nw.concat([made, rest.rename(free)], how="horizontal").to_native()
