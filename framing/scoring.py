"""Scores: one article, many, or a table. All three give the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.article import Article
from framing.codebook import COLUMNS, FRAMES, HEADLINE_SCALES, POLICY_FRAMES, SCALES
from framing.errors import ColumnError
from framing.model import Model, load_model
from framing.pipeline import cores
from framing.predict import NOTE_TEXTS, Batch, predict, predict_arrow
from framing.publish import main_frames, publish
from framing.quotes import unquoted_columns, unquoted_name

if TYPE_CHECKING:
    import pyarrow as pa

    from framing.explain import Explanation

__all__ = [
    "BATCH",
    "Score",
    "as_article",
    "check_columns",
    "free_name",
    "score",
    "score_many",
    "score_table",
    "text_column",
]

BATCH = 8192
"""Articles scored at once: large enough to spread the cost of a call, small enough for cache. Of
4,096 to 12,288, those from 8,192 on are some 10 % faster than 4,096, and hardly apart."""

Number = float | None


@dataclass(frozen=True, slots=True)
class Score:
    """How one article is worded and framed; see ``framing.codebook`` for what is rated.

    Scales are expected codebook ratings rescaled to 0–1 (``tone`` to −1–1); ``None`` where
    withheld, with the reason in ``note``. ``frames`` holds the probability of each frame by
    column name, ``intervals`` the 80 % prediction interval of each scale. ``without_quotes``
    holds the headline scales as they would be without the quoted words, where they were asked
    for (``framing.quotes``). ``own`` holds the columns of the model's layer, if it has one: your
    scale or frames (``framing.layer``).
    """

    id: str
    source: str
    headline: str | None
    lead: str | None
    sensationalism: Number
    clickbait: Number
    loaded: Number
    lead_sensationalism: Number
    lead_loaded: Number
    tone: Number
    opinion: Number
    intervals: Mapping[str, tuple[float, float] | None]
    gap: Number
    main_frame: str | None
    frames: Mapping[str, Number]
    note: str | None
    model: str
    without_quotes: Mapping[str, Number] | None = None
    own: Mapping[str, Number | str] | None = None

    def interval(self, scale: str) -> tuple[float, float] | None:
        """Return the 80 % prediction interval of a scale, ``None`` where it is withheld.

        Raises:
            KeyError: there is no such scale; the message names the scales.
        """
        own = self.own or {}
        if f"{scale}_low" in own:
            return _interval(own, f"{scale}_low", f"{scale}_high")
        if scale not in self.intervals:
            raise KeyError(f"no scale {scale!r}; the scales are {', '.join(self.intervals)}")
        return self.intervals[scale]

    def explain(self, output: str, *, model: Model | None = None) -> Explanation:
        """Return the words that made a scale or frame what it is; see ``framing.explain``.

        ``model`` is needed where the score was made by another than the built-in model.

        Raises:
            KeyError: there is no such scale or frame column.
            ValueError: the score was made by another model.
        """
        from framing.explain import explain

        model = model or load_model()
        if model.label != self.model:
            raise ValueError(f"scored by {self.model}, not by {model.label}; pass its model")
        return explain(self.headline, self.lead, output, model)

    def as_dict(self) -> dict[str, Any]:
        """Return the output columns in their order."""
        row: dict[str, Any] = {"id": self.id, "source": self.source}
        row |= {"headline": self.headline, "lead": self.lead}
        row |= {scale.name: getattr(self, scale.name) for scale in SCALES}
        for name, ends in self.intervals.items():
            row[f"{name}_low"], row[f"{name}_high"] = ends or (None, None)
        row |= {"gap": self.gap, "main_frame": self.main_frame, **self.frames}
        row |= {"note": self.note, "model": self.model}
        row |= {unquoted_name(scale): v for scale, v in (self.without_quotes or {}).items()}
        return row | dict(self.own or {})


def score(
    headline: str | None,
    lead: str | None = None,
    *,
    source: str = "",
    id: str = "",  # noqa: A002 - the column's name
    model: Model | None = None,
    without_quotes: bool = False,
) -> Score:
    """Score one headline and lead (either may be ``None``).

    With ``without_quotes`` the score also has its headline scales without quoted words.

    >>> s = score("Central bank raises interest rates by a quarter point")
    >>> 0 <= s.sensationalism < 0.3 and s.lead_loaded is None and s.note == "no lead"
    True

    Raises:
        TypeError: headline or lead is not text.
        ModelError: the model folder is missing or damaged.
    """
    article = Article(id, source, headline, lead)
    return next(score_many([article], model=model, without_quotes=without_quotes))


def score_many(
    articles: Iterable[Article | Mapping[str, Any] | tuple[str | None, str | None] | str],
    *,
    model: Model | None = None,
    without_quotes: bool = False,
) -> Iterator[Score]:
    """Score any iterable of articles, in order, batched inside, in flat memory.

    An article is an ``Article``, a mapping with ``headline`` and ``lead`` (and ``id``,
    ``source``), a pair of headline and lead, or a headline alone. With ``without_quotes`` each
    score also has its headline scales without quoted words.

    Raises:
        TypeError: a single text was passed, or an item is none of these.
    """
    if isinstance(articles, str):
        raise TypeError(
            "score_many takes an iterable of articles and was given one text; "
            "call framing.score(text), or pass [text]"
        )
    return _score_batches(iter(articles), model or load_model(), without_quotes=without_quotes)


def _score_batches(items: Iterator[Any], model: Model, *, without_quotes: bool) -> Iterator[Score]:
    while batch := [as_article(item) for item in islice(items, BATCH)]:
        headlines = [a.headline for a in batch]
        found = predict(headlines, [a.lead for a in batch], model)
        scores = _with_layer(_records(batch, found, model), found, model)
        yield from _with_unquoted(scores, headlines, found, model) if without_quotes else scores


def _with_layer(scores: Iterator[Score], found: Batch, model: Model) -> Iterator[Score]:
    """Give scores the columns of the model's layer, if it has one."""
    if found.added is None or model.layer is None:
        return scores
    from framing.layered import records

    rows = records(found.added, model.layer)
    return (replace(score, own=own) for score, own in zip(scores, rows, strict=True))


def _with_unquoted(
    scores: Iterator[Score], headlines: list[str | None], found: Batch, model: Model
) -> Iterator[Score]:
    """Give scores their headline scales without quoted words."""
    columns = unquoted_columns(headlines, found, model)
    for row, score in enumerate(scores):
        unquoted = {
            scale.name: columns[unquoted_name(scale.name)][row] for scale in HEADLINE_SCALES
        }
        yield replace(score, without_quotes=unquoted)


def as_article(item: Any) -> Article:
    """Return what ``score_many`` takes as an ``Article``; ``TypeError`` for anything else."""
    if isinstance(item, str) or item is None:
        item = Article("", "", item)
    elif isinstance(item, Mapping):
        texts = (item.get("headline"), item.get("lead"))
        item = Article(str(item.get("id") or ""), str(item.get("source") or ""), *texts)
    elif isinstance(item, tuple) and len(item) == 2:  # noqa: PLR2004 - headline and lead
        item = Article("", "", *item)
    if not isinstance(item, Article):
        raise TypeError(
            f"an article is an Article, a mapping, a (headline, lead) pair or a headline, "
            f"not {type(item).__name__}"
        )
    for name, text in (("headline", item.headline), ("lead", item.lead)):
        if not (text is None or isinstance(text, str)):
            raise TypeError(f"{name} must be text or None, not {type(text).__name__}: {text!r:.60}")
    return item


def _records(articles: list[Article], found: Batch, model: Model) -> Iterator[Score]:
    rows = zip(articles, publish(found).rows(), main_frames(found), found.note, strict=True)
    for article, numbers, main, note in rows:
        yield Score(
            id=article.id,
            source=article.source,
            headline=article.headline,
            lead=article.lead,
            sensationalism=numbers["sensationalism"],
            clickbait=numbers["clickbait"],
            loaded=numbers["loaded"],
            lead_sensationalism=numbers["lead_sensationalism"],
            lead_loaded=numbers["lead_loaded"],
            tone=numbers["tone"],
            opinion=numbers["opinion"],
            intervals={name: _interval(numbers, *ends) for name, *ends in _INTERVALS},
            gap=numbers["gap"],
            main_frame=main,
            frames={name: numbers[name] for name in _FRAMES},
            note=note,
            model=model.label,
        )


_FRAMES = tuple(frame.column for frame in FRAMES)
_INTERVALS = tuple((s.name, f"{s.name}_low", f"{s.name}_high") for s in SCALES)


def _interval(
    numbers: Mapping[str, Number] | Mapping[str, Number | str], low: str, high: str
) -> tuple[float, float] | None:
    ends = numbers[low], numbers[high]
    return (ends[0], ends[1]) if isinstance(ends[0], float) and isinstance(ends[1], float) else None


def score_table(
    table: pa.Table,
    *,
    headline: str = "headline",
    lead: str = "lead",
    id: str = "id",  # noqa: A002 - the column's name
    source: str = "source",
    model: Model | None = None,
    n_jobs: int = 1,
    without_quotes: bool = False,
) -> pa.Table:
    """Score a table: the output columns in their order, then the input's other columns.

    An input column that has the name of an output column is carried as ``….input``. With
    ``without_quotes`` the output columns are followed by ``framing.quotes.UNQUOTED_COLUMNS``, the
    headline scales without quoted words. The columns of a model's layer (``framing.layer``)
    come behind these.

    ``headline``, ``lead``, ``id`` and ``source`` name the input's columns; one of headline
    and lead must be there. Ids default to row numbers from 1. ``n_jobs`` threads share the
    work, and one model (-1: one for each core); the scores are the same for any number.

    Raises:
        ColumnError: neither column is there, or a name is there twice; the message says which.
    """
    import pyarrow as pa

    check_columns(table, headline, lead)
    ours = {"id": id, "source": source, "headline": headline, "lead": lead}
    work = partial(_scored, ours=ours, model=model or load_model(), without_quotes=without_quotes)
    threads = cores(n_jobs)
    share = _share(table.num_rows, threads)
    parts = [(table.slice(at, share), at) for at in range(0, max(table.num_rows, 1), share)]
    if len(parts) == 1:
        return _in_batches(*parts[0], work)
    from joblib import Parallel, delayed

    shared = Parallel(n_jobs=threads, prefer="threads")
    return pa.concat_tables(shared(delayed(_in_batches)(*part, work) for part in parts))


_SHARES = 4
"""Parts of a table for each thread at the most: few, as handing over takes time, but more than one,
so that none waits long for the last."""


def _share(rows: int, threads: int) -> int:
    """Return the rows that a thread takes at a time: as many parts for each, and all alike."""
    if threads == 1 or rows <= BATCH:
        return max(rows, 1)
    each = min(max(round(rows / (BATCH * threads)), 1), _SHARES)
    return -(-rows // (each * threads))


def _in_batches(
    table: pa.Table, before: int, work: Callable[[pa.Table, int], pa.Table]
) -> pa.Table:
    """Do the work in batches of like size; ``before`` is the number of rows before the table's."""
    import pyarrow as pa

    count = max(-(-table.num_rows // BATCH), 1)
    step = max(-(-table.num_rows // count), 1)
    starts = range(0, max(table.num_rows, 1), step)
    return pa.concat_tables([work(table.slice(at, step), before + at) for at in starts])


def check_columns(table: pa.Table, headline: str, lead: str) -> None:
    """Raise ``ColumnError`` where neither text is there, or a name is there twice."""
    if headline not in table.column_names and lead not in table.column_names:
        raise ColumnError(
            f"no column {headline!r} and none {lead!r}; the table has "
            f"{', '.join(table.column_names)}: name them with headline=… and lead=…"
        )
    twice = sorted({c for c in table.column_names if table.column_names.count(c) > 1})
    if twice:
        raise ColumnError(f"column {twice[0]!r} is there more than once; rename one of them")


def _scored(
    part: pa.Table, before: int, *, ours: Mapping[str, str], model: Model, without_quotes: bool
) -> pa.Table:
    """Score one batch; ``ours`` are the names of its columns, ``before`` the rows before it."""
    import pyarrow as pa

    texts = {name: text_column(part, column) for name, column in ours.items()}
    if ours["id"] not in part.column_names:
        texts["id"] = _numbered(before + 1, part.num_rows)
    found = predict_arrow(texts["headline"], texts["lead"], model)
    named = {
        "main_frame": _named(_MAIN_NAMES, found.main + 1),
        "note": _named(NOTE_TEXTS, found.noted),
        "model": pa.repeat(pa.scalar(model.label), part.num_rows),
    }
    made = texts | publish(found).arrays() | named
    columns = {name: made[name] for name in COLUMNS}
    if without_quotes:
        unquoted = unquoted_columns(texts["headline"].to_pylist(), found, model)
        columns |= {name: pa.array(values, pa.float64()) for name, values in unquoted.items()}
    if found.added is not None and model.layer is not None:
        from framing.layered import columns as layer_columns

        columns |= layer_columns(found.added, model.layer)
    for name in part.column_names:
        if name not in ours.values():
            columns[free_name(name, columns)] = part[name]
    return pa.table(columns)


def _numbered(first: int, count: int) -> pa.Array:
    """Return row numbers as texts."""
    import pyarrow as pa

    return pa.array(np.arange(first, first + count)).cast(pa.string())


_MAIN_NAMES = (None, *(frame.name for frame in POLICY_FRAMES))


def _named(names: Sequence[str | None], places: npt.NDArray[np.int64]) -> pa.Array:
    import pyarrow as pa

    return pa.array(names, pa.string()).take(pa.array(places))


def free_name(name: str, taken: Container[str]) -> str:
    """Return the name under which an input column is carried: ``….input`` where ours has it."""
    while name in taken:
        name += ".input"
    return name


def text_column(part: pa.Table, column: str) -> pa.Array:
    """Return a column as texts, null in every row where there is no such column."""
    import pyarrow as pa

    if column not in part.column_names:
        return pa.nulls(part.num_rows, pa.string())
    texts = part[column].cast(pa.string())
    return texts.chunk(0) if texts.num_chunks == 1 else texts.combine_chunks()
