"""The heads over a batch of text vectors, text by text, every sum in the written order.

A matrix product of a library would group its sums by the size of the batch, and the last
decimals of a score would hang on what it was scored with. The order is that of
``framing.model.product``: inputs by eights, each eight added up in pairs.
"""

from __future__ import annotations

import numpy as np

from framing.kernel.compiled import compiled, inlined, offset, pointer

__all__ = ["run"]


@inlined
def _product(x, inputs, dense, weights, stride, units, total):
    """Add ``x @ weights`` to ``total``; rows of ``weights`` are ``stride`` apart.

    Behind the ``dense`` inputs most are nought, add nothing and are passed over.
    """
    place = 0
    while place + 8 <= inputs:
        a, b, c, d = x[place], x[place + 1], x[place + 2], x[place + 3]
        e, f, g, h = x[place + 4], x[place + 5], x[place + 6], x[place + 7]
        if place < dense or a != 0 or b != 0 or c != 0 or d != 0 or e != 0 or f != 0 or g != 0 or h != 0:
            p = offset(weights, place * stride)
            q, r, s = offset(p, stride), offset(p, 2 * stride), offset(p, 3 * stride)
            t, u = offset(p, 4 * stride), offset(p, 5 * stride)
            v, w = offset(p, 6 * stride), offset(p, 7 * stride)
            for unit in range(units):
                first = (a * p[unit] + b * q[unit]) + (c * r[unit] + d * s[unit])
                second = (e * t[unit] + f * u[unit]) + (g * v[unit] + h * w[unit])
                total[unit] = total[unit] + (first + second)
        place += 8
    while place < inputs:
        one, row = x[place], offset(weights, place * stride)
        if place < dense or one != 0:
            for unit in range(units):
                total[unit] = total[unit] + one * row[unit]
        place += 1


@inlined
def _answer(active, units, out, shift, columns, sums, outputs, text, stride, into):
    """Write the logits of one text: one row of ``into`` an output."""
    for column in range(columns):
        sums[column] = shift[column]
    _product(active, units, units, out, columns, columns, sums)
    for output in range(outputs):
        into[output * stride + text] = sums[output]


@compiled
def run(
    head, lead, has_lead, dense, head_weights, lead_weights, bias, headline_out, headline_shift,
    article_out, article_shift, lead_out, lead_shift, no_lead, room, into,
):  # fmt: skip
    """Fill ``into`` (outputs, texts or more): logits of the headline head, of the lead head, the rest.

    Hidden units lie side by side: the headline's, the article's, the lead's, so that
    ``head_weights`` reach the first two and ``lead_weights`` the last two. ``…_out`` and
    ``…_shift`` may have more columns than there are outputs, so that rows fill the registers.
    ``no_lead`` are the lead's logits where there is none. ``room`` is to work in: twice the
    units, and the columns of the widest ``out``.
    """
    texts, inputs = head.shape
    stride = into.shape[1]
    units, own, other = len(bias), headline_out.shape[0], lead_out.shape[0]
    outputs, lead_outputs = len(into) - len(no_lead), len(no_lead)
    head_reach, lead_reach, answers = head_weights.shape[1], lead_weights.shape[1], pointer(into)
    x, y, start, work = pointer(head), pointer(lead), pointer(bias), pointer(room)
    active, sums = offset(work, units), offset(work, 2 * units)
    to_lead = offset(answers, 3 * stride)
    to_article = offset(to_lead, lead_outputs * stride)
    for text in range(texts):
        for unit in range(units):
            work[unit] = start[unit]
        _product(
            offset(x, text * inputs), inputs, dense, pointer(head_weights), head_reach,
            head_reach, work,
        )  # fmt: skip
        if has_lead[text]:
            _product(
                offset(y, text * inputs), inputs, dense, pointer(lead_weights), lead_reach,
                lead_reach, offset(work, own),
            )  # fmt: skip
        for unit in range(units):  # into other memory: stores under a mask would be slow
            strength = work[unit]
            active[unit] = strength if strength > 0 else np.float32(0)
        _answer(
            active, own, pointer(headline_out), pointer(headline_shift), headline_out.shape[1],
            sums, 3, text, stride, answers,
        )  # fmt: skip
        _answer(
            offset(active, own), units - own - other, pointer(article_out),
            pointer(article_shift), article_out.shape[1], sums, outputs - 3, text, stride,
            to_article,
        )  # fmt: skip
        if has_lead[text]:
            _answer(
                offset(active, units - other), other, pointer(lead_out), pointer(lead_shift),
                lead_out.shape[1], sums, lead_outputs, text, stride, to_lead,
            )  # fmt: skip
        else:
            for output in range(lead_outputs):
                to_lead[output * stride + text] = no_lead[output]
