"""Scores as features of scikit-learn: a transformer that stands in any pipeline.

Needs the ``features`` extra: scikit-learn from 1.6 on, which is where estimators got the tags
and the validation that are used here.

>>> features = FramingFeatures(outputs=["clickbait", "tone"])
>>> found = features.fit_transform(["Council approves the budget", "You won't BELIEVE this trick!"])
>>> found.shape, bool(found[0, 0] < found[1, 0])
((2, 2), True)
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, validate_data

from framing.codebook import OUTPUTS
from framing.model import Model, load_model
from framing.read.values import is_missing
from framing.scoring import score_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa
    from typing_extensions import Self

__all__ = ["OUTPUTS", "FramingFeatures"]

_LOG = logging.getLogger("framing")

Cells = npt.NDArray[Any]


class FramingFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Turn headlines, or headlines and leads, into scores; nothing is learned from the data.

    ``X`` is a list, array or series of headlines, or a table of columns: a frame, an array, or
    a list of pairs. A cell that is no text (``None``, ``NaN``, a number) is missing; numbers
    are said once a call in the log. Rows are never dropped.

    Args:
        headline: The column of headlines, by place or by name in a frame; ``None`` for none.
        lead: The column of leads, likewise. The default is the second column, if there is one.
            Other columns are not read.
        outputs: Which features, in which order; all ``OUTPUTS`` of the codebook if not given:
            the seven scales, then the probabilities of the frames.
        fill: What stands where a score is withheld (no lead, not English, too short). ``NaN``
            is left to what follows: an imputer, or a model that takes missing values.
        model: A model or its folder; the built-in one if not given.
        n_jobs: Threads that score, -1 for one a core, ``None`` for one.

    Attributes:
        n_features_in_: Columns seen in ``fit``.
        feature_names_in_: Their names, where it was a frame.
    """

    def __init__(
        self,
        *,
        headline: int | str | None = 0,
        lead: int | str | None = 1,
        outputs: Sequence[str] | None = None,
        fill: float = np.nan,
        model: Model | str | Path | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.headline = headline
        self.lead = lead
        self.outputs = outputs
        self.fill = fill
        self.model = model
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803, ARG002 - scikit-learn's names
        """Check ``X`` and the parameters; there is nothing to learn.

        Raises:
            ValueError: ``X`` is empty or one row of numbers, a column is not there, or an output
                is not known.
        """
        cells = self._cells(X, reset=True)
        _texts(cells, self._places(X, cells))
        self.get_feature_names_out()
        return self

    def transform(self, X: Any) -> npt.NDArray[np.float64]:  # noqa: N803 - scikit-learn's name
        """Score the rows of ``X``; returns shape (rows, outputs), in the ranges of the codebook.

        Raises:
            ValueError: As ``fit``; or ``X`` has other columns than in ``fit``.
        """
        names = list(self.get_feature_names_out())
        cells = self._cells(X, reset=False)
        texts = _texts(cells, self._places(X, cells))
        model = self.model if isinstance(self.model, Model) else load_model(self.model)
        scored = score_table(texts, model=model, n_jobs=self.n_jobs or 1)
        return _filled([scored[name].to_numpy() for name in names], self.fill)

    def get_feature_names_out(self, input_features: Any = None) -> Cells:  # noqa: ARG002 - scikit-learn's signature
        """Return the names of the features, whatever the columns of the input are called."""
        names = list(OUTPUTS if self.outputs is None else self.outputs)
        unknown = [name for name in names if name not in OUTPUTS]
        if unknown or not names:
            raise ValueError(f"no output {unknown}; the outputs are {', '.join(OUTPUTS)}")
        return np.array(names, object)

    def __sklearn_is_fitted__(self) -> bool:
        """Tell that it serves as it is: nothing is learned."""
        return True

    def __sklearn_tags__(self) -> Any:
        """Say that texts are taken, also missing ones, and that ``fit`` may be left out."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.allow_nan = True
        tags.requires_fit = False
        return tags

    def _cells(self, X: Any, *, reset: bool) -> Cells:  # noqa: N803 - scikit-learn's name
        """Return ``X`` as an array of two dimensions, checked as scikit-learn checks."""
        given, how = _two_dimensional(X), {"dtype": None, "ensure_all_finite": False}
        if not reset and not hasattr(self, "n_features_in_"):  # nothing to compare with
            unseen: Cells = check_array(given, **how, estimator=self, input_name="X")
            return unseen
        cells: Cells = validate_data(self, given, reset=reset, **how)
        return cells

    def _places(self, X: Any, cells: Cells) -> dict[str, int]:  # noqa: N803 - scikit-learn's name
        """Return the columns to read: where headline and lead stand."""
        names = list(getattr(X, "columns", ()))
        wanted = {"headline": self.headline, "lead": self.lead}
        if self.lead == _SECOND and cells.shape[1] == 1:
            del wanted["lead"]
        found = {
            field: _place(column, names, cells.shape[1], field)
            for field, column in wanted.items()
            if column is not None
        }
        if not found:
            raise ValueError("neither headline nor lead is to be read; name a column for one")
        return found


_SECOND = 1
"""The default place of the lead, which need not be there."""


def _place(column: int | str, names: list[Any], width: int, field: str) -> int:
    """Return where a column stands, by its name or by its place."""
    place = names.index(column) if column in names else column
    if isinstance(place, str) or not 0 <= place < width:
        listed = ", ".join(map(str, names)) or f"{width} without names"
        raise ValueError(f"no column {column!r} for the {field}; the columns are {listed}")
    return place


def _two_dimensional(X: Any) -> Any:  # noqa: N803 - scikit-learn's name
    """Return a sequence of headlines as a column; all else as it is, for scikit-learn to judge."""
    # NumPy would write numbers among texts as texts if it were not told.
    given = np.array(X, object) if isinstance(X, (list, tuple)) else X
    if getattr(given, "ndim", 1) != 1 or not hasattr(given, "__len__") or not len(given):
        return given
    texts = [None if is_missing(value) else value for value in given]
    return np.array(texts, object)[:, None] if _are_texts(texts) else given


def _are_texts(values: list[Any]) -> bool:
    return all(value is None or isinstance(value, str) for value in values)


def _texts(cells: Cells, places: dict[str, int]) -> pa.Table:
    """Return the columns to score; what is no text is missing, and said."""
    import pyarrow as pa

    columns = {field: cells[:, place].tolist() for field, place in places.items()}
    _say_others(columns)
    texts = {
        field: pa.array([v if isinstance(v, str) else None for v in values], pa.string())
        for field, values in columns.items()
    }
    return pa.table(texts)


def _say_others(columns: dict[str, list[Any]]) -> None:
    """Log how many values are numbers or other things that are no text."""
    for field, values in columns.items():
        others = sum(not (isinstance(v, str) or is_missing(v)) for v in values)
        if others:
            _LOG.warning("%s: %d values are no text – read as missing", field, others)


def _filled(columns: list[Cells], fill: float) -> npt.NDArray[np.float64]:
    """Put columns side by side, withheld values (NaN) replaced."""
    found: npt.NDArray[np.float64] = np.stack(columns, axis=1).astype(np.float64)
    found[np.isnan(found)] = fill
    return found
