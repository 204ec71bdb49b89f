"""The arithmetic of a layer: from what the parent read of a batch to its own outputs.

All of it is a sum, in double precision: rows are single ones, so that their sum hangs on no
order, and ``framing.kernel`` finds the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from framing import intervals
from framing.codebook import DECIMALS
from framing.vectors import lookup, pairs, sounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from framing.layer import Layer, Rows
    from framing.model import Head
    from framing.predict import Sums
    from framing.tokens import Tokens

__all__ = ["Added", "Own", "add", "columns", "links", "own_sums", "records", "units"]

_FARTHEST = 30.0
"""Logits beyond are as good as certain, and their exponentials would overflow."""

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Rows32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Added:
    """What a layer says of n articles.

    ``share`` (n, outputs) is each expected rating as a share of its range, or a probability;
    ``low`` and ``high`` (n) a graded scale's interval, else empty; ``given`` (n) whether enough
    was read; ``main`` (n) the place of the likeliest frame, -1 where none is likely.
    """

    share: Floats
    low: Floats
    high: Floats
    given: Bools
    main: Ints


@dataclass(frozen=True, slots=True)
class Own:
    """The sums of a batch's own rows, shape (n, outputs) each, or (1, outputs) of nothing."""

    headline: Floats
    lead: Floats


def links(tokens: Tokens, keys: npt.NDArray[np.uint64]) -> tuple[Rows32, Rows32, Rows32]:
    """Return the words and pairs that have a row: first token, last token, row."""
    heard = sounded(tokens)
    single = lookup(keys, tokens.key[heard])
    pair, second, first = pairs(tokens, heard)
    double = lookup(keys, pair)
    one, two = single >= 0, double >= 0
    return (
        np.concatenate([heard[one], first[two]]),
        np.concatenate([heard[one], second[two]]),
        np.concatenate([single[one], double[two]]),
    )


def own_sums(own: Rows, tokens: Tokens, size: Ints) -> Floats:
    """Add up the own rows of each text, over the root of its tokens: the reference path."""
    _, last, row = links(tokens, own.keys)
    total = np.zeros((tokens.count, own.rows.shape[1]))
    np.add.at(total, tokens.text[last], own.rows[row].astype(float))
    summed: Floats = total / np.sqrt(np.maximum(size, 1))[:, None]
    return summed


def units(
    heads: Mapping[str, Head], headline: npt.NDArray[np.float32], lead: npt.NDArray[np.float32]
) -> Floats:
    """Return the hidden units of the parent's heads, shape (n, units of all), in their order.

    ``headline`` and ``lead`` are vectors (n, width + cues), or one for all texts.
    """
    sides = {"headline": (headline,), "lead": (lead,), "article": (headline, lead)}
    found = [_rectified(head, sides[name]) for name, head in heads.items()]
    texts = max(len(each) for each in found)
    whole: Floats = np.concatenate(
        [np.broadcast_to(each, (texts, each.shape[1])) for each in found], axis=1
    )
    return whole


def _rectified(head: Head, sides: Sequence[npt.NDArray[np.float32]]) -> Floats:
    parts = np.split(head.hidden.astype(float), len(sides))
    products = (side.astype(float) @ part for side, part in zip(sides, parts, strict=True))
    rectified: Floats = np.maximum(sum(products, head.bias.astype(float)), 0)
    return rectified


def add(
    layer: Layer,
    heads: Mapping[str, Head],
    logit: npt.NDArray[np.float32],
    head: Sums,
    lead: Sums,
    own: Own,
    enough: Mapping[str, Bools],
) -> Added:
    """Judge a batch; ``logit`` (outputs, n) is what the parent says of what the layer reads."""
    reach = logit.T.astype(float) @ layer.parent_weights.astype(float)
    if layer.unit_weights.any():
        read = lead.vectors if layer.reads == "article" else np.zeros_like(head.vectors[:1])
        reach += units(heads, head.vectors, read) @ layer.unit_weights.astype(float)
    reach += head.vectors.astype(float) @ layer.headline_weights.astype(float) + own.headline
    if layer.reads == "article":
        reach += lead.vectors.astype(float) @ layer.lead_weights.astype(float) + own.lead
    reach += layer.shift
    share = 1 / (1 + np.exp(-np.clip(reach, -_FARTHEST, _FARTHEST)))
    given = enough[layer.reads]
    low, high = _ends(layer, share, head, lead)
    return Added(share, low, high, given, _main(layer, share, given))


def _ends(layer: Layer, share: Floats, head: Sums, lead: Sums) -> tuple[Floats, Floats]:
    if layer.kind != "graded":
        return np.zeros(0), np.zeros(0)
    single = share[:, 0].astype(np.float32)
    size = head.size + lead.size if layer.reads == "article" else head.size
    known = intervals.knowledge(single, (head.words + lead.words).unknown_share, size)
    low, high = intervals.ends(single, known, layer.spread, layer.quantiles)
    return np.minimum(low, share[:, 0]), np.maximum(high, share[:, 0])


def _main(layer: Layer, share: Floats, given: Bools) -> Ints:
    if layer.kind != "frames":
        return np.full(len(share), -1)
    likely = share.max(axis=1) >= layer.main_threshold
    return np.where(likely & given, share.argmax(axis=1), -1)


def _published(added: Added, layer: Layer) -> dict[str, list[float | None] | list[str | None]]:
    """Return every column of a layer, rounded, ``None`` where withheld."""
    numbers = dict(zip(layer.outputs, added.share.T, strict=True))
    if layer.kind == "graded":
        numbers |= {f"{layer.name}_low": added.low, f"{layer.name}_high": added.high}
    made: dict[str, list[float | None] | list[str | None]] = {
        name: [
            value if given else None
            for value, given in zip(
                values.round(DECIMALS).tolist(), added.given.tolist(), strict=True
            )
        ]
        for name, values in numbers.items()
    }
    if layer.kind == "frames":
        names = [output.removeprefix(f"{layer.name}_") for output in layer.outputs]
        made[f"{layer.name}_main"] = [names[m] if m >= 0 else None for m in added.main.tolist()]
    return {name: made[name] for name in layer.columns}


def columns(added: Added, layer: Layer) -> dict[str, pa.Array]:
    """Return the columns of a batch as Arrow arrays, null where withheld."""
    import pyarrow as pa

    kinds = dict.fromkeys(layer.columns, pa.float64())
    if layer.kind == "frames":
        kinds[layer.columns[0]] = pa.string()  # the likeliest, by name
    return {name: pa.array(v, kinds[name]) for name, v in _published(added, layer).items()}


def records(added: Added, layer: Layer) -> list[dict[str, float | str | None]]:
    """Return the columns of a batch as a mapping for each article."""
    made = _published(added, layer)
    rows = zip(*made.values(), strict=True)
    return [dict(zip(made, row, strict=True)) for row in rows]
