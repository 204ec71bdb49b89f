"""The heads over a batch of text vectors, every sum in the written order.

A matrix product of a library would group its sums by the size of the batch, and the last
decimals of a score would hang on what it was scored with. The order is that of
``framing.model.Head``: inputs by eights, each eight added up in pairs. Two texts are done at
a time, as fetching weights is what takes the time.
"""

from __future__ import annotations

import numpy as np

from framing.kernel.compiled import compiled, inlined, offset, pointer

__all__ = ["BLOCK", "run"]

BLOCK = 32
"""Texts whose hidden units are held at once: few enough for the nearest cache."""


@inlined
def _two(x, y, inputs, weights, columns, total, other):
    """Add ``x @ weights`` to ``total`` and ``y @ weights`` to ``other``, eights only."""
    for place in range(0, inputs, 8):
        a, b, c, d = x[place], x[place + 1], x[place + 2], x[place + 3]
        e, f, g, h = x[place + 4], x[place + 5], x[place + 6], x[place + 7]
        i, j, k, m = y[place], y[place + 1], y[place + 2], y[place + 3]
        n, o, z, l = y[place + 4], y[place + 5], y[place + 6], y[place + 7]  # noqa: E741
        p = offset(weights, place * columns)
        q, r, s = offset(p, columns), offset(p, 2 * columns), offset(p, 3 * columns)
        t, u = offset(p, 4 * columns), offset(p, 5 * columns)
        v, w = offset(p, 6 * columns), offset(p, 7 * columns)
        for column in range(columns):
            first = (a * p[column] + b * q[column]) + (c * r[column] + d * s[column])
            second = (e * t[column] + f * u[column]) + (g * v[column] + h * w[column])
            total[column] = total[column] + (first + second)
            first = (i * p[column] + j * q[column]) + (k * r[column] + m * s[column])
            second = (n * t[column] + o * u[column]) + (z * v[column] + l * w[column])
            other[column] = other[column] + (first + second)


@inlined
def _eights(x, begin, inputs, weights, columns, total):
    """Add eights of ``x @ weights`` to ``total``, and pass over those that are all nought."""
    for place in range(begin, inputs, 8):
        a, b, c, d = x[place], x[place + 1], x[place + 2], x[place + 3]
        e, f, g, h = x[place + 4], x[place + 5], x[place + 6], x[place + 7]
        if a != 0 or b != 0 or c != 0 or d != 0 or e != 0 or f != 0 or g != 0 or h != 0:
            p = offset(weights, place * columns)
            q, r, s = offset(p, columns), offset(p, 2 * columns), offset(p, 3 * columns)
            t, u = offset(p, 4 * columns), offset(p, 5 * columns)
            v, w = offset(p, 6 * columns), offset(p, 7 * columns)
            for column in range(columns):
                first = (a * p[column] + b * q[column]) + (c * r[column] + d * s[column])
                second = (e * t[column] + f * u[column]) + (g * v[column] + h * w[column])
                total[column] = total[column] + (first + second)


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
    for text in range(0, texts - 1, 2):
        _two(
            offset(x, text * between), offset(x, (text + 1) * between), dense, weights, columns,
            offset(total, text * apart), offset(total, (text + 1) * apart),
        )  # fmt: skip
    for text in range(texts):
        own, into = offset(x, text * between), offset(total, text * apart)
        if text == texts - 1 and texts % 2:
            _eights(own, 0, dense, weights, columns, into)
        _eights(own, dense, last, weights, columns, into)
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
    ``head_weights`` reach the first two and ``lead_weights`` the last two. ``…_out`` and
    ``…_shift`` may have more columns than there are outputs, so that rows fill the registers.
    ``room`` is to work in: ``BLOCK`` times twice the units and the columns of ``article_out``.
    """
    texts, inputs = head.shape
    stride, units = into.shape[1], len(bias)
    own, other, both = len(headline_out), len(lead_out), len(article_out)
    work = pointer(room)
    active, sums = offset(work, BLOCK * units), offset(work, 2 * BLOCK * units)
    to_lead = offset(pointer(into), 3 * stride)
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
                pointer(lead_weights), both + other, offset(work, own), units,
            )  # fmt: skip
        for place in range(count * units):  # into other memory: stores under a mask are slow
            strength = work[place]
            active[place] = strength if strength > 0 else np.float32(0)
        _answer(
            active, units, count, own, pointer(headline_out), pointer(headline_shift),
            headline_out.shape[1], sums, 3, offset(pointer(into), begin), stride,
        )  # fmt: skip
        if has_lead or begin == 0:
            _answer(
                offset(active, own + both), units, count, other, pointer(lead_out),
                pointer(lead_shift), lead_out.shape[1], sums, 2, offset(to_lead, begin), stride,
            )  # fmt: skip
        _answer(
            offset(active, own), units, count, both, pointer(article_out), pointer(article_shift),
            article_out.shape[1], sums, len(into) - 5, offset(to_lead, 2 * stride + begin), stride,
        )  # fmt: skip
    if not has_lead:  # all read the same nothing
        for text in range(1, texts):
            to_lead[text], to_lead[stride + text] = to_lead[0], to_lead[stride]
