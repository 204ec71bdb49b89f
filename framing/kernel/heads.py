"""The heads over a batch of text vectors, every sum in the written order.

A matrix product of a library would group its sums by the size of the batch, and the last
decimals of a score would hang on what it was scored with. The order is that of
``framing.model.Head``: inputs by eights, each eight added up in pairs.
"""

from __future__ import annotations

import numpy as np

from framing.codebook import HEADS
from framing.kernel.compiled import compiled, inlined, offset, pointer
from framing.kernel.vectors import COLUMNS, TEXTS, add_eight, add_eights

__all__ = ["BLOCK", "run"]

_OF_HEADLINE, _OF_LEAD = len(HEADS["headline"]), len(HEADS["lead"])
"""Outputs of the first two heads; the rest are the article's."""

BLOCK = 32
"""Texts whose hidden units are held at once: few enough for the nearest cache."""


@inlined
def _dense(x, between, texts, inputs, weights, columns, total, apart):
    """Add eights of ``x @ weights`` to ``total``, some texts at a time."""
    shared = texts - texts % TEXTS
    for place in range(0, inputs, 8):
        row = offset(weights, place * columns)
        for text in range(0, shared, TEXTS):
            own, into = offset(x, text * between + place), offset(total, text * apart)
            for column in range(0, columns, COLUMNS):
                add_eights(
                    own, between, offset(row, column), columns, offset(into, column), apart
                )  # fmt: skip
        for text in range(shared, texts):
            own, into = offset(x, text * between + place), offset(total, text * apart)
            for column in range(0, columns, COLUMNS):
                add_eight(own, 0, offset(row, column), columns, offset(into, column), 0)


@inlined
def _sparse(x, begin, inputs, weights, columns, total):
    """Add eights of ``x @ weights`` to ``total``, and pass over those that are all nought."""
    for place in range(begin, inputs, 8):
        some = False
        for step in range(8):
            some |= x[place + step] != 0
        if some:
            for column in range(0, columns, COLUMNS):
                row = offset(weights, place * columns + column)
                add_eight(offset(x, place), 0, row, columns, offset(total, column), 0)


@inlined
def _rest(x, begin, inputs, weights, columns, total):
    """Add what is left of ``x @ weights`` behind the eights, one input after the other."""
    for place in range(begin, inputs):
        one, row = x[place], offset(weights, place * columns)
        if one != 0:
            for column in range(columns):
                total[column] = total[column] + one * row[column]


@inlined
def _multiply(x, between, texts, inputs, dense, weights, columns, total, apart):
    """Add ``x @ weights`` to ``total`` for some texts; their rows lie ``between``, ``apart``.

    Behind the ``dense`` inputs, most are nought.
    """
    dense -= dense % 8
    last = inputs - inputs % 8
    _dense(x, between, texts, dense, weights, columns, total, apart)
    for text in range(texts):
        own, into = offset(x, text * between), offset(total, text * apart)
        _sparse(own, dense, last, weights, columns, into)
        _rest(own, last, inputs, weights, columns, into)


@inlined
def _start(total, texts, values, columns):
    """Begin sums with a bias."""
    for text in range(texts):
        row = offset(total, text * columns)
        for column in range(columns):
            row[column] = values[column]


@inlined
def _answer(active, apart, texts, units, out, shift, columns, sums, outputs, into, stride):
    """Write the logits of some texts: one row of ``into`` an output."""
    _start(sums, texts, shift, columns)
    _multiply(active, apart, texts, units, units, out, columns, sums, columns)
    for output in range(outputs):
        row = offset(into, output * stride)
        for text in range(texts):
            row[text] = sums[text * columns + output]


@compiled
def run(
    head, lead, has_lead, dense, head_weights, lead_weights, bias, headline_out, headline_shift,
    article_out, article_shift, lead_out, lead_shift, room, into,
):  # fmt: skip
    """Fill ``into`` (outputs, texts or more) with the logits of headline, lead and article head.

    Hidden units lie side by side: the headline's, the article's, the lead's, so that
    ``head_weights`` reach the first two and ``lead_weights`` the last two. Columns, of units and
    of outputs, are filled up to a multiple of ``COLUMNS``. ``room`` is to work in: ``BLOCK`` times
    twice the columns of ``bias`` and those of ``article_out``.
    """
    texts, inputs = head.shape
    stride, units = into.shape[1], len(bias)
    own = units - lead_weights.shape[1]
    both = head_weights.shape[1] - own
    work = pointer(room)
    active, sums = offset(work, BLOCK * units), offset(work, 2 * BLOCK * units)
    to_lead = offset(pointer(into), _OF_HEADLINE * stride)
    for begin in range(0, texts, BLOCK):
        count = min(BLOCK, texts - begin)
        _start(work, count, pointer(bias), units)
        _multiply(
            offset(pointer(head), begin * inputs), inputs, count, inputs, dense,
            pointer(head_weights), own + both, work, units,
        )  # fmt: skip
        if has_lead:
            _multiply(
                offset(pointer(lead), begin * inputs), inputs, count, inputs, dense,
                pointer(lead_weights), units - own, offset(work, own), units,
            )  # fmt: skip
        for place in range(count * units):  # into other memory: stores under a mask are slow
            strength = work[place]
            active[place] = strength if strength > 0 else np.float32(0)
        _answer(
            active, units, count, len(headline_out), pointer(headline_out), pointer(headline_shift),
            headline_out.shape[1], sums, _OF_HEADLINE, offset(pointer(into), begin), stride,
        )  # fmt: skip
        if has_lead or begin == 0:
            _answer(
                offset(active, own + both), units, count, len(lead_out), pointer(lead_out),
                pointer(lead_shift), lead_out.shape[1], sums, _OF_LEAD, offset(to_lead, begin),
                stride,
            )  # fmt: skip
        _answer(
            offset(active, own), units, count, len(article_out), pointer(article_out),
            pointer(article_shift), article_out.shape[1], sums,
            len(into) - _OF_HEADLINE - _OF_LEAD, offset(to_lead, _OF_LEAD * stride + begin), stride,
        )  # fmt: skip
    if not has_lead:  # all read the same nothing
        for output in range(_OF_LEAD):
            row = offset(to_lead, output * stride)
            for text in range(1, texts):
                row[text] = row[0]
