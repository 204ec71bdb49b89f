"""Why a score is what it is: contributions of words, pairs and cues that add up to it.

The method is integrated gradients (Sundararajan, Taly and Yan 2017), in closed form: see
``framing.spans``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from framing.codebook import HEADLINE_SCALES, OUTPUTS
from framing.model import load_model
from framing.predict import predict
from framing.quotes import unquoted_columns, unquoted_name
from framing.scoring import check_columns, text_column
from framing.spans import READS, shares, sides, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from framing.model import Model
    from framing.predict import Batch
    from framing.spans import Bools, Floats, Side, Where

__all__ = ["Explanation", "Span", "explain", "explain_table"]

_BATCH = 1024
"""Articles explained at once: an article has some eighty spans, each with a vector."""

_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("output", pa.string()),
        ("side", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("text", pa.string()),
        ("contribution", pa.float64()),
        ("kind", pa.string()),
        ("cue", pa.string()),
        ("quoted", pa.bool_()),
        ("baseline", pa.float64()),
        ("total", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the headline or lead and what it adds to the score's logit.

    ``start`` and ``end`` are offsets in the text as it was given; ``kind`` is ``word``,
    ``pair`` (two neighbours, beyond what each adds alone) or ``cue``; ``side`` is ``headline``
    or ``lead``; ``cue`` names the cue that the words triggered. ``quoted`` says that the words
    stand in quotation marks, or are those marks: they are not the outlet's own.
    """

    start: int
    end: int
    text: str
    contribution: float
    kind: str
    side: str
    cue: str | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """``baseline`` is the logit of the empty text; ``total`` = baseline + all contributions.

    The logistic function of ``total`` is the published score (for tone, (tone + 1) / 2). A
    score that is withheld has an explanation too: of what it would have been.

    ``without_quotes`` is the score of a headline scale as it would be without what stands in
    quotation marks (``framing.quotes``); ``None`` for other outputs, where too little is left,
    and where the score is withheld.
    """

    output: str
    baseline: float
    spans: tuple[Span, ...]
    total: float
    without_quotes: float | None = None


def explain(headline: str | None, lead: str | None, output: str, model: Model) -> Explanation:
    """Explain one scale or frame column for a headline and lead.

    Method: integrated gradients (Sundararajan, Taly and Yan 2017) from the empty text.

    >>> found = explain("Fury as ministers axe beloved line", None, "sensationalism", load_model())
    >>> max(found.spans, key=lambda span: span.contribution).text
    'Fury'

    Raises:
        KeyError: there is no such output; the message names them.
    """
    place = where(output, model.layer)
    read = sides([headline], [lead], model, READS[place.head])
    baseline, added = shares(read, place, model)
    spans = [span for name, share in added.items() for span in _spans(read[name], share)]
    total = baseline + sum(span.contribution for span in spans)
    own = _without_quotes(headline, lead, output, model)
    return Explanation(output, baseline, tuple(spans), total, own)


def _spans(side: Side, added: Floats) -> Iterator[Span]:
    numbers = (side.start, side.end, added, side.quoted)
    columns = zip(*(n.tolist() for n in numbers), side.words, side.kinds, side.cues, strict=True)
    for start, end, share, quoted, text, kind, cue in columns:
        yield Span(start, end, text, share, kind, side.name, cue, quoted)


def _without_quotes(
    headline: str | None, lead: str | None, output: str, model: Model
) -> float | None:
    if output not in {scale.name for scale in HEADLINE_SCALES}:
        return None
    found = predict([headline], [lead], model)
    return unquoted_columns([headline], found, model)[unquoted_name(output)][0]


def explain_table(
    table: pa.Table,
    outputs: str | Sequence[str],
    *,
    headline: str = "headline",
    lead: str = "lead",
    id: str = "id",  # noqa: A002 - the column's name
    model: Model | None = None,
) -> pa.Table:
    """Explain scales or frame columns of many articles: one row a span.

    Method: integrated gradients (Sundararajan, Taly and Yan 2017) from the empty text.

    Args:
        table: The articles.
        outputs: A scale or frame column, or several.
        headline: Name of the column of headlines.
        lead: Name of the column of leads; one of the two must be there.
        id: Name of the column of ids, which default to row numbers from 1.
        model: The model; the built-in one if not given.

    Returns:
        The columns ``id``, ``output``, ``side``, ``start``, ``end``, ``text``,
        ``contribution``, ``kind``, ``cue``, ``quoted`` (as in ``Span``), ``baseline`` and
        ``total`` (as in ``Explanation``, the same in every row of an article and output), in
        the order of the articles, then of ``outputs``, then of reading. A score that is
        withheld has no rows.

    >>> articles = pa.table({"headline": ["Fury as ministers axe line"]})
    >>> spans = explain_table(articles, ["sensationalism", "loaded"])
    >>> spans.select(["id", "output", "start", "end", "text", "kind"]).to_pylist()[0]
    {'id': '1', 'output': 'sensationalism', 'start': 0, 'end': 4, 'text': 'Fury', 'kind': 'word'}

    Raises:
        KeyError: there is no such output; the message names them.
        ColumnError: neither text column is there, or a name is there twice.
    """
    check_columns(table, headline, lead)
    model = model or load_model()
    wanted = [outputs] if isinstance(outputs, str) else outputs
    places = {name: where(name, model.layer) for name in wanted}
    ours = {"id": id, "headline": headline, "lead": lead}
    parts = [
        _explained(table.slice(start, _BATCH), start, ours, places, model)
        for start in range(0, table.num_rows if places else 0, _BATCH)
    ]
    return pa.concat_tables([_SCHEMA.empty_table(), *parts])


def _explained(
    part: pa.Table,
    before: int,
    ours: Mapping[str, str],
    places: Mapping[str, Where],
    model: Model,
) -> pa.Table:
    """Return the spans of a batch; ``before`` is the number of articles before it."""
    headlines, leads = (text_column(part, ours[name]).to_pylist() for name in ("headline", "lead"))
    read = sides(headlines, leads, model)
    columns = {name: _columns(side) for name, side in read.items()}
    found = predict(headlines, leads, model)
    blocks = []
    for output, place in places.items():
        added = shares(read, place, model)
        blocks.append(_block(output, _given(found, output), added, [columns[s] for s in added[1]]))
    return _by_article(pa.concat_tables(blocks), _ids(part, before, ours["id"]))


def _given(found: Batch, output: str) -> Bools:
    """Return which articles have an output."""
    if output in OUTPUTS or found.added is None:
        return found.given[:, OUTPUTS.index(output)]
    return found.added.given


def _ids(part: pa.Table, before: int, column: str) -> list[str | None]:
    if column in part.column_names:
        ids: list[str | None] = text_column(part, column).to_pylist()
        return ids
    return [str(before + row + 1) for row in range(part.num_rows)]


def _columns(side: Side) -> pa.Table:
    """Return the columns of a side's spans that are the same for every output."""
    columns = {
        "article": side.text,
        "side": pa.repeat(side.name, len(side.text)),
        "start": side.start,
        "end": side.end,
        "text": pa.array(side.words, pa.string()),
        "kind": pa.array(side.kinds, pa.string()),
        "cue": pa.array(side.cues, pa.string()),
        "quoted": side.quoted,
    }
    return pa.table(columns)


def _block(
    output: str,
    wanted: Bools,
    found: tuple[float, Mapping[str, Floats]],
    columns: Sequence[pa.Table],
) -> pa.Table:
    """Return the spans of one output, of the articles that are ``wanted``."""
    baseline, added = found
    share, spans = np.concatenate(list(added.values())), pa.concat_tables(columns)
    article = spans["article"].to_numpy()
    total = baseline + np.bincount(article, share, minlength=len(wanted))
    spans = spans.append_column("output", pa.repeat(output, len(article)))
    spans = spans.append_column("contribution", pa.array(share))
    spans = spans.append_column("baseline", pa.repeat(baseline, len(article)))
    spans = spans.append_column("total", pa.array(total[article]))
    return spans.filter(pa.array(wanted[article]))


def _by_article(spans: pa.Table, ids: Sequence[str | None]) -> pa.Table:
    """Put the spans in the order of their articles and give them their ids."""
    article = spans["article"].to_numpy()
    order = np.argsort(article, kind="stable")
    named = pa.array(ids, pa.string()).take(pa.array(article[order]))
    return spans.take(pa.array(order)).append_column("id", named).select(_SCHEMA.names)
